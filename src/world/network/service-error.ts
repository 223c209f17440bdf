/**
 * What the Identity Center's services say when they say no, and what the network says when they say nothing: the SDK's and
 * Node's exceptions become ours here and nowhere else.
 *
 * No SDK exception is kept as a cause: it carries the raw answer, and that may hold tokens.
 */
import { printable } from '../../core/text/display.js'
import { spanOfSeconds } from '../../core/text/words-for-time.js'
import { LoginFailedError, UnreachableError } from '../../core/errors.js'
import { isCertificateError, ProxyError } from './proxy-error.js'

/** The service understood and refused. `reason` is the model's exception name (`InvalidGrantException` …). */
export class ServiceRefusal extends LoginFailedError {
  constructor(
    message: string,
    readonly reason: string,
  ) {
    super(message)
  }
}

/**
 * No usable answer.
 *
 * `notDone`: the request surely had no effect (no connection, throttled, 503): it may be sent again. `unknown`: it may have
 * been carried out and the answer lost. `timedOut`: like unknown, and the service is slow.
 */
export class ServiceUnreachable extends UnreachableError {
  constructor(
    message: string,
    readonly fate: 'notDone' | 'unknown' | 'timedOut',
    readonly retryAfterSeconds?: number,
    /** The service asked for fewer calls: it is well, and so is the token. */
    readonly isThrottled = false,
  ) {
    super(message)
  }
}

/** RFC 6749 §5.2 and RFC 8628 §3.5 `error` values and the service model's names for them. */
const OAUTH_ERRORS: Readonly<Record<string, string>> = {
  access_denied: 'AccessDeniedException',
  authorization_pending: 'AuthorizationPendingException',
  expired_token: 'ExpiredTokenException',
  invalid_client: 'InvalidClientException',
  invalid_client_metadata: 'InvalidClientMetadataException',
  invalid_grant: 'InvalidGrantException',
  invalid_redirect_uri: 'InvalidRedirectUriException',
  invalid_request: 'InvalidRequestException',
  invalid_scope: 'InvalidScopeException',
  slow_down: 'SlowDownException',
  unauthorized_client: 'UnauthorizedClientException',
  unsupported_grant_type: 'UnsupportedGrantTypeException',
}

/** The portal's, of which ForbiddenException is not in the model (aws-sam-cli #2129 shows it). */
const PORTAL_ERRORS = new Set([
  'UnauthorizedException',
  'ForbiddenException',
  'ResourceNotFoundException',
  'InvalidRequestException',
])

/** The portal's name for "fewer calls", and those that gateways in front of AWS services use. */
const THROTTLES = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling'])

const OIDC_ERRORS = new Set(Object.values(OAUTH_ERRORS))

/** Connection failures before anything was sent; `ETIMEDOUT` only as that of `connect`. */
const NOT_CONNECTED = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
])

/**
 * Our error for whatever a call threw.
 *
 * @param host the one that was asked, for the message
 * @param timeoutSeconds how long an answer was waited for
 */
export function serviceError(
  thrown: unknown,
  host: string,
  operation: string,
  timeoutSeconds: number,
): ServiceRefusal | ServiceUnreachable {
  if (thrown instanceof ProxyError) return new ServiceUnreachable(thrown.message, thrown.fate)
  const error = membersOf(thrown)
  const status = statusOf(error)
  if (status === undefined) return networkError(error, host, timeoutSeconds)
  const reason = refusalName(error)
  if (reason === 'SlowDownException' && operation !== 'createToken') {
    return new ServiceUnreachable(`${host} asked to slow down.`, 'notDone', retryAfter(error), true)
  }
  // Whatever name or body comes with it: who is asked to call less is not logged out (leapp PR 297, granted #458).
  const isThrottled = status === 429 || THROTTLES.has(stringIn(error['name']) ?? '')
  if (isThrottled || status === 503) {
    const seconds = retryAfter(error)
    const wish = seconds ? ` and asks to wait ${spanOfSeconds(seconds)}` : ''
    return new ServiceUnreachable(`${host} is busy (HTTP ${status})${wish}.`, 'notDone', seconds, isThrottled)
  }
  if (reason && status >= 400 && status < 500) {
    return new ServiceRefusal(refusalText(error, host, operation, reason), reason)
  }
  if (isWebPage(error)) {
    const message = `Instead of ${host} a web page answered (HTTP ${status}): the network wants a login in the browser first, or a proxy is in the way.`
    return new ServiceUnreachable(message, 'unknown')
  }
  const form = status < 300 ? 'in a form that cannot be used' : `with HTTP ${status}`
  return new ServiceUnreachable(`${host} answered ${form}.`, 'unknown')
}

