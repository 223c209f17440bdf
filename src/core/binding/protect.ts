/** Profiles that are marked, because a mistake there costs more. */
import type { Settings } from '../settings/settings.js'

// The word prod or production by itself ("acme-prod", "prod2"), not after non or pre ("non-prod"), not in "products".
const PRODUCTION = /(?<![a-z])(?<!(?<![a-z])(?:non|pre)[^a-z]+)prod(?:uction)?(?![a-z])/i
// The same word where a capital begins it: "AcmeProd", "coreProduction2", and not "NonProd" or "AcmeProducts".
const CAPITAL_PRODUCTION = /(?<=[a-z\d])(?<!Non|Pre|(?<![A-Za-z])(?:non|pre))Prod(?:uction)?(?![a-z])/

/** Whether the profile is protected: by the globs of `protect`, or by its name where none are set. */
export function isProtected(settings: Pick<Settings, 'protect'>, profileName: string): boolean {
  const globs = settings.protect ?? []
  const exempt = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1))
  const marked = globs.filter((glob) => !glob.startsWith('!'))
  if (exempt.some((glob) => matches(glob, profileName))) return false
  // Exemptions alone refine the rule that holds without any setting.
  const usesRule = settings.protect === undefined || (marked.length === 0 && exempt.length > 0)
  return usesRule
    ? PRODUCTION.test(profileName) || CAPITAL_PRODUCTION.test(profileName)
    : marked.some((glob) => matches(glob, profileName))
}

/** `*` and `?` as in a shell; the rest of the glob is literal. */
function matches(glob: string, name: string): boolean {
  const expression = glob
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${expression}$`, 'su').test(name)
}
