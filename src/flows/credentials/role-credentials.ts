/** Credentials of a role, by a login that is there or that a person makes now. */
import type { AccountRole } from '../../core/credentials/credential-source.js'
import { quoted } from '../../core/text/display.js'
import { CancelledError, RefusedError, UnreachableError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import type { RoleCredentials } from '../../core/session/role-credentials.js'
import { minutesAgo } from '../../core/text/words-for-time.js'
import { ServiceRefusal } from '../../world/network/identity-center.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'
import { clockNews, tellClock } from '../session/clock-news.js'
import { tokenSource } from '../listing/portal-listing-token.js'

/**
 * Asks the portal for them; a token that it refuses is renewed once.
 *
 * @param allow `refresh`: nobody is ever asked. `login`: logs in where nothing else helps
 * @throws RefusedError where the login may not use the role; LoginNeededError, LoginFailedError, UnreachableError, ConfigError;
 *   InterruptedError on Ctrl-C
 */
export async function roleCredentials(
  world: World,
  { session, accountId, roleName }: AccountRole,
  allow: 'refresh' | 'login',
): Promise<RoleCredentials> {
  const cancellation = cancelOnSignals()
  const { signal } = cancellation
  const tokens = tokenSource(world, session, allow, signal)
  const center = await identityCenterOf(world, session, { signal })
  try {
    for (;;) {
      const token = await tokens.current()
      try {
        const found = await center.getRoleCredentials(token.accessToken, accountId, roleName)
        tokens.accepted(token)
        const now = world.now()
        if (found.expiresAt <= now) {
          const ended = `SSO session ${quoted(session.name)} gives credentials of role ${quoted(roleName)} in account ${accountId} that ended ${minutesAgo(found.expiresAt, now)}.`
          throw new UnreachableError([ended, clockNews(world, center)].filter(Boolean).join(' '))
        }
        tellClock(world, center)
        return found
      } catch (error) {
        if (!(error instanceof ServiceRefusal)) throw error
        if (error.reason !== 'UnauthorizedException') {
          throw new RefusedError(
            `SSO session ${quoted(session.name)} gives no credentials of role ${quoted(roleName)} in account ${accountId}.`,
            { suggestions: [`ssoenv roles ${accountId} --session ${shellWord(session.name)}`] },
          )
        }
        await tokens.rejected(token)
      }
    }
  } catch (error) {
    const caught = cancellation.caught()
    throw caught && error instanceof CancelledError ? new InterruptedError(caught) : error
  } finally {
    center.close()
    cancellation.end()
  }
}
