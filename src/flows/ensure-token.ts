/**
 * A usable token, refreshed where that is due; nobody is asked unless that is allowed.
 *
 * 1. `standing`: the token as it is in the file. Good: done, and nobody was locked or called.
 * 2. `lockSession`: one process at a time. Who does not get it waits and uses what the other one made of it.
 * 3. `standing` again, under the lock: another tool or process may have refreshed meanwhile.
 * 4. `requireRoom`: what could not be written is not asked for.
 * 5. `renewed`: CreateToken with the refresh token (RFC 6749 §6). A refusal first looks at the file again, because the AWS
 *    CLI and the SDKs lock nothing; a lost answer is followed up once.
 * 6. `saveToken`, and `leaveSessionRecord` for the shells.
 */
import { quoted } from '../core/display.js'
import { CancelledError, ConfigError, LoginNeededError, type SsoenvError } from '../core/errors.js'
import { loginCommand } from '../core/login-command.js'
import { RETRY_SECONDS } from '../core/session-record.js'
import type { SsoSession } from '../core/session.js'
import { isRenewable, isUsable, tokenState, type Token } from '../core/token.js'
import { clockTime, minutesAgo } from '../core/words-for-time.js'
import {
  openIdentityCenter,
  ServiceRefusal,
  ServiceUnreachable,
  type IdentityCenter,
  type IssuedTokens,
} from '../world/identity-center.js'
import type { Holder, Lock } from '../world/lock.js'
import { cancelOnSignals, InterruptedError } from '../world/terminal.js'
import { readToken, requireRoom, saveToken } from '../world/token-cache.js'
import type { World } from '../world/world.js'
import { logIn, type LogInOptions } from './log-in.js'
import { lockSession, PATIENCE_MILLISECONDS, waitFor } from './others.js'
import { leaveSessionRecord, sessionMemory } from './session-record.js'

/** After a refusal the file is read again at these distances: another tool's refresh may be on its way into it. */
const SECOND_LOOKS_MILLISECONDS = [0, 100, 200, 300, 400]

