/**
 * What a person has said yes to, so that nobody asks for it again within the hour.
 *
 * One small private file for each yes below `<state>/agreements/`, named for a hash of what it was about. It is safe to delete.
 */
import path from 'node:path'
import { SsoenvError } from '../../core/errors.js'
import { sha1 } from '../../core/text/sha1.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, writeWhole } from './files.js'
import { readdir, rm, stat } from './fs.js'

/**
 * Whether there was a yes to this subject within so many seconds before `now`. A note that cannot be understood, or that somebody
 * else may have written, is none; nor is one of the future, as after the clock was set back.
 *
 * @param state the state folder
 */
export async function isAgreed(
  state: string,
  subject: string,
  now: Date,
  withinSeconds: number,
): Promise<boolean> {
  const folder = agreementsFolder(state)
  if (!(await isOurFolder(state)) || !(await isOurFolder(folder))) return false
  const bytes = await readIfPresent(path.join(folder, sha1(subject)), { limit: 100 }).catch(() => undefined)
  const age = (now.getTime() - Date.parse(bytes?.toString('utf8').trim() ?? '')) / 1000
  return age >= 0 && age < withinSeconds
}

/** Notes a yes, and removes those that are over. Where that cannot be written the person is asked again. */
export async function noteAgreement(
  state: string,
  subject: string,
  now: Date,
  withinSeconds: number,
): Promise<void> {
  const folder = agreementsFolder(state)
  try {
    await ensurePrivateFolder(state)
    await ensurePrivateFolder(folder)
    await removeOlder(folder, now.getTime() - withinSeconds * 1000)
    await writeWhole(path.join(folder, sha1(subject)), `${now.toISOString()}\n`, { disposable: true })
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
  }
}

function agreementsFolder(state: string): string {
  return path.join(state, 'agreements')
}

async function removeOlder(folder: string, milliseconds: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    const found = await stat(file).catch(() => undefined)
    if (found && found.mtimeMs < milliseconds) await rm(file, { force: true })
  }
}