/** An answer that arrived and lacks what it must have. */
export function malformedAnswer(host: string, operation: string, member: string): ServiceUnreachable {
  return new ServiceUnreachable(`${host} answered ${operation} without a usable "${member}".`, 'unknown')
}

function networkError(error: Members, host: string, timeoutSeconds: number): ServiceUnreachable {
  const code = stringIn(error['code'])
  const name = stringIn(error['name'])
  const text = stringIn(error['message']) ?? ''
  const connecting = ['connect', 'getaddrinfo'].includes(stringIn(error['syscall']) ?? '')
  if (name === 'TimeoutError' && text.includes('did not establish a connection')) {
    return unreachable(host, 'no connection', 'notDone')
  }
  // The SDK calls a connection that broke a TimeoutError too, and keeps Node's code.
  const isBroken = code === 'ECONNRESET' || code === 'EPIPE'
  if (name === 'AbortError' || (name === 'TimeoutError' && !isBroken && !connecting)) {
    return unreachable(host, `no answer in ${timeoutSeconds} s`, 'timedOut')
  }
  if (name === 'SyntaxError') {
    return new ServiceUnreachable(`${host} answered in a form that cannot be used.`, 'unknown')
  }
  if (code && (connecting || NOT_CONNECTED.has(code))) return unreachable(host, code, 'notDone')
  if (code && isCertificateError(code)) {
    const message = `${host} showed a certificate that is not trusted (${code}); AWS_CA_BUNDLE can name the file of your network's own CA.`
    return new ServiceUnreachable(message, 'unknown')
  }
  return unreachable(host, code ?? 'the connection broke', 'unknown')
}

function unreachable(
  host: string,
  reason: string,
  fate: 'notDone' | 'unknown' | 'timedOut',
): ServiceUnreachable {
  return new ServiceUnreachable(`Could not reach ${host} (${printable(reason, 60)}).`, fate)
}

function refusalName(error: Members): string | undefined {
  const oauth = OAUTH_ERRORS[stringIn(error['error']) ?? '']
  const name = stringIn(error['name'])
  return oauth ?? (name && (OIDC_ERRORS.has(name) || PORTAL_ERRORS.has(name)) ? name : undefined)
}

function refusalText(error: Members, host: string, operation: string, reason: string): string {
  // The SDK says "UnknownError" for OIDC refusals: their text is in error_description only.
  const said = stringIn(error['error_description']) ?? stringIn(error['message'])
  // A word so long is none, and may be what we sent.
  const words = said?.replace(/\S{40,}/g, '…')
  const description = words && !/^Unknown(Error)?$/.test(words) ? `: ${printable(words)}` : ''
  const kms = stringIn(error['reason'])
  return `${host} refused ${operation} (${reason}${kms ? `, ${printable(kms, 60)}` : ''})${description}`
}

type Members = Readonly<Record<string, unknown>>

function membersOf(thrown: unknown): Members {
  if (!(thrown instanceof Error)) return {}
  // name and message may stand on the prototype, the rest are own members
  const own = Object.entries(thrown) as [string, unknown][]
  // The SDK hides the answer from listings of the error's members.
  const { $response } = thrown as { $response?: unknown }
  return { ...Object.fromEntries(own), $response, name: thrown.name, message: thrown.message }
}

function statusOf(error: Members): number | undefined {
  const metadata = Object(error['$metadata']) as Members
  const response = Object(error['$response']) as Members
  const status = metadata['httpStatusCode'] ?? response['statusCode']
  return typeof status === 'number' ? status : undefined
}

/** No service of AWS's answers a program so: that is the page of a Wi-Fi, or of a company's filter. */
function isWebPage(error: Members): boolean {
  return /^text\/html\b/i.test(stringIn(headersOf(error)['content-type']) ?? '')
}

/** RFC 9110 §10.2.3: seconds, or a date, which is compared with the answer's own. */
function retryAfter(error: Members): number | undefined {
  const headers = headersOf(error)
  const text = stringIn(headers['retry-after'])
  if (text === undefined) return undefined
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(stringIn(headers['date']) ?? '')) / 1000)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}

function headersOf(error: Members): Members {
  const response = Object(error['$response']) as Members
  return Object(response['headers']) as Members
}

function stringIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
