/**
 * The token of an SSO session: its text in `~/.aws/sso/cache`, and how it stands at a given moment.
 *
 * The file is shared with the AWS CLI and every SDK. We write the CLI's exact form, because each reader trips over
 * something else (botocore over a zone-less date, Go over a null, Rust and Java over an offset, C++ over a missing region),
 * and read whatever any of them writes.
 *
 * @see botocore utils.py (SSOTokenFetcher, JSONFileCache) and tokens.py (SSOTokenProvider)
 */
import { sha1 } from '../text/sha1.js'
import { instantText, parseInstant } from '../text/instant.js'
import { jsonObject, type JsonText } from '../text/json-object.js'
import { sameStartUrl } from '../profile/profile-match.js'
import { pythonJson } from './python-json.js'
import { tokenKey, type SsoSession } from './session.js'

/**
 * From so long before the end a token is refreshed. The AWS CLI's own window opens at 15 minutes (botocore tokens.py,
 * `_REFRESH_WINDOW`), the SDKs' at 5: who refreshes at 20 leaves nothing to race for.
 */
export const REFRESH_WINDOW_MINUTES = 20

export interface Token {
  /** Opaque; goes into the portal's header `x-amz-sso_bearer_token`. */
  accessToken: string
  expiresAt: Date
  refreshToken?: string
  /** Of the registration that the refresh token is bound to (RFC 6749 §6). */
  clientId?: string
  clientSecret?: string
  registrationExpiresAt?: Date
  /** As the config had it when the token was made. */
  startUrl?: string
  region?: string
  /** Members that we do not know: kept when the file is written again. */
  unknown?: Readonly<Record<string, unknown>>
}

/** `valid`: more than 20 minutes. `refresh-due`: alive, but its refresh is due. `absent`: none, or another session's. */
export type TokenState = 'valid' | 'refresh-due' | 'expired' | 'absent'

const MEMBERS = new Set([
  'startUrl',
  'region',
  'accessToken',
  'expiresAt',
  'clientId',
  'clientSecret',
  'registrationExpiresAt',
  'refreshToken',
])

/** The name of the session's token file: SHA-1 of the session's name or legacy start URL, `.json`. */
export function tokenFileName(session: SsoSession): string {
  return `${tokenId(session)}.json`
}

/** The 40 hex digits by which locks, attempts and records of a session are named too. */
export function tokenId(session: SsoSession): string {
  return sha1(tokenKey(session))
}

/**
 * The token in a cache file's text; undefined where there is none that can be used.
 *
 * Corrupt, truncated, without `accessToken`, or with an `expiresAt` that is no instant: no token, not an error. Other
 * members of the wrong kind (null, numbers) count as absent.
 */
export function parseToken(text: JsonText): Token | undefined {
  const members = jsonObject(text)
  const accessToken = secretIn(members?.['accessToken'])
  const expiresAt = parseInstant(members?.['expiresAt'])
  if (!members || !accessToken || !expiresAt) return undefined
  const registrationExpiresAt = parseInstant(members['registrationExpiresAt'])
  const unknown = Object.entries(members).filter(([name]) => !MEMBERS.has(name))
  return {
    accessToken,
    expiresAt,
    ...optional('refreshToken', secretIn(members['refreshToken'])),
    ...optional('clientId', secretIn(members['clientId'])),
    ...optional('clientSecret', secretIn(members['clientSecret'])),
    ...optional('registrationExpiresAt', registrationExpiresAt),
    ...optional('startUrl', stringIn(members['startUrl'])),
    ...optional('region', stringIn(members['region'])),
    ...(unknown.length > 0 ? { unknown: Object.fromEntries(unknown) } : {}),
  }
}

/**
 * The bytes that the AWS CLI writes for this token: its eight members in its order, then what we do not know; absent
 * members left out, never null; whole seconds and `Z`; no newline at the end.
 */
export function tokenText(token: Token): string {
  const members: [string, unknown][] = [
    ['startUrl', token.startUrl],
    ['region', token.region],
    ['accessToken', token.accessToken],
    ['expiresAt', instantText(token.expiresAt)],
    ['clientId', token.clientId],
    ['clientSecret', token.clientSecret],
    ['registrationExpiresAt', token.registrationExpiresAt && instantText(token.registrationExpiresAt)],
    ['refreshToken', token.refreshToken],
    ...Object.entries(token.unknown ?? {}),
  ]
  return pythonJson(Object.fromEntries(members.filter(([, value]) => value !== undefined)))
}

/**
 * How the token in a session's file stands.
 *
 * A token that names another start URL or region than the session is `absent`: two config files may use one session name
 * for two directories, and a token must not be sent to the wrong one. No AWS tool checks this.
 */
export function tokenState(token: Token | undefined, session: SsoSession, now: Date): TokenState {
  if (!token || !belongsTo(token, session)) return 'absent'
  const left = token.expiresAt.getTime() - now.getTime()
  if (left <= 0) return 'expired'
  return left <= REFRESH_WINDOW_MINUTES * 60_000 ? 'refresh-due' : 'valid'
}

/** Whether the token can be sent to the service at this moment. */
export function isUsable(token: Token | undefined, session: SsoSession, now: Date): token is Token {
  const state = tokenState(token, session, now)
  return state === 'valid' || state === 'refresh-due'
}

/**
 * Whether the token has all that a refresh needs: a refresh token and the client that it is bound to, not yet expired.
 * Where the expiry of the registration is not said the service decides, as for the JS, Go and Ruby SDKs.
 */
export function isRenewable(token: Token, now: Date): boolean {
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = token
  if (!refreshToken || !clientId || !clientSecret) return false
  return !registrationExpiresAt || registrationExpiresAt.getTime() > now.getTime()
}

function belongsTo(token: Token, session: SsoSession): boolean {
  if (token.region !== undefined && token.region !== session.region) return false
  return token.startUrl === undefined || sameStartUrl(token.startUrl, session.startUrl)
}

function stringIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Visible ASCII only: these go into headers and JSON bodies, and no service issues anything else. */
function secretIn(value: unknown): string | undefined {
  const text = stringIn(value)
  return text && /^[\x21-\x7e]+$/.test(text) ? text : undefined
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>
}
