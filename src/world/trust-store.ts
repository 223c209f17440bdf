/** Trust records: `$XDG_DATA_HOME/ssoenv/trust/ENC/allowed`, ENC as in record.ts, for the directory without links. */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Paths } from '../core/paths.js'
import { encodedDirectory } from '../core/record.js'
import { parseTrust, trustBytes, type Trust } from '../core/trust.js'
import { physicalDirectory } from './binding-source.js'
import { ensurePrivateFolder, readIfPresent, writeWhole } from './files.js'
import { removeRecord } from './records.js'

async function trustFile(paths: Paths, directory: string): Promise<string> {
  return path.join(paths.data, 'trust', encodedDirectory(await physicalDirectory(directory)), 'allowed')
}

/** The trust in `directory/.ssoenv`, if there is one. */
export async function readTrust(paths: Paths, directory: string): Promise<Trust | undefined> {
  const bytes = await readIfPresent(await trustFile(paths, directory)).catch(() => undefined)
  return bytes && parseTrust(bytes)
}

/** @throws RefusedError, ConfigError when the data folder is not ours or cannot be written */
export async function saveTrust(paths: Paths, directory: string, trust: Trust): Promise<void> {
  await ensurePrivateFolder(paths.data)
  const file = await trustFile(paths, directory)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeWhole(file, trustBytes(trust))
  await forgetDirectories(paths)
}

/** Withdraws the trust. @returns whether there was one */
export async function removeTrust(paths: Paths, directory: string): Promise<boolean> {
  const file = await trustFile(paths, directory)
  const there = (await readIfPresent(file)) !== undefined
  await rm(file, { force: true })
  await forgetDirectories(paths)
  return there
}

/**
 * Takes all directory records away, so that each is settled anew: trust in one file changes what holds below it, and a
 * directory may be known under several names (links).
 */
async function forgetDirectories(paths: Paths): Promise<void> {
  await removeRecord(paths.state, 'dirs').catch(() => undefined)
}