export interface RefreshOptions {
  /** Wait for a process that is at it, instead of answering `busy`. */
  wait?: boolean
  /** Gives up waiting and pauses. A request that was sent is brought to its end: its answer may hold the only refresh token. */
  signal?: AbortSignal
  /** An access token that the portal refused although it has not expired: it counts as expired. */
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
    if (lock.kind === 'lock') return shielded(lock, () => refreshLocked(world, session, options))
    const living = alive(world, session, found.due, options)
    if (!options.wait) return { state: 'busy', holder: lock, ...living }
    await waitFor(world, lock, PATIENCE_MILLISECONDS, options.signal)
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
  /** `refresh`: never asks anybody. `login`: logs in where nothing else helps. */
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
  if (allow === 'refresh') throw new LoginNeededError(reason, { suggestions: [loginCommand(session)] })
  const done = await logIn(world, session, {
    reason,
    flow: 'auto',
    wait: true,
    ...(options.signal ? { signal: options.signal } : {}),
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
  const token = await readToken(world.paths, session)
  const now = world.now()
  const state = tokenState(token, session, now)
  if (!token || state === 'absent') return { result: loginNeeded(world, session, token) }
  const isRejected = token.accessToken === rejected
  if (state === 'valid' && !isRejected) return { result: { state: 'valid', token, how: 'unchanged' } }
  const { refused } = await sessionMemory(world, session)
  if (isRenewable(token, now) && !refused) return { due: token }
  if (state === 'expired' || isRejected) return { result: loginNeeded(world, session, token) }
  if (refused) return { result: { ...loginNeeded(world, session, token), token } }
  return { result: { state: 'valid', token, how: 'unchanged' } }
}

async function refreshLocked(
  world: World,
  session: SsoSession,
  options: RefreshOptions,
): Promise<RefreshResult> {
  const found = await standing(world, session, options)
  if ('result' in found) {
    const { result } = found
    return result.state === 'valid' ? { ...result, how: 'elsewhere' } : result
  }
  const token = found.due
  const living = alive(world, session, token, options)
  try {
    await requireRoom(world.paths)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { state: 'unreachable', error, ...living }
  }
  if (options.signal?.aborted) throw new CancelledError('Cancelled.')
  const result = await renewedOrNot(world, session, token, options)
  if (result.state === 'unreachable') {
    const retryAt = new Date(world.now().getTime() + RETRY_SECONDS * 1000)
    await leaveSessionRecord(world, session, { retryAt, trouble: result.error.message })
    return { ...result, ...living }
  }
  await leaveSessionRecord(world, session, { refused: result.state === 'login-needed' })
  return result.state === 'login-needed' ? { ...result, ...living } : result
}

async function renewedOrNot(
  world: World,
  session: SsoSession,
  token: Token,
  options: RefreshOptions,
): Promise<RefreshResult> {
  const askedAt = world.now()
  const center = await openIdentityCenter(world, session.region, options)
  try {
    const answer = await renewed(world, session, token, center)
    if ('token' in answer) return { state: 'valid', token: answer.token, how: 'elsewhere' }
    const fresh = refreshed(token, session, answer.issued, askedAt)
    return { state: 'valid', token: fresh, how: 'refreshed', ...(await save(world, session, fresh)) }
  } catch (error) {
    if (error instanceof ServiceUnreachable) return { state: 'unreachable', error }
    if (!(error instanceof ServiceRefusal)) throw error
    const other = await secondLooks(world, session, token)
    if (other) return { state: 'valid', token: other, how: 'elsewhere' }
    return loginNeeded(world, session, token)
  } finally {
    center.close()
  }
}

/** CreateToken; after a lost answer whatever the file has by then, else once more with the same refresh token. */
async function renewed(
  world: World,
  session: SsoSession,
  token: Token,
  center: IdentityCenter,
): Promise<{ issued: IssuedTokens } | { token: Token }> {
  const { clientId = '', clientSecret = '', refreshToken = '' } = token
  const ask = (): Promise<IssuedTokens> =>
    center.createToken({ clientId, clientSecret }, { kind: 'refresh', refreshToken })
  try {
    return { issued: await ask() }
  } catch (error) {
    if (!(error instanceof ServiceUnreachable) || error.fate !== 'unknown') throw error
    const other = await changedToken(world, session, token)
    return other ? { token: other } : { issued: await ask() }
  }
}

/** What the file holds after a refresh. Some services return no new refresh token: the old one then stays good. */
function refreshed(token: Token, session: SsoSession, issued: IssuedTokens, askedAt: Date): Token {
  return {
    ...token,
    accessToken: issued.accessToken,
    expiresAt: new Date(askedAt.getTime() + issued.expiresInSeconds * 1000),
    ...(issued.refreshToken ? { refreshToken: issued.refreshToken } : {}),
    startUrl: session.startUrl,
    region: session.region,
  }
}

/** The token is the caller's also where it cannot be kept. */
async function save(world: World, session: SsoSession, token: Token): Promise<{ unsaved?: ConfigError }> {
  try {
    await saveToken(world.paths, session, token)
    return {}
  } catch (error) {
    if (error instanceof ConfigError) return { unsaved: error }
    throw error
  }
}

async function secondLooks(world: World, session: SsoSession, token: Token): Promise<Token | undefined> {
  for (const milliseconds of SECOND_LOOKS_MILLISECONDS) {
    await world.sleep(milliseconds)
    const found = await changedToken(world, session, token)
    if (found) return found
  }
  return undefined
}

async function changedToken(world: World, session: SsoSession, token: Token): Promise<Token | undefined> {
  const found = await readToken(world.paths, session)
  return isUsable(found, session, world.now()) && found.accessToken !== token.accessToken ? found : undefined
}

/** What a process that we waited for could not do either: nobody tries again behind it. */
async function failureOfOthers(
  world: World,
  session: SsoSession,
  options: RefreshOptions,
  since: Date,
): Promise<RefreshResult | undefined> {
  const { retryAt, trouble } = await sessionMemory(world, session)
  if (!retryAt || !trouble || retryAt.getTime() < since.getTime() + RETRY_SECONDS * 1000) return undefined
  const token = await readToken(world.paths, session)
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

function loginNeeded(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): RefreshResult & { state: 'login-needed' } {
  const name = quoted(session.name)
  const now = world.now()
  if (!token) return { state: 'login-needed', reason: `There is no login for SSO session ${name} yet.` }
  const state = tokenState(token, session, now)
  if (state === 'absent') {
    const reason = `The token of SSO session ${name} belongs to another start URL or region.`
    return { state: 'login-needed', reason }
  }
  if (state === 'expired') {
    const reason = `The login for SSO session ${name} ended ${minutesAgo(token.expiresAt, now)}.`
    return { state: 'login-needed', reason }
  }
  return { state: 'login-needed', reason: `SSO session ${name} can no longer be refreshed.` }
}
