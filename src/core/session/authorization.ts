/**
 * The two ways of asking a person, as steps without effects: authorization code with PKCE through the browser (RFC 7636, RFC
 * 8252 §7.3) and device code (RFC 8628).
 */
import { createHash } from 'node:crypto'

/** RFC 7636 §4.1; the AWS CLI uses 64 of its 43 to 128 characters. */
export const VERIFIER_LENGTH = 64

/** The path of the redirect, without which a listener answers 404. */
export const CALLBACK_PATH = '/oauth/callback'

/** A person has so long to answer before a login by hand is over (AWS CLI: 600 s). */
export const LOGIN_LIMIT_SECONDS = 600

/** RFC 8628 §3.5: what `slow_down` adds to the interval, for good. */
export const SLOW_DOWN_SECONDS = 5

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'

/** The code verifier from random bytes; `VERIFIER_LENGTH` of them below 198 are needed, the rest is skipped. */
export function codeVerifier(random: Uint8Array): string {
  // 198 = 3 × 66: of larger bytes a remainder would favour the first letters
  const letters = Array.from(random).flatMap((byte) => (byte < 198 ? [UNRESERVED[byte % 66] ?? ''] : []))
  if (letters.length < VERIFIER_LENGTH) throw new RangeError('too few random bytes for a code verifier')
  return letters.slice(0, VERIFIER_LENGTH).join('')
}

/** S256: base64url of the SHA-256, without padding (RFC 7636 §4.2 and Appendix B). */
export function codeChallenge(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url')
}

export interface AuthorizationRequest {
  /** Scheme and host of the sign-in service. */
  origin: string
  clientId: string
  /** With the port. */
  redirectUri: string
  state: string
  challenge: string
  scopes: readonly string[]
}

/**
 * The address that the browser opens.
 *
 * The parameter is `scopes`, in the plural, and the order is the AWS CLI's (awscli/botocore utils.py, SSOTokenFetcherAuth).
 */
export function authorizeUrl(request: AuthorizationRequest): string {
  const parameters = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge_method: 'S256',
    scopes: request.scopes.join(' '),
    code_challenge: request.challenge,
  }
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${request.origin}/authorize?${query.join('&')}`
}

export type Callback =
  { kind: 'code'; code: string } | { kind: 'refused'; error: string; description?: string }

/** A request that is not the answer we wait for, by the first thing that is wrong with it. */
export interface Stranger {
  kind: 'stranger'
  why: 'host' | 'method' | 'path' | 'state'
}

/**
 * What a request to the listener says.
 *
 * Any page in the browser can send requests to loopback ports. Without our state it is not from the service, also where it
 * speaks of an error (RFC 6749 §4.1.2.1 demands the state there too); another Host is a rebound name.
 *
 * @param target path and query, as in the request line
 */
export function readCallback(
  request: { method: string | undefined; host: string | undefined; target: string },
  expected: { port: number; state: string },
): Callback | Stranger {
  const stranger = (why: Stranger['why']): Stranger => ({ kind: 'stranger', why })
  const origin = `http://127.0.0.1:${expected.port}`
  if (`http://${request.host ?? ''}` !== origin) return stranger('host')
  if (!request.target.startsWith('/') || !URL.canParse(request.target, origin)) return stranger('path')
  const url = new URL(request.target, origin)
  if (url.origin !== origin || url.pathname !== CALLBACK_PATH) return stranger('path')
  if (request.method !== 'GET') return stranger('method')
  if (url.searchParams.get('state') !== expected.state) return stranger('state')
  return callbackIn(url.searchParams) ?? stranger('state')
}

/** The code or the refusal in a query whose state was checked; undefined where it has neither. */
export function callbackIn(query: URLSearchParams): Callback | undefined {
  const error = query.get('error')
  const description = query.get('error_description')
  if (error) return { kind: 'refused', error, ...(description ? { description } : {}) }
  const code = query.get('code')
  return code ? { kind: 'code', code } : undefined
}

/** What polling with a device code came to, or how long to wait before the next question. */
export type DeviceStep = { kind: 'ask'; afterSeconds: number } | { kind: 'expired' }

/**
 * The next step of polling.
 *
 * The end is ours to watch: the service does not always say `expired_token`, and it may never answer.
 */
export function deviceStep(intervalSeconds: number, expiresAt: Date, now: Date): DeviceStep {
  const leftSeconds = (expiresAt.getTime() - now.getTime()) / 1000
  return leftSeconds > intervalSeconds ? { kind: 'ask', afterSeconds: intervalSeconds } : { kind: 'expired' }
}
