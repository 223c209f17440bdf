/** A token that lasts: usable now, and where that is asked for, for so long. */
import { ConfigError, LoginNeededError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'
import { isRenewable, type Token } from '../../core/session/token.js'
import { quoted } from '../../core/text/display.js'
import { spanOfSeconds } from '../../core/text/words-for-time.js'
import type { World } from '../../world/world.js'
import { ensureToken, type EnsureOptions } from '../session/ensure-token.js'
import { loginPreferences } from '../session/provide-login.js'
import { loadSettings } from '../settings.js'

/**
 * Refreshes the session's token, or logs in, where it has ended or lasts less than `leastSeconds`: one that can be refreshed
 * lasts no longer by that, because not every tool does it.
 *
 * @throws ConfigError where a new one lasts less too; as `ensureToken`
 */
export async function lastingToken(
  world: World,
  session: SsoSession,
  allow: EnsureOptions['allow'],
  leastSeconds = 0,
): Promise<Token> {
  const { settings } = await loadSettings(world)
  const login = loginPreferences(settings, session)
  const least = spanOfSeconds(leastSeconds)
  const left = (token: Token): number => (token.expiresAt.getTime() - world.now().getTime()) / 1000
  const token = await ensureToken(world, session, { allow, login })
  if (left(token) > leastSeconds) return token
  const reason = `The login for SSO session ${quoted(session.name)} ends in ${spanOfSeconds(left(token))}, and --min-ttl asks for ${least}.`
  if (allow === 'refresh' && !isRenewable(token, world.now()))
    throw new LoginNeededError(reason, { suggestions: [`${loginCommand(session)} --force`] })
  const rejected = token.accessToken
  const renewed = await ensureToken(world, session, { allow, rejected, login: { ...login, reason } })
  if (left(renewed) > leastSeconds) return renewed
  throw new ConfigError(
    `A new access token of SSO session ${quoted(session.name)} lasts ${spanOfSeconds(left(renewed))}, and --min-ttl asks for ${least}. ` +
      'Tools that know SSO sessions renew it by themselves; for others, --keys hands over role credentials.',
  )
}
