/**
 * The profiles that were last used, for the picker: names only, one a line, the last one first, in `<state>/recent-profiles`.
 *
 * It is safe to delete. Two that write at once may lose one name.
 */
import path from 'node:path'
import { SsoenvError } from '../../core/errors.js'
import { withFirst } from '../../core/profile/recent.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, writeWhole } from './files.js'

/** @returns the names, the last one first; none where the file cannot be read or somebody else may have written it */
export async function recentProfiles(state: string): Promise<string[]> {
  if (!(await isOurFolder(state))) return []
  const bytes = await readIfPresent(recentFile(state), { limit: LIMIT_BYTES }).catch(() => undefined)
  return bytes?.toString('utf8').split('\n').filter(Boolean) ?? []
}

/** Notes that a profile is used. Where that cannot be written it is not worth a word. */
export async function noteRecentProfile(state: string, name: string): Promise<void> {
  const before = await recentProfiles(state)
  const after = withFirst(before, name)
  if (after.join('\n') === before.join('\n')) return
  try {
    await ensurePrivateFolder(state)
    await writeWhole(recentFile(state), `${after.join('\n')}\n`)
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
  }
}

/** More than 50 names have. */
const LIMIT_BYTES = 256 * 1024

function recentFile(state: string): string {
  return path.join(state, 'recent-profiles')
}
