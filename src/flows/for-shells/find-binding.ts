/** Which directory's binding is nearest: the walk that the shells do too, done again by the program. */
import path from 'node:path'
import type { DirectoryPattern } from '../../core/settings/settings.js'
import { bindingExists } from '../../world/for-shells/binding-source.js'
import { readTrust } from '../../world/for-shells/trust-store.js'
import type { World } from '../../world/world.js'

export interface Candidate {
  directory: string
  /** A `.ssoenv` stands there. At the same directory it wins over the settings. */
  source: 'file' | 'settings'
  /** The profile that `[directories]` names, for `settings`. */
  profile?: string
}

/** The directory and its ancestors, nearest first. */
export function upward(directory: string): string[] {
  const found: string[] = []
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    found.push(at)
    if (at === path.dirname(at)) return found
  }
}

/** The profile that the settings give to exactly this directory; of several patterns the last one wins. */
export function profileBySettings(
  directory: string,
  patterns: readonly DirectoryPattern[],
): string | undefined {
  const depth = directory.split('/').length - 1
  const hits = patterns.filter(
    (pattern) =>
      (pattern.depth === '*' || pattern.depth === depth) && new RegExp(pattern.regex, 'u').test(directory),
  )
  return hits.at(-1)?.profile
}

/** The nearest candidate at or above a directory, or undefined. */
export async function nearestBinding(
  directory: string,
  patterns: readonly DirectoryPattern[],
): Promise<Candidate | undefined> {
  for (const at of upward(directory)) {
    if (await bindingExists(at)) return { directory: at, source: 'file' }
    const profile = profileBySettings(at, patterns)
    if (profile !== undefined) return { directory: at, source: 'settings', profile }
  }
  return undefined
}

/**
 * The nearest tree above a directory that is bound: by the settings, or by a `.ssoenv` that the person has trusted
 * (also when that file has changed since: then the tree is closed, not free).
 *
 * @returns `dormant`: where a trusted file is missing now. It comes back with the next checkout, and the tree is bound again.
 */
export async function boundTreeAbove(
  world: World,
  directory: string,
  patterns: readonly DirectoryPattern[],
): Promise<{ tree?: Candidate; dormant: string[] }> {
  const dormant: string[] = []
  for (const at of upward(directory).slice(1)) {
    if (await readTrust(world.paths, at)) {
      if (await bindingExists(at)) return { tree: { directory: at, source: 'file' }, dormant }
      dormant.push(at)
    }
    const profile = profileBySettings(at, patterns)
    if (profile !== undefined) return { tree: { directory: at, source: 'settings', profile }, dormant }
  }
  // The settings may bind the very directory in which the file stands.
  const own = profileBySettings(path.resolve(directory), patterns)
  return own === undefined ? { dormant } : { tree: { directory, source: 'settings', profile: own }, dormant }
}
