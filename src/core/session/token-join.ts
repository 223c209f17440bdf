/** One token for a session that has parts of it in two files, its own and a legacy one. */
import type { SsoSession } from './session.js'
import { isRenewable, isUsable, tokenState, type Token } from './token.js'

export interface JoinedToken {
  token: Token
  /** Whether the refresh token is the other file's: only one file may have it from then on. */
  takesRefreshToken: boolean
}

/**
 * The session's own token, with what the other one has and it lacks: an access token that lives, a refresh token.
 *
 * Access token and refresh token are independent (RFC 6749 §1.5): a tool uses the one until its end, then the other.
 *
 * @param present what is in the session's file
 * @param other a token of the same portal and region
 * @returns undefined where the other one adds nothing
 */
export function joinedToken(
  present: Token | undefined,
  other: Token,
  session: SsoSession,
  now: Date,
): JoinedToken | undefined {
  const own = present && tokenState(present, session, now) !== 'absent' ? present : undefined
  if (tokenState(other, session, now) === 'absent') return undefined
  const usable = [own, other].find((token) => isUsable(token, session, now))
  // Of two refresh tokens the one whose session surely lives.
  const renewable = [usable, own, other].find((token) => token && isRenewable(token, now))
  const access = usable ?? renewable
  if (!access || (access === own && (renewable ?? own) === own)) return undefined
  const { accessToken, expiresAt } = access
  const { startUrl, region } = session
  const token = { ...(renewable ?? access), accessToken, expiresAt, startUrl, region }
  return { token, takesRefreshToken: renewable === other }
}
