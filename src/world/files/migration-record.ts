/**
 * What the last migration of a config file replaced, for `migrate --undo`: `$XDG_DATA_HOME/ssoenv/undo/migrate.HASH.json`, 0600,
 * one for each file.
 */
import path from 'node:path'
import type { Paths } from '../../core/paths.js'
import {
  ensurePrivateFolder,
  isOurFolder,
  isTemporaryOf,
  readIfPresent,
  removeFile,
  removeStrays,
  writeWhole,
} from './files.js'
import { sha1 } from '../../core/text/sha1.js'

export interface MigrationRecord {
  /** The texts of the whole file. */
  before: string
  after: string
  /** The copy of the file as it was, where the config's other copies are. */
  backup: string
  at: string
}

/** @throws ConfigError, RefusedError when it cannot be kept */
export async function saveMigration(paths: Paths, file: string, record: MigrationRecord): Promise<void> {
  await ensurePrivateFolder(paths.data)
  await ensurePrivateFolder(folderOf(paths))
  await writeWhole(recordFile(paths, file), `${JSON.stringify(record)}\n`)
}

/**
 * The record for this config file; undefined where there is none, or one that is not ours or cannot be understood.
 *
 * @throws ConfigError when it is there and cannot be read
 */
export async function readMigration(paths: Paths, file: string): Promise<MigrationRecord | undefined> {
  if (!(await isOurFolder(paths.data)) || !(await isOurFolder(folderOf(paths)))) return undefined
  const bytes = await readIfPresent(recordFile(paths, file), { own: true })
  if (!bytes) return undefined
  try {
    const record = JSON.parse(bytes.toString('utf8')) as Partial<MigrationRecord>
    const { before, after, backup, at } = record
    const isWhole = [before, after, backup, at].every((member) => typeof member === 'string')
    return isWhole ? (record as MigrationRecord) : undefined
  } catch {
    return undefined
  }
}

/** @throws ConfigError when it cannot be removed */
export async function removeMigration(paths: Paths, file: string): Promise<void> {
  await removeHalves(paths, file)
  await removeFile(recordFile(paths, file))
}

/** Removes what killed processes have left of a record: whole copies of the config, perhaps. */
export async function removeHalves(paths: Paths, file: string): Promise<void> {
  const record = recordFile(paths, file)
  await removeStrays(folderOf(paths), (name) => isTemporaryOf(record, name))
}

const folderOf = (paths: Paths): string => path.join(paths.data, 'undo')

function recordFile(paths: Paths, file: string): string {
  return path.join(folderOf(paths), `migrate.${sha1(path.resolve(file)).slice(0, 8)}.json`)
}
