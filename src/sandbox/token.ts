/** CreateToken: device codes (RFC 8628 §3.4), authorization codes with PKCE (RFC 7636 §4.6), refresh tokens. */
import { createHash } from 'node:crypto'
import { after } from './clock.js'
import {
  CODE_GRANT,
  decisionOn,
  DEVICE_GRANT,
  endSession,
  isOpen,
  isRefreshable,
  issueAccessToken,
  issueRefreshToken,
  openSession,
  REFRESH_GRANT,
  type Center,
  type Client,
  type DeviceRequest,
  type Session,
} from './center.js'
import { membersOf, required, type Members } from './members.js'
import { clientFor } from './register.js'
import { json, ServiceError, type Call, type Reply } from './wire.js'

/** RFC 8628 §3.5: slow_down raises the interval by 5 seconds, for this and all following polls. */
const SLOW_DOWN_SECONDS = 5
/** A poll may come so much early and is still in time: timers and networks jitter. */
const POLL_TOLERANCE_SECONDS = 0.1

export function createToken(center: Center, call: Call): Reply {
  const members = membersOf(call.body)
  const clientId = required(members, 'clientId')
  const clientSecret = required(members, 'clientSecret')
  const grantType = required(members, 'grantType')
  const grant = GRANTS.get(grantType)
  if (!grant) throw refusal('UnsupportedGrantTypeException', 'Unsupported grant type provided')
  const client = clientFor(center, clientId, clientSecret)
  call.note.clientName = client.clientName
  if (center.clock.now() >= client.expiresAt) {
    throw refusal('InvalidClientException', 'Client registration has expired')
  }
  if (!client.grantTypes.includes(grantType)) {
    throw refusal('UnauthorizedClientException', 'Client is not authorized for this grant type')
  }
  return grant(center, client, members)
}

const GRANTS = new Map<string, (center: Center, client: Client, members: Members) => Reply>([
  [DEVICE_GRANT, fromDeviceCode],
  [CODE_GRANT, fromAuthorizationCode],
  [REFRESH_GRANT, fromRefreshToken],
])

function fromDeviceCode(center: Center, client: Client, members: Members): Reply {
  const deviceCode = required(members, 'deviceCode')
  const request = center.requests.get(deviceCode)
  if (request?.kind !== 'device' || request.client !== client) {
    throw refusal('InvalidGrantException', 'Invalid device code provided')
  }
  if (center.clock.now() >= request.expiresAt) {
    throw refusal('ExpiredTokenException', 'Device code has expired')
  }
  const decision = decisionOn(center, request)
  if (!decision) throw pending(center, request)
  center.requests.delete(deviceCode)
  if (decision === 'deny') throw refusal('AccessDeniedException', 'Authorization request was denied')
  return logIn(center, openSession(center, request.instance, client.scopes), client)
}

function pending(center: Center, request: DeviceRequest): ServiceError {
  const now = center.clock.now()
  const early = after(now, POLL_TOLERANCE_SECONDS)
  const tooSoon = request.polledAt && early < after(request.polledAt, request.intervalSeconds)
  request.polledAt = now
  if (!tooSoon) return refusal('AuthorizationPendingException', 'Authorization is still pending')
  request.intervalSeconds += SLOW_DOWN_SECONDS
  return refusal('SlowDownException', 'Polling too frequently')
}

function fromAuthorizationCode(center: Center, client: Client, members: Members): Reply {
  const code = required(members, 'code')
  const redirectUri = required(members, 'redirectUri')
  const codeVerifier = required(members, 'codeVerifier')
  const found = center.codes.get(code)
  // One attempt for each code, also a failed one: whoever guesses a verifier has a single guess.
  center.codes.delete(code)
  if (found?.request.client !== client || center.clock.now() >= found.expiresAt) {
    throw refusal('InvalidGrantException', 'Invalid authorization code provided')
  }
  if (found.request.redirectUri !== redirectUri) {
    throw refusal('InvalidGrantException', 'Redirect URI does not match the authorization request')
  }
  if (challengeOf(codeVerifier) !== found.request.codeChallenge) {
    throw refusal('InvalidGrantException', 'Invalid code verifier provided')
  }
  return logIn(center, openSession(center, found.request.instance, found.request.scopes), client)
}

function fromRefreshToken(center: Center, client: Client, members: Members): Reply {
  const text = required(members, 'refreshToken')
  const token = center.refreshTokens.get(text)
  if (token?.client !== client || !isOpen(center, token.session)) throw invalidRefreshToken()
  const { rotation, graceSeconds } = center.settings
  if (token.usedAt) {
    const inGrace = rotation === 'grace' && center.clock.now() < after(token.usedAt, graceSeconds)
    if (rotation === 'revoke') endSession(center, token.session)
    if (!inGrace) throw invalidRefreshToken()
  }
  if (rotation === 'same') return tokenReply(center, token.session, text)
  if (rotation === 'omit') return tokenReply(center, token.session, undefined)
  token.usedAt ??= center.clock.now()
  return logIn(center, token.session, client)
}

/** An access token, and a refresh token where the scopes are for it. */
function logIn(center: Center, session: Session, client: Client): Reply {
  const refreshes = isRefreshable(session.scopes) && client.grantTypes.includes(REFRESH_GRANT)
  return tokenReply(center, session, refreshes ? issueRefreshToken(center, session, client) : undefined)
}

function tokenReply(center: Center, session: Session, refreshToken: string | undefined): Reply {
  const { accessToken, expiresAt } = issueAccessToken(center, session)
  return json(200, {
    accessToken,
    expiresIn: Math.ceil((expiresAt.getTime() - center.clock.now().getTime()) / 1000),
    idToken: null,
    refreshToken: refreshToken ?? null,
    tokenType: 'Bearer',
  })
}

/** PKCE's S256 (RFC 7636 §4.2); a verifier of another form than §4.1 matches nothing. */
function challengeOf(codeVerifier: string): string | undefined {
  return /^[\w.~-]{43,128}$/.test(codeVerifier)
    ? createHash('sha256').update(codeVerifier).digest('base64url')
    : undefined
}

function invalidRefreshToken(): ServiceError {
  return refusal('InvalidGrantException', 'Invalid refresh token provided')
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('oidc', exception, message)
}
