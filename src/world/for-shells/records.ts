/**
 * Record files and their brackets on disk (shell/README.md §2).
 *
 * A shell can compare two files' modification times without starting a process, but only as newer or older. So each
 * watched file gets two empty files beside the record, set a few microseconds before and after its modification time: it
 * is unchanged while it is neither newer than the one nor older than the other.
 */

import { EMPTIED, lstat, mkdir, open, readdir, rm, stat, utimes } from '../files/fs.js'
import path from 'node:path'
import { recordText, type RecordFields } from '../../core/for-shells/record.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, removeFile, writeWhole } from '../files/files.js'
import { randomName } from '../files/random.js'
import { tickLeft } from '../files/stamp.js'
import { inNewTurn } from './record-turn.js'
import { version } from '../version.js'

/** What a watched file was when it was read; undefined: it did not exist. */
export type Mark = { modifiedNanoseconds: bigint } | undefined

/** More than a record has. */
const LIMIT_BYTES = 1024 * 1024
/** Above what `utimes` rounds: Node passes seconds as a double, libuv keeps microseconds. */
const SLACK_NANOSECONDS = 3000n

/**
 * Reads a file together with a mark that a later change cannot share: a file written within the last clock tick is read
 * only after the tick has passed, because a second write inside it would leave the same time stamp.
 */
export async function readMarked<T>(
  file: string,
  read: (file: string) => Promise<T>,
): Promise<{ value: T; mark: Mark }> {
  for (let attempt = 0; ; attempt++) {
    const before = await markOf(file)
    if (before !== undefined && attempt < 50) {
      const waiting = tickLeft(before.modifiedNanoseconds)
      if (waiting > 0) {
        await new Promise((resolve) => setTimeout(resolve, waiting))
        continue
      }
    }
    const value = await read(file)
    const after = await markOf(file)
    if (before?.modifiedNanoseconds === after?.modifiedNanoseconds || attempt >= 50)
      return { value, mark: before }
  }
}

/**
 * The mark of a file as it is now, links followed (as the shells' `-nt` does). What cannot be reached (a circle of links, a
 * folder that may not be searched) does not exist, as for the shells' `-e`.
 */
export async function markOf(file: string): Promise<Mark> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  return found && { modifiedNanoseconds: found.mtimeNs }
}

/** A name for a set of brackets: letters and digits, new for each record. */
export function newGeneration(): string {
  return randomName(5)
}

export interface NewRecord {
  /** The folder of the record below the state folder, e.g. `dirs/_home/_ada`. */
  folder: string
  /** The record's file name. */
  name: string
  fields: RecordFields
  /** The exact `.ssoenv` that a directory record was made from. */
  text?: string
  /** File name prefix of each bracket pair (it holds the generation) and the mark that it stands for. */
  brackets: readonly (readonly [prefix: string, mark: NonNullable<Mark>])[]
  /** Which file names beside the record are brackets of its older generations. */
  isBracket: (fileName: string) => boolean
}

/**
 * Leaves a record for the shells: brackets first, then the record by rename, then what older generations left.
 *
 * @throws RefusedError, ConfigError when the state folder is not ours or cannot be written
 */
export async function leaveRecord(state: string, record: NewRecord): Promise<void> {
  await ensurePrivateFolder(state)
  const folder = path.join(state, record.folder)
  await mkdir(folder, 0o700)
  for (const [prefix, mark] of record.brackets) {
    await setBracket(path.join(folder, `${prefix}.lo`), mark.modifiedNanoseconds - SLACK_NANOSECONDS)
    await setBracket(path.join(folder, `${prefix}.hi`), mark.modifiedNanoseconds + SLACK_NANOSECONDS)
  }
  const text = recordText(version, record.fields, record.text)
  await inNewTurn(state, () => writeWhole(path.join(folder, record.name), text, { disposable: true }))
  await removeOldBrackets(folder, record)
  await leaveClock(state)
}

async function setBracket(file: string, nanoseconds: bigint): Promise<void> {
  await (await open(file, EMPTIED, 0o600)).close()
  const seconds = Number(nanoseconds / 1000n) / 1e6
  await utimes(file, seconds, seconds)
}

/** Brackets of a record that another process is just making are left alone: they are seconds old at most. */
async function removeOldBrackets(folder: string, record: NewRecord): Promise<void> {
  const keep = new Set(record.brackets.flatMap(([prefix]) => [`${prefix}.lo`, `${prefix}.hi`]))
  for (const name of await readdir(folder)) {
    if (keep.has(name) || !record.isBracket(name)) continue
    const file = path.join(folder, name)
    const found = await lstat(file).catch(() => undefined)
    if (found && Date.now() - found.ctimeMs > 10_000) await rm(file, { force: true })
  }
}

/** fish's clock (shell/README.md §2.5): the age of a file from 1970 is the current second. */
async function leaveClock(state: string): Promise<void> {
  const clock = path.join(state, 'clock')
  const found = await stat(clock).catch(() => undefined)
  if (found?.mtimeMs === 0) return
  await (await open(clock, EMPTIED, 0o600)).close()
  await utimes(clock, 0, 0)
}

/**
 * A record's lines, as the shells read them; undefined when there is none of our form, or somebody else may have written it.
 * Repeated keys: the last.
 */
export async function readRecord(
  state: string,
  folder: string,
  name: string,
): Promise<Map<string, string> | undefined> {
  if (!(await isOurFolder(state))) return undefined
  const bytes = await readIfPresent(path.join(state, folder, name), { limit: LIMIT_BYTES }).catch(
    () => undefined,
  )
  const [first, ...lines] = bytes?.toString('utf8').split('\n') ?? []
  if (!first?.startsWith('ssoenv 1 ')) return undefined
  const fields = new Map<string, string>()
  for (const line of lines) {
    if (line === 'text') break
    const space = line.indexOf(' ')
    if (space > 0) fields.set(line.slice(0, space), line.slice(space + 1))
  }
  return fields
}

/**
 * Takes a record away; the shells then ask the program.
 *
 * @throws ConfigError when it cannot be taken away, and the shells would go on with it
 */
export async function removeRecord(state: string, folder: string, name: string): Promise<void> {
  if (!(await isOurFolder(state))) return
  const file = path.join(state, folder, name)
  const isThere = await lstat(file).catch(() => undefined)
  if (isThere) await inNewTurn(state, () => removeFile(file))
}
