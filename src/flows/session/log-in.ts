/**
 * Logging in, once among all processes that find the session ended.
 *
 * 1. `lockSession`. Who does not get it answers `busy`, or waits and uses the other's result, also a cancelled or failed
 *    one: a waiter never starts a login of its own.
 * 2. Under the lock the token is read again; if it is good by now, that was it.
 * 3. `noteAttempt` before anything starts and again when it is over: no shell tries by itself what was just cancelled.
 * 4. `logInByBrowser` or `logInByDevice`, within a limit, with Ctrl-C, Ctrl-Z and a closed terminal turned into an end that
 *    cleans up.
 */
import { LOGIN_LIMIT_SECONDS } from '../../core/session/authorization.js'
import { quoted } from '../../core/text/display.js'
import { CancelledError, SsoenvError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import { loginWay, type LoginWay, type LoginWish } from '../../core/session/login-way.js'
import type { LoginFlow, Registration } from '../../core/session/registration.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenId, type Token } from '../../core/session/token.js'
import { span } from '../../core/text/words-for-time.js'
import { noteAttempt, type AttemptOutcome } from '../../world/files/attempts.js'
import { surroundings } from '../../world/session/browser.js'
import { withDeadline } from '../../world/deadline.js'
import { type IdentityCenter, type IssuedTokens } from '../../world/network/identity-center.js'
import type { Holder } from '../../world/lock/lock.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import { readToken, requireRoom, saveToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'
import { tellClock } from './clock-news.js'
import { logInByBrowser } from './log-in-browser.js'
import { logInByDevice } from './log-in-device.js'
import { DeniedError, LeftError, NobodyAnsweredError, NoPortError } from './login-errors.js'
import { giveWay } from './end-session.js'
import { issuerOf } from './issuer.js'
import { mirrorTokenLocked } from './mirror-token.js'
import { noteLogin } from './note-session.js'
import { lockSession, mayBeLogin, PATIENCE_MILLISECONDS, waitFor } from './others.js'
import { isNews, resultOfOther, triedSince } from './other-login.js'
import { leaveSessionRecord } from './session-record.js'
import { readWholeToken } from './whole-token.js'
import type { Carrying } from './show-code.js'

export interface LogInOptions extends Carrying {
  /** Why, in one sentence for the person. */
  reason: string
  flow: LoginWish
  /** Show the address, do not open it; `auto` then takes the device code. */
  noBrowser?: boolean
  /** Of the listener; any where absent. */
  callbackPort?: number
  /** That port was typed for this login: no other will do. */
  portTyped?: boolean
  /** End the present session at the portal, once it is known that a new one can be asked for. */
  force?: boolean
  /** An access token that will not do, however long it lasts. */
  rejected?: string
  /** Wait for a process that is at it, instead of answering `busy`. */
  wait: boolean
  /** The settings' own browser. */
  browserCommand?: string
  /** Wait for Enter before a device code is asked for: nobody typed a command for this login. */
  confirmDevice?: boolean
  /**
   * When it was found that a login is needed, where nobody typed a command for this one: another process's attempt that has
   * ended since is then the answer to it.
   */
  decidedAt?: Date
  /** How long the person may take. */
  limitSeconds?: number
  /** Beside the signals of the terminal, which are always heeded. */
  signal?: AbortSignal
}

/** `error` says how it ended, for those who have to throw. A cancelled or denied login can also be another process's. */
export type LoginResult =
  | { outcome: 'done'; token: Token; how: LoginFlow | 'already' | 'elsewhere' }
  | { outcome: 'cancelled' | 'failed'; error: SsoenvError }
  | { outcome: 'busy'; holder: Holder }

/**
 * Logs in to the session.
 *
 * Cancelled by Ctrl-Z, by the limit or by leaving the question: `cancelled`. Denied: `failed`.
 *
 * @throws InterruptedError on Ctrl-C, hangup and termination, after cleaning up: let the process die of it (`dieOf`);
 *   LoginFailedError, UnreachableError, ConfigError for what else went wrong
 */
export async function logIn(world: World, session: SsoSession, options: LogInOptions): Promise<LoginResult> {
  const cancellation = cancelOnSignals(options.signal)
  try {
    const result = await logInOrWait(world, session, { ...options, signal: cancellation.signal })
    const caught = cancellation.caught()
    if (result.outcome === 'cancelled' && caught && caught !== 'SIGTSTP') throw new InterruptedError(caught)
    return result
  } finally {
    cancellation.end()
  }
}

type Heeding = LogInOptions & { signal: AbortSignal }

async function logInOrWait(world: World, session: SsoSession, options: Heeding): Promise<LoginResult> {
  const startedAt = world.now()
  const seen = await readToken(world.paths, session)
  for (;;) {
    const lock = await lockSession(world, session, 'login')
    if (lock.kind === 'lock') {
      try {
        return await logInLocked(world, session, options, seen)
      } finally {
        await lock.release()
      }
    }
    if (!options.wait) return { outcome: 'busy', holder: lock }
    await waitFor(world, lock, mayBeLogin(lock) ? 0 : PATIENCE_MILLISECONDS, options.signal)
    if (options.signal.aborted) return cancelled(session)
    const result = await resultOfOther(world, session, lock, startedAt, { ...options, seen })
    if (result) return result
  }
}

async function logInLocked(
  world: World,
  session: SsoSession,
  options: Heeding,
  seen: Token | undefined,
): Promise<LoginResult> {
  const token = await readWholeToken(world, session)
  if (!options.force && isNews(world, session, token, { ...options, seen }))
    return { outcome: 'done', token, how: 'already' }
  const tried = options.decidedAt && (await triedSince(world, session, options.decidedAt))
  if (tried) return tried
  await requireRoom(world.paths)
  const startedAt = world.now()
  const note = async (outcome?: AttemptOutcome): Promise<void> => {
    const ended = outcome ? { endedAt: world.now(), outcome } : {}
    // Where nothing can be noted, a login is still possible.
    await noteAttempt(world.paths.state, tokenId(session), { startedAt, ...ended }).catch(() => undefined)
    await leaveSessionRecord(world, session)
  }
  await note()
  try {
    const result = await logInNow(world, session, options, async () => {
      if (options.force && token) await giveWay(world, session, token)
    })
    await note(result.outcome === 'failed' ? 'cancelled' : outcomeToNote(result)) // who denies wants no second try either
    return result
  } catch (error) {
    await note('failed')
    throw error
  }
}

function outcomeToNote(result: LoginResult): AttemptOutcome {
  return result.outcome === 'done' ? 'done' : 'cancelled'
}

/** @param clearTheWay what has to be done as soon as the services are known to answer, and before the person is asked */
async function logInNow(
  world: World,
  session: SsoSession,
  options: Heeding,
  clearTheWay: () => Promise<void>,
): Promise<LoginResult> {
  let cleared: Promise<void> | undefined
  const ready = (): Promise<void> => (cleared ??= clearTheWay())

  const limitSeconds = options.limitSeconds ?? LOGIN_LIMIT_SECONDS
  world.say(`Logging in to ${quoted(session.name)}: ${options.reason}`)
  return withDeadline(limitSeconds * 1000, options.signal, async ({ signal, isOver }) => {
    const center = await identityCenterOf(world, session, { signal })
    try {
      const result = await byWay(world, session, { ...options, signal, ready }, center)
      tellClock(world, center)
      return result
    } catch (error) {
      if (isOver()) return { outcome: 'cancelled', error: nobodyAnswered(session, limitSeconds) }
      if (signal.aborted) return cancelled(session)
      if (error instanceof LeftError)
        return { outcome: 'cancelled', error: new CancelledError(error.message) }
      if (error instanceof DeniedError) return { outcome: 'failed', error }
      throw error
    } finally {
      center.close()
    }
  })
}

async function byWay(
  world: World,
  session: SsoSession,
  options: Heeding & { ready: () => Promise<void> },
  center: IdentityCenter,
): Promise<LoginResult> {
  const { signal, ready, callbackPort = 0, qr = false, clipboard = false } = options
  const here = await surroundings(world.env, options.browserCommand)
  const { browser } = here
  const way = loginWay(options, here)
  const keep = async (client: Registration, issued: IssuedTokens): Promise<Token> => {
    const token = issuedToken(session, client, issued, world.now())
    await saveToken(world.paths, session, token)
    await noteLogin(world, session, token)
    const trouble = await mirrorTokenLocked(world, session)
    if (trouble) world.say(trouble.message)
    return token
  }
  let found: Promise<string> | undefined
  const issuer = (): Promise<string> => (found ??= issuerOf(world, session, signal))
  const common = { session, browser, signal, clipboard, issuer, ready, keep }
  if (way.kind !== 'device') {
    try {
      const token = await logInByBrowser(world, center, { ...common, way, callbackPort })
      return { outcome: 'done', token, how: 'browser' }
    } catch (error) {
      if (!(error instanceof NoPortError) || options.flow !== 'auto' || options.portTyped) throw error
      world.say(error.message)
    }
  }
  const byCode: LoginWay = way.kind === 'device' ? way : { kind: 'device', opensBrowser: way.opensBrowser }
  const unasked = options.confirmDevice ?? false
  const token = await logInByDevice(world, center, { ...common, way: byCode, qr, unasked })
  return { outcome: 'done', token, how: 'device' }
}

function issuedToken(session: SsoSession, client: Registration, issued: IssuedTokens, now: Date): Token {
  return {
    startUrl: session.startUrl,
    region: session.region,
    accessToken: issued.accessToken,
    expiresAt: new Date(now.getTime() + issued.expiresInSeconds * 1000),
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    registrationExpiresAt: client.expiresAt,
    ...(issued.refreshToken ? { refreshToken: issued.refreshToken } : {}),
  }
}

function cancelled(session: SsoSession): LoginResult {
  return {
    outcome: 'cancelled',
    error: new CancelledError(`The login to ${quoted(session.name)} was cancelled.`),
  }
}

function nobodyAnswered(session: SsoSession, limitSeconds: number): NobodyAnsweredError {
  const limit = limitSeconds < 60 ? `${limitSeconds} seconds` : span(Math.round(limitSeconds / 60))
  return new NobodyAnsweredError(`Nobody answered the login to ${quoted(session.name)} within ${limit}.`, {
    suggestions: [loginCommand(session)],
  })
}
