/**
 * SSO sessions and the profiles that use them: the words that the rest of the program shares.
 *
 * @see protocol: AWS SDKs and Tools Reference Guide, feature-sso-credentials; botocore utils.py, tokens.py
 */

export interface SsoSession {
  /** `sso-session`: named by a `[sso-session NAME]` section. `legacy`: `sso_start_url` stands in the profile itself. */
  kind: 'sso-session' | 'legacy'
  /** The section's name; for a legacy profile the start URL as written. */
  name: string
  /** The bytes as written in the config: they are hashed (legacy) and must not be normalised. */
  startUrl: string
  /** `sso_region`; never `region` or AWS_REGION. */
  region: string
  /** `sso_registration_scopes`, split at commas, trimmed, empty ones dropped; absent when not configured. */
  registrationScopes?: string[]
  /** The profile that was asked for, where it says how the services are reached (core/session/network.ts). */
  usedBy?: string
}

/** A profile whose base (after `source_profile` chains) is SSO. */
export interface SsoProfile {
  /** The profile that was asked for. */
  name: string
  /** Its own `region`, if it has one. */
  region?: string
  session: SsoSession
  /** Of the profile at the base of the chain. Both absent: a token-only profile. */
  accountId?: string
  roleName?: string
  /** The names passed through by `source_profile`, the asked one first, the one with the SSO keys last. */
  chain: string[]
}

/** The text whose SHA-1 names the token file: the session's name, or a legacy profile's start URL (botocore tokens.py). */
export function tokenKey(session: SsoSession): string {
  return session.kind === 'legacy' ? session.startUrl : session.name
}

/** Whether two are one session, whose token is in one file. */
export function isSameSession(one: SsoSession, other: SsoSession): boolean {
  return one.kind === other.kind && tokenKey(one) === tokenKey(other)
}
