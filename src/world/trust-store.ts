/** Trust records: `$XDG_DATA_HOME/ssoenv/trust/ENC/allowed`, ENC as in record.ts, for the directory without links. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Paths } from '../core/paths.js'
import { encodedDirectory } from '../core/record.js'
import { parseTrust, trustBytes, type Trust } from '../core/trust.js'
import { physicalDirectory } from './binding-source.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, removeFile, writeWhole } from './files.js'
import { removeRecord } from './records.js'

async function trustFile(paths: Paths, directory: string): Promise<string> {
  return path.join(paths.data, 'trust', encodedDirectory(await physicalDirectory(directory)), 'allowed')
}

/** The trust in `directory/.ssoenv`, if there is one; in a data folder that others can write nothing is trusted. */
export async function readTrust(paths: Paths, directory: string): Promise<Trust | undefined> {
  if (!(await isOurFolder(paths.data))) return undefined
  const bytes = await readIfPresent(await trustFile(paths, directory)).catch(() => undefined)
  return bytes && parseTrust(bytes)
}

/** @throws RefusedError, ConfigError when the data folder is not ours or cannot be written */
export async function saveTrust(paths: Paths, directory: string, trust: Trust): Promise<void> {
  await ensurePrivateFolder(paths.data)
  const file = await trustFile(paths, directory)
  await ensurePrivateFolder(path.dirname(file))
  await writeWhole(file, trustBytes(trust))
  await noteChange(paths)
  await forgetDirectories(paths)
}

/**
 * Withdraws the trust.
 *
 * @returns whether there was one
 * @throws ConfigError when it cannot be removed
 */
export async function removeTrust(paths: Paths, directory: string): Promise<boolean> {
  const removed = await removeFile(await trustFile(paths, directory))
  if (removed) await noteChange(paths)
  await forgetDirectories(paths)
  return removed
}

/** Whoever decides by trust looks at this before and after: between the two somebody may have changed it. */
export async function trustMark(paths: Paths): Promise<string> {
  const found = await stat(changeFile(paths), { bigint: true }).catch(() => undefined)
  return found ? `${found.ino} ${found.mtimeNs}` : ''
}

async function noteChange(paths: Paths): Promise<void> {
  await writeWhole(changeFile(paths), '')
}

/** No directory's record has this name: theirs begin with `_`. */
function changeFile(paths: Paths): string {
  return path.join(paths.data, 'trust', 'changed')
}

/**
 * Takes all directory records away, so that each is settled anew: trust in one file changes what holds below it, and a
 * directory may be known under several names (links).
 */
async function forgetDirectories(paths: Paths): Promise<void> {
  await removeRecord(paths.state, 'dirs')
}
