/** What a login of another process came to, for those who wanted one too: a waiter never starts its own. */
import { CancelledError, LoginFailedError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'
import { isUsable, tokenId, tokenState, type Token } from '../../core/session/token.js'
import { quoted } from '../../core/text/display.js'
import { readAttempt } from '../../world/files/attempts.js'
import { readToken } from '../../world/files/token-cache.js'
import type { Holder } from '../../world/lock/lock.js'
import type { World } from '../../world/world.js'
import type { LoginResult } from './log-in.js'
import { mayBeLogin } from './others.js'

/** The token that we came with, and one that will not do. */
interface Known {
  rejected?: string
  seen: Token | undefined
}

/** Whether the token makes a login needless: good for long, or good and not the one that we came with. */
export function isNews(
  world: World,
  session: SsoSession,
  token: Token | undefined,
  { seen, rejected }: Known,
): token is Token {
  const now = world.now()
  if (!isUsable(token, session, now) || token.accessToken === rejected) return false
  return tokenState(token, session, now) === 'valid' || token.accessToken !== seen?.accessToken
}

/** What the holder that we waited for came to; undefined when it was not a login and the way is free. */
export async function resultOfOther(
  world: World,
  session: SsoSession,
  holder: Holder,
  since: Date,
  known: Known,
): Promise<LoginResult | undefined> {
  const token = await readToken(world.paths, session)
  if (isNews(world, session, token, known)) return { outcome: 'done', token, how: 'elsewhere' }
  if (!mayBeLogin(holder)) return undefined
  const attempt = await readAttempt(world.paths.state, tokenId(session)).catch(() => undefined)
  const isItsOwn = attempt?.endedAt !== undefined && attempt.endedAt.getTime() >= since.getTime()
  const words = `The login to ${quoted(session.name)} that process ${holder.pid} had started`
  const suggestions = [loginCommand(session)]
  if (isItsOwn && attempt.outcome === 'cancelled') {
    return { outcome: 'cancelled', error: new CancelledError(`${words} was cancelled.`, { suggestions }) }
  }
  const ending = isItsOwn ? 'failed' : 'ended without a result'
  return { outcome: 'failed', error: new LoginFailedError(`${words} ${ending}.`, { suggestions }) }
}

/** An attempt that did not succeed and whose process had the lock before us, without our having met it there. */
export async function triedSince(
  world: World,
  session: SsoSession,
  since: Date,
): Promise<LoginResult | undefined> {
  const attempt = await readAttempt(world.paths.state, tokenId(session)).catch(() => undefined)
  if (!attempt?.endedAt || attempt.outcome === 'done' || attempt.endedAt < since) return undefined
  const words = `Another login to ${quoted(session.name)} has just`
  return attempt.outcome === 'cancelled'
    ? { outcome: 'cancelled', error: new CancelledError(`${words} been cancelled.`) }
    : { outcome: 'failed', error: new LoginFailedError(`${words} failed.`) }
}
