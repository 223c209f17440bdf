/** The forms that the services' answers have on the wire. */
import { randomUUID } from 'node:crypto'

/** What came in. Header names are in lower case. */
export interface Call {
  method: string
  url: URL
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
  /** Aborts when the client went away or the sandbox closes. */
  signal: AbortSignal
  /** What an operation tells about this call to the log; never a secret. */
  note: CallNote
}

export interface CallNote {
  grantType?: string
  clientName?: string
  accountId?: string
  roleName?: string
  /** The ARN that was to be assumed. */
  assumedRole?: string
}

export interface Reply {
  status: number
  headers: Record<string, string>
  body: string
}

export type Service = 'oidc' | 'portal' | 'sts' | 'iam'

/** A refusal that the service itself makes, by the name it has in the service's model. */
export class ServiceError extends Error {
  constructor(
    readonly service: Service,
    readonly exception: string,
    message: string,
  ) {
    super(message)
  }
}

/** A request that is no call of a service (an admin route, a page) and cannot be answered. */
export class BadRequest extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message)
  }
}

/** The `error` member for each exception of IAM Identity Center OIDC (its model; RFC 6749 §5.2; RFC 8628 §3.5). */
const OIDC_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access_denied',
  AuthorizationPendingException: 'authorization_pending',
  ExpiredTokenException: 'expired_token',
  InternalServerException: 'server_error',
  InvalidClientException: 'invalid_client',
  InvalidClientMetadataException: 'invalid_client_metadata',
  InvalidGrantException: 'invalid_grant',
  InvalidRedirectUriException: 'invalid_redirect_uri',
  InvalidRequestException: 'invalid_request',
  InvalidScopeException: 'invalid_scope',
  SlowDownException: 'slow_down',
  UnauthorizedClientException: 'unauthorized_client',
  UnsupportedGrantTypeException: 'unsupported_grant_type',
}

const QUERY_STATUS = {
  MissingAuthenticationToken: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  ExpiredToken: 403,
  InternalFailure: 500,
}

const STATUS: Readonly<Record<Service, Readonly<Record<string, number>>>> = {
  oidc: { InvalidClientException: 401, InternalServerException: 500 },
  portal: {
    UnauthorizedException: 401,
    ForbiddenException: 403,
    ResourceNotFoundException: 404,
    TooManyRequestsException: 429,
    InternalServerException: 500,
  },
  sts: { ...QUERY_STATUS, AccessDenied: 403, RegionDisabledException: 403 },
  iam: { ...QUERY_STATUS, AccessDenied: 403, NoSuchEntity: 404 },
}

/** An answer in JSON, as both JSON services give it. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(body),
  }
}

const NAMESPACES = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
}

/** The answer to an action of the query protocol; `result` is its XML, where the action has one. */
export function queryReply(service: 'sts' | 'iam', action: string, result?: string): Reply {
  const body = result === undefined ? '' : `  <${action}Result>${result}</${action}Result>\n`
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACES[service]}">\n${body}` +
      `  <ResponseMetadata>\n    <RequestId>${randomUUID()}</RequestId>\n  </ResponseMetadata>\n</${action}Response>\n`,
  )
}

function xml(status: number, body: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
    body,
  }
}

/** Text inside HTML or XML, also inside a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/**
 * The service's own form for a refusal.
 *
 * OIDC names the exception in a header only, and has `error` and `error_description` in the body (aws-cli #5878, #8561);
 * the portal names it in `__type`, and its 403 has no request id (granted PR 276); STS and IAM answer in XML.
 */
export function errorReply(error: ServiceError): Reply {
  const { service, exception, message } = error
  const status = STATUS[service][exception] ?? 400
  switch (service) {
    case 'oidc':
      return json(
        status,
        { error: OIDC_ERRORS[exception] ?? 'invalid_request', error_description: message },
        { 'x-amzn-errortype': `${exception}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/` },
      )
    case 'portal': {
      const reply = json(status, { message, __type: `com.amazonaws.switchboard.portal#${exception}` })
      if (status === 403) delete reply.headers['x-amzn-requestid']
      return reply
    }
    case 'sts':
    case 'iam':
      return xml(
        status,
        `<ErrorResponse xmlns="${NAMESPACES[service]}">\n  <Error>\n    <Type>Sender</Type>\n` +
          `    <Code>${exception}</Code>\n    <Message>${escaped(message)}</Message>\n  </Error>\n` +
          `  <RequestId>${randomUUID()}</RequestId>\n</ErrorResponse>\n`,
      )
  }
}

/** Whether OIDC has an exception of this name. */
export function isOidcException(name: string): boolean {
  return Object.hasOwn(OIDC_ERRORS, name)
}
