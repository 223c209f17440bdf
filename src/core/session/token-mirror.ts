/**
 * The mirror of a session's token: a second file, by the start URL, where SDKs look that know no `sso_session`.
 *
 * It has the access token alone. Of two copies of a refresh token the second to be used can end the session, and who reads
 * this file never refreshes (botocore before 1.29.10, credentials.py, SSOCredentialFetcher; aws-sdk-go v1, ssocreds/provider.go).
 */
import type { SsoSession } from './session.js'
import type { Token } from './token.js'

/** The member that says whose copy a file is. The readers of these files skip members that they do not know. */
const MARK = 'ssoenvMirrorOf'

/** The session under whose name the mirror lies, which is that of legacy profiles with this start URL; none for such a one itself. */
export function mirrorSession({ kind, startUrl, region }: SsoSession): SsoSession | undefined {
  return kind === 'legacy' ? undefined : { kind: 'legacy', name: startUrl, startUrl, region }
}

/** The name of the session whose token the file has a copy of; undefined where another tool's login, or a legacy one, is in it. */
export function mirroredSession(token: Token | undefined): string | undefined {
  const name = token?.unknown?.[MARK]
  return typeof name === 'string' ? name : undefined
}

/**
 * What the mirror has to become.
 *
 * A login of another tool stays until it has ended, and for good where it could be refreshed. So does the mirror of another session
 * of the same portal, which may be another person's: who reads it must not be somebody else with each refresh.
 *
 * @param found what is in the mirror's file
 * @param token the session's, usable
 * @returns undefined where it stays as it is
 */
export function mirrorOf(
  session: SsoSession,
  token: Token,
  found: Token | undefined,
  now: Date,
): Token | undefined {
  const { accessToken, expiresAt } = token
  if (found && !gives(found, session, token, now)) return undefined
  const { startUrl, region, name } = session
  return { startUrl, region, accessToken, expiresAt, unknown: { [MARK]: name } }
}

/** Whether what is in the file makes room for the session's token. What `migrate` has left there becomes a mirror, which a logout takes. */
function gives(found: Token, session: SsoSession, token: Token, now: Date): boolean {
  const isSame = found.accessToken === token.accessToken
  if (mirroredSession(found) === session.name) return !isSame
  if (isMirror(found, session, token)) return true
  return !isSame && found.refreshToken === undefined && found.expiresAt.getTime() <= now.getTime()
}

/** Whether what is in the mirror's file is this session's: by its mark, or the very token and nothing to refresh it with. */
export function isMirror(found: Token, session: SsoSession, token: Token | undefined): boolean {
  const owner = mirroredSession(found)
  if (owner !== undefined) return owner === session.name
  return found.accessToken === token?.accessToken && found.refreshToken === undefined
}
