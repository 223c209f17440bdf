/** Copies of the user's files as they were before a change: `$XDG_DATA_HOME/ssoenv/backups`, 0600. */
import { access, readdir } from './fs.js'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { ensurePrivateFolder, removeFile, removeStrays, writeWhole } from './files.js'
import { sha1 } from '../../core/text/sha1.js'
import type { World } from '../world.js'

/** So many are kept of each file. */
const KEPT = 20

/**
 * Saves a copy, named for file, path and moment: `config.1a2b3c4d.2026-11-22T14-45-09.123Z`. The oldest ones beyond twenty
 * are removed. Called under the file's lock, so that two never choose one name.
 *
 * @returns the copy's path
 * @throws RefusedError, ConfigError when the folder is not ours or the copy cannot be written
 */
export async function saveBackup(world: World, file: string, bytes: Uint8Array): Promise<string> {
  const folder = path.join(world.paths.data, 'backups')
  await ensurePrivateFolder(world.paths.data)
  await ensurePrivateFolder(folder)
  const readable = path
    .basename(file)
    .replace(/[^\w.-]/g, '_')
    .slice(0, 50)
  const prefix = `${readable}.${sha1(file).slice(0, 8)}.`
  await removeStrays(folder, (name) => name.startsWith(`.${prefix}`) && name.endsWith('.tmp'))
  const copy = await freeName(folder, prefix, world.now())
  await writeWhole(copy, bytes).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : ''
    throw new ConfigError(`${printable(file)} is left as it is, because no backup can be made. ${reason}`)
  })
  const all = (await readdir(folder)).filter((name) => name.startsWith(prefix) && !name.endsWith('.tmp'))
  // Not the new one, whatever the clock says.
  const older = all.filter((name) => name !== path.basename(copy)).sort()
  for (const name of older.slice(0, 1 - KEPT)) await removeFile(path.join(folder, name))
  return copy
}

/** The moment's name, or the name of a later moment where that is taken. */
async function freeName(folder: string, prefix: string, now: Date): Promise<string> {
  for (let time = now.getTime(); ; time++) {
    const copy = path.join(folder, prefix + new Date(time).toISOString().replaceAll(':', '-'))
    const isTaken = await access(copy).then(
      () => true,
      () => false,
    )
    if (!isTaken) return copy
  }
}
