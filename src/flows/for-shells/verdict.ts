/** What can hold in a directory, and how flows name it. */
import { printable } from '../../core/text/display.js'
import type { ResolvedProfile } from '../../core/profile/profile.js'
import type { World } from '../../world/world.js'

/** The value of AWS_PROFILE that no config has: every tool stops instead of using another account. */
export const REFUSED_PROFILE = 'ssoenv-refused'

/** What holds in a directory. */
export type Verdict =
  | { state: 'bound'; resolved: ResolvedProfile; region?: string; newPortal?: boolean; say?: string }
  | { state: 'refused' | 'untrusted' | 'invalid'; say: string }
  | { state: 'none'; say?: string }

/** The profile name of a resolution. */
export function resolvedName(resolved: ResolvedProfile): string {
  return resolved.kind === 'sso' ? resolved.profile.name : resolved.name
}

/** A path as messages show it: `~` for the home folder. */
export function shownPath(world: World, file: string): string {
  const { home } = world.paths
  return printable(file === home || file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file)
}

/** Whether the name can be shown as it is and handed to a shell as one line; two names could become one otherwise. */
export function isSafeName(name: string): boolean {
  return name !== '' && name.trim() === name && printable(name, name.length) === name
}
