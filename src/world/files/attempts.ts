/**
 * The last login that was tried for a session, so that no shell tries again by itself what somebody just cancelled.
 *
 * One small private file per session below `<state>/attempts/`. It is safe to delete.
 */
import { rm } from './fs.js'
import path from 'node:path'
import { encodedName } from '../../core/for-shells/record.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, writeWhole } from './files.js'

export interface Attempt {
  startedAt: Date
  /** Absent while it goes on, and when its process was killed. */
  endedAt?: Date
  outcome?: AttemptOutcome
}

export type AttemptOutcome = (typeof OUTCOMES)[number]

const OUTCOMES = ['done', 'failed', 'cancelled'] as const

/**
 * The last attempt under that key; a file that cannot be understood, or that somebody else may have written, is none.
 *
 * @param state the state folder
 * @param key the name of the session's token file without `.json`
 * @throws ConfigError when the file is there and cannot be read
 */
export async function readAttempt(state: string, key: string): Promise<Attempt | undefined> {
  if (!(await isOurFolder(state))) return undefined
  const bytes = await readIfPresent(attemptFile(state, key))
  return bytes && parseAttempt(bytes.toString('utf8'))
}

/**
 * Replaces what is noted under that key.
 *
 * @throws ConfigError when it cannot be written; RefusedError when the state folder is not ours
 */
export async function noteAttempt(state: string, key: string, attempt: Attempt): Promise<void> {
  await ensurePrivateFolder(state)
  await ensurePrivateFolder(path.join(state, 'attempts'))
  await writeWhole(attemptFile(state, key), `${JSON.stringify(attempt)}\n`)
}

/** Forgets it. */
export async function clearAttempt(state: string, key: string): Promise<void> {
  await rm(attemptFile(state, key), { force: true })
}

function attemptFile(state: string, key: string): string {
  return path.join(state, 'attempts', encodedName(key))
}

function parseAttempt(text: string): Attempt | undefined {
  let noted: unknown
  try {
    noted = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof noted !== 'object' || noted === null) return undefined
  const members = noted as Record<string, unknown>
  const startedAt = instant(members['startedAt'])
  const endedAt = instant(members['endedAt'])
  const outcome = OUTCOMES.find((known) => known === members['outcome'])
  if (!startedAt) return undefined
  return { startedAt, ...(endedAt && { endedAt }), ...(outcome && { outcome }) }
}

function instant(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
