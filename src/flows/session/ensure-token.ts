/**
 * A usable token, refreshed where that is due; nobody is asked unless that is allowed.
 *
 * 1. `standing`: the token as it is in the file. Good: done, and nobody was locked or called.
 * 2. `lockSession`: one process at a time. Who does not get it waits and uses what the other one made of it.
 * 3. `standing` again, under the lock: another tool or process may have refreshed meanwhile.
 * 4. `requireRoom`: what could not be written is not asked for.
 * 5. `renewToken`: CreateToken with the refresh token, and the file. A refusal first looks at the file again, because the
 *    AWS CLI and the SDKs lock nothing; a lost answer is followed up once.
 * 6. `leaveSessionRecord`, for the shells.
 */
import {
  CancelledError,
  ConfigError,
  LoginNeededError,
  UnreachableError,
  type SsoenvError,
} from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import { loginReason } from '../../core/session/login-reason.js'
import { RETRY_SECONDS } from '../../core/for-shells/session-record.js'
import type { SsoSession } from '../../core/session/session.js'
import { isRenewable, isUsable, tokenState, type Token } from '../../core/session/token.js'
import { clockTime } from '../../core/text/words-for-time.js'
import { ServiceUnreachable } from '../../world/network/identity-center.js'
import type { Holder, Lock } from '../../world/lock/lock.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import { readToken, requireRoom } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { logIn, type LogInOptions } from './log-in.js'
import { mirrorTokenLocked } from './mirror-token.js'
import { noteRefresh, noteRefusal } from './note-session.js'
import { renewToken, tokenAtHand, type Renewal } from './renew-token.js'
import { lockSession, PATIENCE_MILLISECONDS, waitFor } from './others.js'
import { leaveSessionRecord, sessionMemory } from './session-record.js'
import { readWholeToken } from './whole-token.js'

export interface RefreshOptions {
  /** Wait for a process that is at it, instead of answering `busy`. */
  wait?: boolean
  /** Gives up waiting and pauses. A request that was sent is brought to its end: its answer may hold the only refresh token. */
  signal?: AbortSignal
  /** An access token that will not do although it has not expired, as where the portal refused it: it counts as expired. */
  rejected?: string
}

/**
 * `valid`: usable; `unsaved` where the file could not be written. `login-needed`: nothing but a login helps, at the latest when
 * `token` ends. `unreachable`: trying again may help; `token` still lives. `busy`: somebody else is at it.
 */
export type RefreshResult =
  | { state: 'valid'; token: Token; how: 'unchanged' | 'refreshed' | 'elsewhere'; unsaved?: ConfigError }
  | { state: 'login-needed'; reason: string; token?: Token }
  | { state: 'unreachable'; error: SsoenvError; token?: Token }
  | { state: 'busy'; holder: Holder; token?: Token }

/**
 * Refreshes the session's token if that is due, exactly once among all processes that ask.
 *
 * @throws ConfigError when files cannot be read or no lock can be had; CancelledError when the signal aborts a wait;
 *   InterruptedError when one of the terminal's signals came meanwhile, after all was written
 */
export async function refreshToken(
  world: World,
  session: SsoSession,
  options: RefreshOptions = {},
): Promise<RefreshResult> {
  for (;;) {
    const found = await standing(world, session, options)
    if ('result' in found) return found.result
    const startedAt = world.now()
    const lock = await lockSession(world, session, 'refresh')
    if (lock.kind === 'lock') return shielded(lock, () => refreshLocked(world, session, options, startedAt))
    const living = alive(world, session, found.due, options)
    if (!options.wait) return { state: 'busy', holder: lock, ...living }
    try {
      await waitFor(world, lock, PATIENCE_MILLISECONDS, options.signal)
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      return { state: 'unreachable', error, ...alive(world, session, found.due, options) }
    }
    if (options.signal?.aborted) throw new CancelledError('Cancelled.')
    const failed = await failureOfOthers(world, session, options, startedAt)
    if (failed) return failed
  }
}

/**
 * Does it with the lock, and dies of Ctrl-C, hangup or termination only afterwards: the service may have rotated the
 * refresh token already, and the answer must not be lost with us.
 *
 * @throws InterruptedError
 */
async function shielded<Result>(lock: Lock, act: () => Promise<Result>): Promise<Result> {
  const shield = cancelOnSignals()
  try {
    const result = await act()
    const caught = shield.caught()
    if (caught && caught !== 'SIGTSTP') throw new InterruptedError(caught)
    return result
  } finally {
    await lock.release()
    shield.end()
  }
}

export interface EnsureOptions {
  /** `refresh`: never asks anybody. `login`: logs in where nothing else helps and a person can be asked. */
  allow: 'refresh' | 'login'
  signal?: AbortSignal
  rejected?: string
  login?: Partial<LogInOptions>
}

/**
 * The session's usable token, whatever it takes of what is allowed.
 *
 * @throws LoginNeededError (not allowed to ask), UnreachableError, LoginFailedError, CancelledError, ConfigError
 */
