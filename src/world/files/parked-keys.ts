/** `$XDG_DATA_HOME/ssoenv/parked/NAME`: a parked key in a file of its own, 0600. Not disposable. */
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { parkedKeyText, parseParkedKey, type ParkedKey } from '../../core/keys/parked-key.js'
import type { Paths } from '../../core/paths.js'
import { encodedName } from '../../core/for-shells/record.js'
import {
  ensurePrivateFolder,
  errorCode,
  isOurFolder,
  isTemporaryOf,
  readIfPresent,
  removeFile,
  writeWhole,
} from './files.js'
import { open, readdir } from './fs.js'

/** Where the key of that profile is, once it is parked. */
export function parkedKeyFile(paths: Paths, profile: string): string {
  return path.join(folderIn(paths), encodedName(profile))
}

/**
 * The parked key of that profile, if there is one.
 *
 * @throws ConfigError when the file cannot be read, is not of our form, or the folder is not ours alone
 */
export async function readParkedKey(paths: Paths, profile: string): Promise<ParkedKey | undefined> {
  const file = parkedKeyFile(paths, profile)
  const bytes = await readIfPresent(file)
  if (!bytes) return undefined
  if (!(await isOurFolder(folderIn(paths))))
    throw new ConfigError(`${printable(folderIn(paths))} is not yours alone; no key is taken from it.`)
  const key = parseParkedKey(bytes.toString('utf8'))
  if (key?.profile === profile) return key
  throw new ConfigError(`${printable(file)} is not a parked key of ssoenv, or not a whole one.`)
}

/** All of them by profile; files that cannot be used are left out. */
export async function parkedKeys(paths: Paths): Promise<ParkedKey[]> {
  const folder = folderIn(paths)
  if (!(await isOurFolder(folder))) return []
  const found: ParkedKey[] = []
  for (const name of (await readdir(folder)).sort()) {
    const bytes = await readIfPresent(path.join(folder, name)).catch(() => undefined)
    const key = bytes && parseParkedKey(bytes.toString('utf8'))
    if (key && encodedName(key.profile) === name) found.push(key)
  }
  return found
}

/**
 * Keeps a key; under the lock of parked keys. When this returns, it is on the disk with its name: the only other copy may then go.
 *
 * @throws RefusedError, ConfigError when the folder is not ours or cannot be written
 */
export async function saveParkedKey(paths: Paths, key: ParkedKey): Promise<string> {
  const file = parkedKeyFile(paths, key.profile)
  await ensurePrivateFolder(paths.data)
  await ensurePrivateFolder(folderIn(paths))
  await removeStrays(paths, file)
  await writeWhole(file, parkedKeyText(key), { mode: 0o600 })
  await settleFolders(paths)
  return file
}

/** Under the lock of parked keys too. */
export async function removeParkedKey(paths: Paths, profile: string): Promise<void> {
  const file = parkedKeyFile(paths, profile)
  await removeStrays(paths, file)
  await removeFile(file)
}

/** What a killed process left of that file: the secret is in there too. Nobody else is at it: there is a lock. */
async function removeStrays(paths: Paths, file: string): Promise<void> {
  for (const name of await readdir(folderIn(paths)))
    if (isTemporaryOf(file, name)) await removeFile(path.join(folderIn(paths), name))
}

/** A new name is on the disk when its folder is. @throws ConfigError when that is not sure */
async function settleFolders(paths: Paths): Promise<void> {
  for (const folder of [folderIn(paths), paths.data]) {
    try {
      const handle = await open(folder, 'r')
      await handle.sync().finally(() => handle.close())
    } catch (error) {
      const code = errorCode(error) ?? 'unknown error'
      // File systems that cannot flush a folder (fsync(2)).
      if (code === 'EINVAL') continue
      throw new ConfigError(`${printable(folder)} cannot be written (${code}); the key stays where it is.`, {
        cause: error,
      })
    }
  }
}

function folderIn(paths: Paths): string {
  return path.join(paths.data, 'parked')
}
