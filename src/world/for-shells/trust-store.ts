/** Trust records: `$XDG_DATA_HOME/ssoenv/trust/ENC/allowed`, ENC as in record.ts, for the directory without links. */
import { readdir, stat, utimes } from '../files/fs.js'
import path from 'node:path'
import type { Paths } from '../../core/paths.js'
import { decodedDirectory, encodedDirectory } from '../../core/for-shells/record.js'
import { parseTrust, trustBytes, type Trust } from '../../core/binding/trust.js'
import { physicalDirectory } from './binding-source.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, removeFile, writeWhole } from '../files/files.js'
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
  await forgetBelow(paths, directory)
}

/**
 * Withdraws the trust.
 *
 * @returns whether there was one
 * @throws ConfigError when it cannot be removed
 */
export async function removeTrust(paths: Paths, directory: string): Promise<boolean> {
  const removed = await removeFile(await trustFile(paths, directory))
  // Also for a run before this one that was killed after the removal.
  if (removed || (await trustMark(paths)) !== '') await noteChange(paths)
  await forgetBelow(paths, directory)
  return removed
}

/** Whoever decides by trust looks at this before and after: between the two somebody may have changed it. */
export async function trustMark(paths: Paths): Promise<string> {
  const found = await stat(changeFile(paths), { bigint: true }).catch(() => undefined)
  return found ? `${found.ino} ${found.mtimeNs}` : ''
}

/** Each change in a whole second of its own: direnv watches the file (shell/direnv/ssoenv.sh), and compares whole seconds. */
async function noteChange(paths: Paths): Promise<void> {
  const file = changeFile(paths)
  const earlier = await stat(file).catch(() => undefined)
  await writeWhole(file, '')
  const next = earlier ? Math.floor(earlier.mtimeMs / 1000) + 1 : 0
  const lead = next - Date.now() / 1000
  // Far ahead: the clock has been set back, and any date is another.
  if (lead > 0 && lead < 60) await utimes(file, next, next)
}

/** No directory's record has this name: theirs begin with `_`. */
function changeFile(paths: Paths): string {
  return path.join(paths.data, 'trust', 'changed')
}

/**
 * Takes away the records of the directory and of all below, by whatever name (links) they are known: what holds there has to be
 * settled anew. The others stay: a shell that goes there before its next prompt would have nothing to go by.
 */
async function forgetBelow(paths: Paths, directory: string): Promise<void> {
  if (!(await isOurFolder(paths.state))) return
  const trusted = await physicalDirectory(directory)
  const names = new Map<string, Promise<string>>()
  const physical = (name: string): Promise<string> => {
    const found = names.get(name) ?? physicalDirectory(name)
    names.set(name, found)
    return found
  }
  const entries = await readdir(path.join(paths.state, 'dirs'), { recursive: true }).catch(() => [])
  for (const entry of entries) {
    if (path.basename(entry) !== 'record') continue
    const folder = path.dirname(entry)
    const isBelow = (await Promise.all(withAncestors(decodedDirectory(folder)).map(physical))).includes(
      trusted,
    )
    if (isBelow) await removeRecord(paths.state, path.join('dirs', folder), 'record')
  }
}

function withAncestors(directory: string): string[] {
  const parent = path.dirname(directory)
  return parent === directory ? [directory] : [directory, ...withAncestors(parent)]
}
