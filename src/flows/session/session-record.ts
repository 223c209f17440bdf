/** Leaves what the shells need to know of a session, after each thing that may have changed it. */
import { sha1 } from '../../core/text/sha1.js'
import { printable } from '../../core/text/display.js'
import { tokenKey, type SsoSession } from '../../core/session/session.js'
import {
  LOGIN_LIMIT_SECONDS,
  QUIET_AFTER_FAILURE_SECONDS,
  QUIET_SECONDS,
  RETRY_SECONDS,
  standingFields,
  type SessionStanding,
} from '../../core/for-shells/session-record.js'
import { isRenewable, tokenState, type Token } from '../../core/session/token.js'
import { readAttempt, type Attempt } from '../../world/files/attempts.js'
import { unlessUnreadable } from '../../world/files/files.js'
import {
  leaveRecord,
  markOf,
  newGeneration,
  readMarked,
  readRecord,
  type Mark,
} from '../../world/for-shells/records.js'
import { readToken, tokenFile } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import type { RecordFields } from '../../core/for-shells/record.js'

/** The folder of session records below the state folder. */
const SESSIONS = 'sessions'

export interface SessionEvent {
  /** The service refused to refresh this token: where it is the one in the file, it is good only until its end. */
  refused?: Token
  /** The service could not be reached, or a refresh is under way: none is due before then. */
  retryAt?: Date
  /** Why the last refresh failed; printable. */
  trouble?: string
}

export interface SessionRecord {
  id: string
  token: Token | undefined
  standing: SessionStanding
  /** Why the last refresh failed, as long as the token file is the one of then. */
  trouble?: string
  /** The lines that the shells read, without brackets' keys. */
  fields: RecordFields
}

/** The session record's name: that of the token file without `.json`. */
export function sessionId(session: SsoSession): string {
  return sha1(tokenKey(session))
}

/**
 * Reads the token file and what is known of attempts, and leaves the session record.
 *
 * What an event told (refused, retry) is kept in the record while the token file stays the same, and forgotten with it.
 * A state folder that cannot be written is no error: the shells then live on what the program prints.
 *
 * @throws never for what the files are or say
 */
export async function leaveSessionRecord(
  world: World,
  session: SsoSession,
  event: SessionEvent = {},
): Promise<SessionRecord> {
  const id = sessionId(session)
  const file = tokenFile(world.paths, session)
  // What stands there and cannot be read (a folder, a FIFO) is no token: a login puts a whole file in its place, or says why not.
  const { value: token, mark } = await readMarked(file, () =>
    unlessUnreadable(readToken(world.paths, session)),
  )
  const remembered = await rememberedEvent(world, id, mark)
  const refused = event.refused ? event.refused.refreshToken === token?.refreshToken : remembered.refused
  const retryAt = event.retryAt ?? remembered.retryAt
  const trouble = event.trouble ?? remembered.trouble
  const failedAt = event.trouble === undefined ? remembered.failedAt : world.now()
  const usable = tokenState(token, session, world.now()) !== 'absent' ? token : undefined
  const quietUntil = await quietEnd(world, id)
  const standing: SessionStanding = {
    ...(usable ? { expiresAt: usable.expiresAt } : {}),
    renewable: usable !== undefined && !refused && isRenewable(usable, world.now()),
    ...(quietUntil ? { quietUntil } : {}),
    ...(retryAt ? { retryAt } : {}),
  }
  const fields: RecordFields = [
    ['name', printable(session.name)],
    ['token', file],
    ['token-state', mark ? 'present' : 'absent'],
    ...standingFields(standing),
  ]
  const gen = newGeneration()
  await leaveRecord(world.paths.state, {
    folder: SESSIONS,
    name: id,
    fields: [['gen', gen], ...fields, ...memory(mark, { refused, retryAt, trouble, failedAt })],
    brackets: mark ? [[`${id}.${gen}`, mark]] : [],
    isBracket: (name) => name.startsWith(`${id}.`),
  }).catch(() => undefined)
  return { id, token: usable, standing, fields, ...(trouble === undefined ? {} : { trouble }) }
}

export interface Remembered {
  refused: boolean
  retryAt: Date | undefined
  /** Why the last refresh failed. */
  trouble: string | undefined
  /** When it did. A refresh that is under way, or was killed, has not failed yet. */
  failedAt: Date | undefined
}

const markName = (mark: Mark): string => String(mark?.modifiedNanoseconds ?? 'absent')

/** Lines for ourselves; the shells skip keys that they do not know. */
function memory(mark: Mark, { refused, retryAt, trouble, failedAt }: Remembered): RecordFields {
  return [
    ['of', markName(mark)],
    ...(refused ? ([['refused', '1']] as const) : []),
    ...(retryAt ? ([['retry', String(retryAt.getTime())]] as const) : []),
    ...(trouble === undefined ? [] : ([['trouble', trouble]] as const)),
    ...(failedAt ? ([['failed', String(failedAt.getTime())]] as const) : []),
  ]
}

/** What was told of the token that is in the file now; nothing, once the file has changed. */
export async function sessionMemory(world: World, session: SsoSession): Promise<Remembered> {
  return rememberedEvent(world, sessionId(session), await markOf(tokenFile(world.paths, session)))
}

async function rememberedEvent(world: World, id: string, mark: Mark): Promise<Remembered> {
  const earlier = await readRecord(world.paths.state, SESSIONS, id)
  if (earlier?.get('of') !== markName(mark))
    return { refused: false, retryAt: undefined, trouble: undefined, failedAt: undefined }
  const retry = Number(earlier.get('retry') ?? Number.NaN)
  const failed = Number(earlier.get('failed') ?? Number.NaN)
  const left = retry - world.now().getTime()
  const trouble = earlier.get('trouble')
  return {
    refused: earlier.get('refused') === '1',
    // A clock that went wrong and was set right must not keep a session from being refreshed for years.
    retryAt: left > 0 && left <= RETRY_SECONDS * 1000 ? new Date(retry) : undefined,
    trouble: trouble && printable(trouble),
    failedAt: failed <= world.now().getTime() ? new Date(failed) : undefined,
  }
}

/**
 * Until when no shell logs in by itself: an hour after a cancelled attempt, five minutes after a failed one, and while one is
 * running (its limit, should it have been killed without a word).
 */
async function quietEnd(world: World, id: string): Promise<Date | undefined> {
  const attempt = await unlessUnreadable(readAttempt(world.paths.state, id))
  if (!attempt || attempt.outcome === 'done') return undefined
  const span = 1000 * quietSeconds(attempt)
  const end = (attempt.endedAt ?? attempt.startedAt).getTime() + span
  const left = end - world.now().getTime()
  // More is left than there was: the clock has been set back since.
  return left > 0 && left <= span ? new Date(end) : undefined
}

function quietSeconds({ endedAt, outcome }: Attempt): number {
  if (!endedAt) return LOGIN_LIMIT_SECONDS
  return outcome === 'failed' ? QUIET_AFTER_FAILURE_SECONDS : QUIET_SECONDS
}
