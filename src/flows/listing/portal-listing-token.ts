/** The token for a listing, which may take longer than a token lives. */
import { LoginNeededError } from '../../core/errors.js'
import { quoted } from '../../core/text/display.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'
import { isUsable, type Token } from '../../core/session/token.js'
import type { World } from '../../world/world.js'
import { ensureToken } from '../session/ensure-token.js'
import { logIn } from '../session/log-in.js'
import { loginPreferences } from '../session/provide-login.js'
import { loadSettings } from '../settings.js'

export interface TokenSource {
  /** A token that has not expired; refreshed, or logged in for, where that is needed and allowed. */
  current: () => Promise<Token>
  /** The portal took it. */
  accepted: (token: Token) => void
  /**
   * The portal refused it with 401: another one is got, once among all who used it. When the portal refuses that one too,
   * a login is needed.
   *
   * @throws LoginNeededError, and whatever refreshing and logging in throw
   */
  rejected: (token: Token) => Promise<void>
}

/** A portal that refuses a token, takes the next one, and refuses that in turn is not asked for ever. */
const MOST_REJECTIONS = 3

/** @param allow `refresh`: nobody is ever asked. `login`: logs in where nothing else helps and a person can be asked */
export function tokenSource(
  world: World,
  session: SsoSession,
  allow: 'refresh' | 'login',
  signal: AbortSignal,
): TokenSource {
  let token: Token | undefined
  let renewing: Promise<Token> | undefined
  /** Got in place of a rejected one, and not accepted yet: what it came by. */
  let doubtful: 'refresh' | 'login' | undefined
  let rejections = 0

  const isGood = (found: Token | undefined): found is Token => isUsable(found, session, world.now())

  function renew(rejected?: string): Promise<Token> {
    renewing ??= provide(rejected).finally(() => (renewing = undefined))
    return renewing
  }

  async function provide(rejected: string | undefined): Promise<Token> {
    const isHopeless = doubtful !== undefined || rejections > MOST_REJECTIONS
    const reason = rejected !== undefined && isHopeless ? refusedAgain() : await refreshed(rejected)
    if (!(reason instanceof LoginNeededError)) return reason
    if (allow === 'refresh' || !world.interactive || doubtful === 'login') throw reason
    token = await loggedIn(reason.message, rejected !== undefined)
    if (rejected !== undefined) doubtful = 'login'
    return token
  }

  async function refreshed(rejected: string | undefined): Promise<Token | LoginNeededError> {
    try {
      const refused = rejected === undefined ? {} : { rejected }
      token = await ensureToken(world, session, { allow: 'refresh', signal, ...refused })
      if (rejected !== undefined) doubtful = 'refresh'
      return token
    } catch (error) {
      if (error instanceof LoginNeededError) return error
      throw error
    }
  }

  /** @param force a rejected token is good by its dates, and only a forced login does not take it for an answer */
  async function loggedIn(reason: string, force: boolean): Promise<Token> {
    const { settings } = await loadSettings(world)
    const preferences = loginPreferences(settings, session)
    const done = await logIn(world, session, { ...preferences, reason, force, wait: true, signal })
    if (done.outcome === 'done') return done.token
    if (done.outcome === 'busy') throw new LoginNeededError(`Process ${done.holder.pid} is logging in.`)
    throw done.error
  }

  function refusedAgain(): LoginNeededError {
    return new LoginNeededError(
      `The portal refuses the login for SSO session ${quoted(session.name)}, although it has not expired.`,
      { suggestions: [`${loginCommand(session)} --force`] },
    )
  }

  return {
    current: async () => (renewing ? renewing : isGood(token) ? token : renew()),
    accepted: (used) => {
      if (used.accessToken === token?.accessToken) doubtful = undefined
    },
    rejected: async (used) => {
      if (used.accessToken !== token?.accessToken) return
      if (!renewing) rejections++
      await renew(used.accessToken)
    },
  }
}
