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
  if (found && (found.accessToken === accessToken || !gives(found, session, now))) return undefined
  const { startUrl, region, name } = session
  return { startUrl, region, accessToken, expiresAt, unknown: { [MARK]: name } }
}

/** Whether what is in the file makes room for the session's token. */
function gives(found: Token, session: SsoSession, now: Date): boolean {
  if (mirroredSession(found) === session.name) return true
  return found.refreshToken === undefined && found.expiresAt.getTime() <= now.getTime()
}
