/** Profiles of older forms, and of other tools. */
import { quoted } from '../../core/text/display.js'
import { planFor } from '../migrate/migrate.js'
import type { Check } from './check.js'

const NAMED = 3

export const checkLegacy: Check = async ({ world, configProblem }) => {
  if (configProblem) return []
  const { migrated, skipped } = await planFor(world, { fallback: {} })
  const names = [...migrated, ...skipped].map(({ profile }) => profile)
  if (names.length === 0) return [{ state: 'ok', what: 'All SSO profiles have an sso_session.' }]
  const shown = names.slice(0, NAMED).map((name) => quoted(name, 40))
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return [
    {
      state: 'warning',
      what: `${names.length === 1 ? 'One profile is of the older form without sso_session, has parts of it, or is' : `${names.length} profiles are of the older form without sso_session, have parts of it, or are`} of another tool: ${shown.join(', ')}${more}.`,
      why: 'Such a login cannot be refreshed: it ends in the middle of the work, and is made beside that of the SSO session.',
      mend: 'ssoenv migrate --dry-run',
    },
  ]
}
