/**
 * What a session can reach: its accounts and their roles, asked of the portal at a pace that it takes.
 *
 * 1. `tokenSource`: a token, before anybody is kept waiting.
 * 2. A lock: one listing per session at a time, so that its pace is all that the portal sees of us. Who does not get it uses
 *    what the holder has already noted, or waits for it; also for its failure.
 * 3. `listNow`: the accounts, and the roles that are not known yet.
 */
import { quoted } from '../../core/text/display.js'
import { CancelledError } from '../../core/errors.js'
import type { Account, Reachable } from '../../core/listing/portal-listing.js'
import { answerIn, type Question } from '../../core/listing/portal-listing-answer.js'
import type { ListingProgress } from '../../core/listing/portal-listing-progress.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenId, type Token } from '../../core/session/token.js'
import { readAttempt } from '../../world/files/attempts.js'
import { sha1 } from '../../core/text/sha1.js'
import { ServiceUnreachable } from '../../world/network/identity-center.js'
import { acquireLock } from '../../world/lock/lock.js'
import { readNotes } from '../../world/files/portal-notes.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { PATIENCE_MILLISECONDS, waitFor } from '../session/others.js'
import { listNow } from './portal-listing-now.js'
import { tokenSource } from './portal-listing-token.js'

export interface ListOptions {
  /** `refresh`: never asks anybody. `login`: logs in where nothing else helps. */
  allow: 'refresh' | 'login'
  /** Of which accounts the roles are wanted; default all. */
  roles?: 'all' | 'none' | ((account: Account) => boolean)
  /** Ask for all of them, also for those that are known. */
  refresh?: boolean
  /** A list of accounts that was asked for since then is not asked for again; default: it always is. */
  accountsSince?: Date
  onProgress?: (progress: ListingProgress) => void
  /** Beside the signals of the terminal, which are always heeded. */
  signal?: AbortSignal
}

/**
 * Everything that the session can reach, sorted by account name.
 *
 * May take minutes: 2,000 accounts are 2,020 calls of which 15 leave in a second.
 *
 * @throws LoginNeededError; UnreachableError when the portal is away; ServiceRefusal when it lists nothing for this login;
 *   ConfigError; InterruptedError on Ctrl-C. What was got until then is kept.
 */
export async function listReachable(
  world: World,
  session: SsoSession,
  options: ListOptions,
): Promise<Reachable> {
  const cancellation = cancelOnSignals(options.signal)
  const { signal } = cancellation
  try {
    return await inTurn(world, session, options, signal)
  } catch (error) {
    const caught = cancellation.caught()
    throw caught && error instanceof CancelledError ? new InterruptedError(caught) : error
  } finally {
    cancellation.end()
  }
}

async function inTurn(
  world: World,
  session: SsoSession,
  options: ListOptions,
  signal: AbortSignal,
): Promise<Reachable> {
  const question = questionIn(options, world.now())
  const tokens = tokenSource(world, session, options.allow, signal)
  const login = await loginOf(world, session, await tokens.current())
  const purpose = `listing of ${quoted(session.name)}`
  for (;;) {
    const lock = await acquireLock(world.paths.state, `portal-${tokenId(session)}`, purpose, world.env)
    if (lock.kind === 'lock') {
      const { onProgress } = options
      try {
        return await listNow(world, session, { question, login, tokens, signal, onProgress })
      } finally {
        await lock.release()
      }
    }
    const noted = answerIn(await readNotes(world.paths, session, login), question, lock.since, world.now())
    if (noted) return noted
    await waitFor(world, lock, PATIENCE_MILLISECONDS, signal)
    if (signal.aborted) throw new CancelledError('Cancelled.')
    const notes = await readNotes(world.paths, session, login)
    const theirs = answerIn(notes, question, lock.since, world.now())
    if (theirs) return theirs
    if (notes?.trouble && notes.trouble.at >= question.askedAt)
      throw new ServiceUnreachable(notes.trouble.message, 'unknown')
  }
}

function questionIn({ roles = 'all', refresh = false, accountsSince }: ListOptions, askedAt: Date): Question {
  const isWanted = typeof roles === 'function' ? roles : (): boolean => roles === 'all'
  return { isWanted, refresh, askedAt, ...(accountsSince === undefined ? {} : { accountsSince }) }
}

/**
 * Tells one login from another, by the client that the token was issued to and the last login that we made. Tokens say nothing
 * of their user; who logs in with the AWS CLI as one user and then as another has to ask with `refresh`. After a login in the middle of
 * a listing the next one asks for all: it may have been another person's.
 */
export async function loginOf(
  world: World,
  session: SsoSession,
  { clientId = '' }: Pick<Token, 'clientId'>,
): Promise<string> {
  const attempt = await readAttempt(world.paths.state, tokenId(session)).catch(() => undefined)
  const loggedInAt = attempt?.outcome === 'done' ? attempt.endedAt?.toISOString() : undefined
  return sha1(`${clientId}\n${loggedInAt ?? ''}`).slice(0, 16)
}