export async function ensureToken(world: World, session: SsoSession, options: EnsureOptions): Promise<Token> {
  const { allow, login, ...refresh } = options
  const result = await refreshToken(world, session, { ...refresh, wait: true })
  if (result.state === 'valid') {
    if (result.unsaved) world.say(result.unsaved.message)
    return result.token
  }
  if (result.token) {
    // A refresh that failed must not fail the command while the token lives.
    if (result.state === 'unreachable') {
      world.say(
        `${result.error.message} The current token is valid until ${clockTime(result.token.expiresAt)}.`,
      )
    }
    return result.token
  }
  if (result.state === 'unreachable') throw result.error
  const reason = result.state === 'login-needed' ? result.reason : ''
  if (allow === 'refresh' || !world.interactive)
    throw new LoginNeededError(reason, { suggestions: [loginCommand(session)] })
  const done = await logIn(world, session, {
    reason,
    flow: 'auto',
    wait: true,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.rejected === undefined ? {} : { rejected: options.rejected }),
    ...login,
  })
  if (done.outcome === 'done') return done.token
  if (done.outcome === 'busy') throw new LoginNeededError(`Process ${done.holder.pid} is logging in.`)
  throw done.error
}

/** The token as the file has it: good as it is, beyond help, or due. */
async function standing(
  world: World,
  session: SsoSession,
  { rejected }: RefreshOptions,
): Promise<{ result: RefreshResult } | { due: Token }> {
  const token = tokenAtHand(world, session, await readWholeToken(world, session))
  const now = world.now()
  const state = tokenState(token, session, now)
  if (!token || state === 'absent') return { result: loginNeeded(token, session, now) }
  const isRejected = token.accessToken === rejected
  if (state === 'valid' && !isRejected) return { result: { state: 'valid', token, how: 'unchanged' } }
  const { refused } = await sessionMemory(world, session)
  if (isRenewable(token, now) && !refused) return { due: token }
  if (state === 'expired' || isRejected) return { result: loginNeeded(token, session, now) }
  if (refused) return { result: { ...loginNeeded(token, session, now), token } }
  return { result: { state: 'valid', token, how: 'unchanged' } }
}

async function refreshLocked(
  world: World,
  session: SsoSession,
  options: RefreshOptions,
  since: Date,
): Promise<RefreshResult> {
  const found = await standing(world, session, options)
  if ('result' in found) {
    const { result } = found
    return result.state === 'valid' ? { ...result, how: 'elsewhere' } : result
  }
  // Somebody may have had the lock while we were on our way to it.
  const failed = await failureOfOthers(world, session, options, since)
  if (failed) return failed
  const token = found.due
  const living = alive(world, session, token, options)
  const result = await renewalOrTrouble(world, session, token, options)
  const now = world.now()
  if (result.state === 'unreachable') {
    const retryAt = new Date(now.getTime() + RETRY_SECONDS * 1000)
    await leaveSessionRecord(world, session, { retryAt, trouble: result.error.message })
    return { ...result, ...living }
  }
  if (result.state === 'refused') await noteRefusal(world, session, token, result.reason)
  else if (result.how === 'refreshed') {
    await noteRefresh(world, session, token)
    const trouble = await mirrorTokenLocked(world, session)
    if (trouble) world.say(trouble.message)
  }
  await leaveSessionRecord(world, session, result.state === 'refused' ? { refused: token } : {})
  return result.state === 'refused' ? { ...loginNeeded(token, session, now), ...living } : result
}

/** Settings and files that cannot be used are a trouble of this refresh, not of a token that lives. */
async function renewalOrTrouble(
  world: World,
  session: SsoSession,
  token: Token,
  { signal }: RefreshOptions,
): Promise<Renewal | { state: 'unreachable'; error: SsoenvError }> {
  try {
    await requireRoom(world.paths)
    if (signal?.aborted) throw new CancelledError('Cancelled.')
    return await renewToken(world, session, token, signal ? { signal } : {})
  } catch (error) {
    if (error instanceof ConfigError) return { state: 'unreachable', error }
    throw error
  }
}

function loginNeeded(
  token: Token | undefined,
  session: SsoSession,
  now: Date,
): RefreshResult & { state: 'login-needed' } {
  return { state: 'login-needed', reason: loginReason(token, session, now) }
}

/** What another process could not do either since then: nobody tries again behind it. */
async function failureOfOthers(
  world: World,
  session: SsoSession,
  options: RefreshOptions,
  since: Date,
): Promise<RefreshResult | undefined> {
  const { trouble, failedAt } = await sessionMemory(world, session)
  if (!trouble || !failedAt || failedAt <= since) return undefined
  const token = tokenAtHand(world, session, await readToken(world.paths, session))
  const error = new ServiceUnreachable(trouble, 'notDone')
  return { state: 'unreachable', error, ...alive(world, session, token, options) }
}

function alive(
  world: World,
  session: SsoSession,
  token: Token | undefined,
  { rejected }: RefreshOptions,
): { token?: Token } {
  return isUsable(token, session, world.now()) && token.accessToken !== rejected ? { token } : {}
}
