/** RegisterClient (RFC 7591) and StartDeviceAuthorization (RFC 8628 §3.1). */
import { after } from './clock.js'
import {
  CODE_GRANT,
  DEVICE_GRANT,
  findInstance,
  REFRESH_GRANT,
  type Center,
  type Client,
  type Instance,
} from './center.js'
import { membersOf, optional, required, strings, type Members } from './members.js'
import * as secrets from './secrets.js'
import { json, ServiceError, type Call, type Reply } from './wire.js'

const GRANTS = [CODE_GRANT, DEVICE_GRANT, REFRESH_GRANT]
/** A client that names no grant types has these: the AWS CLI's device flow names none. */
const DEFAULT_GRANTS = [DEVICE_GRANT, REFRESH_GRANT]
const SCOPES = /^(sso:account:access|sso-portal:\*|codewhisperer:[a-z_]+|codecatalyst:[a-z_]+|openid|aws)$/

export function registerClient(center: Center, call: Call): Reply {
  const members = membersOf(call.body)
  const clientName = required(members, 'clientName')
  call.note.clientName = clientName
  if (required(members, 'clientType') !== 'public') {
    throw refusal('InvalidClientMetadataException', 'Client type must be public')
  }
  const client: Client = {
    clientId: secrets.clientId(),
    clientSecret: secrets.clientSecret(),
    clientName,
    expiresAt: after(center.clock.now(), center.settings.registrationSeconds),
    scopes: scopesOf(members),
    ...grantsOf(center, members),
  }
  center.clients.set(client.clientId, client)
  return json(200, {
    authorizationEndpoint: null,
    clientId: client.clientId,
    clientIdIssuedAt: Math.floor(center.clock.now().getTime() / 1000),
    clientSecret: client.clientSecret,
    clientSecretExpiresAt: Math.floor(client.expiresAt.getTime() / 1000),
    tokenEndpoint: null,
  })
}

export function startDeviceAuthorization(center: Center, call: Call): Reply {
  const members = membersOf(call.body)
  const clientId = required(members, 'clientId')
  const clientSecret = required(members, 'clientSecret')
  const startUrl = required(members, 'startUrl')
  // The service takes an expired registration here and refuses it at CreateToken (aws-toolkit-vscode, clients.ts).
  const client = clientFor(center, clientId, clientSecret)
  call.note.clientName = client.clientName
  if (!client.grantTypes.includes(DEVICE_GRANT)) {
    throw refusal('UnauthorizedClientException', 'Client is not authorized for the device code grant')
  }
  const instance = instanceFor(center, startUrl)
  const { deviceCodeSeconds, pollIntervalSeconds } = center.settings
  const now = center.clock.now()
  const deviceCode = secrets.deviceCode()
  const userCode = secrets.userCode()
  center.requests.set(deviceCode, {
    kind: 'device',
    id: secrets.nonce(),
    formToken: secrets.nonce(),
    client,
    instance,
    startedAt: now,
    expiresAt: after(now, deviceCodeSeconds),
    deviceCode,
    userCode,
    intervalSeconds: pollIntervalSeconds,
  })
  const page = center.settings.verificationUri === 'fragment' ? '/start/#/device' : '/device'
  return json(200, {
    deviceCode,
    expiresIn: deviceCodeSeconds,
    interval: pollIntervalSeconds,
    userCode,
    verificationUri: `${center.url}${page}`,
    verificationUriComplete: `${center.url}${page}?user_code=${userCode}`,
  })
}

/**
 * The client with this id and secret, expired or not.
 *
 * @throws InvalidClientException
 */
export function clientFor(center: Center, clientId: string, clientSecret: string): Client {
  const client = center.clients.get(clientId)
  if (client?.clientSecret !== clientSecret) {
    throw refusal('InvalidClientException', 'Invalid client provided')
  }
  return client
}

/**
 * Which of `wanted` this client may ask for; all that it registered where it asks for none.
 *
 * @throws InvalidScopeException
 */
export function grantedScopes(client: Client, wanted: readonly string[]): readonly string[] {
  if (!wanted.every((scope) => client.scopes.includes(scope))) {
    throw refusal('InvalidScopeException', 'Invalid scope provided')
  }
  return wanted.length > 0 ? wanted : client.scopes
}

function scopesOf(members: Members): string[] {
  const scopes = strings(members, 'scopes')
  if (!scopes.every((scope) => SCOPES.test(scope))) {
    throw refusal('InvalidScopeException', 'Invalid scope provided')
  }
  return scopes
}

function grantsOf(
  center: Center,
  members: Members,
): { grantTypes: string[]; redirectUris: string[]; instance?: Instance } {
  const grantTypes = strings(members, 'grantTypes')
  const redirectUris = strings(members, 'redirectUris')
  if (!grantTypes.every((grant) => GRANTS.includes(grant))) {
    throw refusal('UnsupportedGrantTypeException', 'Unsupported grant type provided')
  }
  if (!redirectUris.every(isLoopbackRedirect)) {
    throw refusal('InvalidRedirectUriException', 'Invalid redirect URI provided')
  }
  if (grantTypes.includes(CODE_GRANT)) {
    const issuerUrl = required(members, 'issuerUrl')
    if (redirectUris.length === 0) {
      throw refusal('InvalidRequestException', 'Missing required parameter: redirectUris')
    }
    return { grantTypes, redirectUris, instance: instanceFor(center, issuerUrl) }
  }
  const issuerUrl = optional(members, 'issuerUrl')
  return {
    grantTypes: grantTypes.length > 0 ? grantTypes : DEFAULT_GRANTS,
    redirectUris,
    ...(issuerUrl ? { instance: instanceFor(center, issuerUrl) } : {}),
  }
}

function instanceFor(center: Center, startUrl: string): Instance {
  const instance = findInstance(center, startUrl)
  if (!instance) throw refusal('InvalidRequestException', 'Invalid start url provided')
  return instance
}

/** A loopback address over plain http, without user, query or fragment (RFC 8252 §7.3). */
function isLoopbackRedirect(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (
    url?.protocol === 'http:' &&
    ['127.0.0.1', '[::1]'].includes(url.hostname) &&
    !url.username &&
    !url.password &&
    !/[?#]/.test(text)
  )
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('oidc', exception, message)
}
