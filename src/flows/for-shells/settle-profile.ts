/** How a profile that `.envrc` names stands, and its record for `use sso_profile` (shell/README.md §2.4). */
import { quoted } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { findProfile } from '../../core/profile/profile.js'
import { encodedName, type RecordFields } from '../../core/for-shells/record.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import {
  leaveRecord,
  newGeneration,
  readMarked,
  removeRecord,
  type Mark,
} from '../../world/for-shells/records.js'
import type { World } from '../../world/world.js'
import { configFields, isConfigFixed, verdictFields } from './directory-record.js'
import type { SettledDirectory } from './settle-directory.js'
import type { SettledSettings } from '../settings.js'
import { isSafeName, shownPath, type Verdict } from './verdict.js'

/** Resolves the profile and leaves its record. A profile that is not usable is refused with a line to tell. */
export async function settleProfile(
  world: World,
  name: string,
  settings: Pick<SettledSettings, 'settings'>,
): Promise<SettledDirectory> {
  const { value: verdict, mark } = await readMarked(world.paths.awsConfig, () => verdictOf(world, name))
  const session =
    verdict.state === 'bound' && verdict.resolved.kind === 'sso'
      ? verdict.resolved.profile.session
      : undefined
  const fields: RecordFields = [['state', verdict.state], ...verdictFields(verdict, session, settings)]
  await leaveProfileRecord(world, encodedName(name), fields, mark).catch(() => undefined)
  return { verdict, fields, ...(session ? { session } : {}) }
}

async function leaveProfileRecord(
  world: World,
  file: string,
  fields: RecordFields,
  mark: Mark,
): Promise<void> {
  const { state } = world.paths
  if (!isConfigFixed(world)) return removeRecord(state, 'profiles', file)
  const gen = newGeneration()
  await leaveRecord(state, {
    folder: 'profiles',
    name: file,
    fields: [['gen', gen], ...configFields(world, mark), ...fields],
    brackets: mark ? [[`${file}.${gen}.config`, mark]] : [],
    isBracket: (entry) =>
      entry.startsWith(`${file}.`) && /^[0-9a-f]+\.config\.(lo|hi)$/.test(entry.slice(file.length + 1)),
  })
}

async function verdictOf(world: World, name: string): Promise<Verdict> {
  try {
    const resolved = findProfile(await readAwsConfig(world.paths), name)
    if (resolved && isSafeName(name)) return { state: 'bound', resolved }
    if (resolved) {
      return {
        state: 'refused',
        say: `the name of profile ${quoted(name)} cannot be put into AWS_PROFILE safely`,
      }
    }
    return {
      state: 'refused',
      say: `profile ${quoted(name)} is not in ${shownPath(world, world.paths.awsConfig)}. Try: ssoenv configure ${shellWord(name)}`,
    }
  } catch (error) {
    if (error instanceof ConfigError) return { state: 'refused', say: error.message }
    throw error
  }
}
