/**
 * The authorization code flow up to the code (RFC 6749 §4.1, RFC 7636 §4.3, RFC 8252 §7.3).
 *
 * 1. `authorize`: the browser arrives; what cannot be trusted to be redirected gets a page instead (RFC 6749 §4.1.2.1).
 * 2. The person approves or denies: by rule (like a browser with a warm session), on the page, or over the admin route.
 * 3. `answerTo`: the address that takes code and state, or the error, back to the program that asked.
 */
import { after } from './clock.js'
import {
  CODE_GRANT,
  decisionOn,
  type Center,
  type Client,
  type CodeRequest,
  type Decision,
} from './center.js'
import { consentPage, errorPage } from './pages.js'
import { grantedScopes } from './register.js'
import * as secrets from './secrets.js'
import { ServiceError, type Call, type Reply } from './wire.js'

/** How long the person may think. */
const CONSENT_SECONDS = 600

export async function authorize(center: Center, call: Call): Promise<Reply> {
  const query = call.url.searchParams
  const redirectUri = query.get('redirect_uri') ?? ''
  const client = center.clients.get(query.get('client_id') ?? '')
  if (client) call.note.clientName = client.clientName
  const reason = distrust(center, client, redirectUri)
  if (!client?.instance || reason) return errorPage(reason ?? 'The client is not known here.')

  const refused = refusalOf(client, query)
  if (refused) return redirect(redirectUri, { error: refused, state: query.get('state') })

  const request: CodeRequest = {
    kind: 'code',
    id: secrets.nonce(),
    formToken: secrets.nonce(),
    client,
    instance: client.instance,
    startedAt: center.clock.now(),
    expiresAt: after(center.clock.now(), CONSENT_SECONDS),
    redirectUri,
    state: query.get('state'),
    codeChallenge: query.get('code_challenge') ?? '',
    scopes: grantedScopes(client, scopesIn(query)),
  }
  center.requests.set(request.id, request)
  if (center.person.mode !== 'wait') {
    await center.clock.until(after(request.startedAt, center.person.delaySeconds), call.signal)
  }
  // Whoever closed the page has asked nothing any more.
  if (call.signal.aborted) center.requests.delete(request.id)
  const decision = decisionOn(center, request)
  return decision ? answerTo(center, request, decision) : consentPage(request)
}

/** The person's answer, on its way back; the request is over. */
export function answerTo(center: Center, request: CodeRequest, decision: Decision): Reply {
  center.requests.delete(request.id)
  const { redirectUri, state } = request
  if (decision === 'deny') return redirect(redirectUri, { error: 'access_denied', state })
  const code = secrets.authorizationCode()
  const expiresAt = after(center.clock.now(), center.settings.authorizationCodeSeconds)
  center.codes.set(code, { request, expiresAt })
  return redirect(redirectUri, { code, state })
}

/** Why nothing may be sent to this redirect URI, if so. */
function distrust(center: Center, client: Client | undefined, redirectUri: string): string | undefined {
  if (!client) return 'The client is not known here.'
  if (center.clock.now() >= client.expiresAt) return 'The registration of this client has expired.'
  if (!client.grantTypes.includes(CODE_GRANT)) {
    return 'This client is not registered for the authorization code flow.'
  }
  if (!client.redirectUris.some((registered) => matches(registered, redirectUri))) {
    return 'The redirect address is not the one that the client registered.'
  }
  return undefined
}

/** What the request itself has wrong, as the `error` of RFC 6749 §4.1.2.1. */
function refusalOf(client: Client, query: URLSearchParams): string | undefined {
  if (query.get('response_type') !== 'code') return 'unsupported_response_type'
  if (query.get('code_challenge_method') !== 'S256') return 'invalid_request'
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '')) return 'invalid_request'
  try {
    grantedScopes(client, scopesIn(query))
  } catch (error) {
    if (error instanceof ServiceError) return 'invalid_scope'
    throw error
  }
  return undefined
}

/** The AWS CLI sends `scopes`, others the `scope` of RFC 6749; both are separated by spaces. */
function scopesIn(query: URLSearchParams): string[] {
  return (query.get('scopes') ?? query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
}

/** Equal, but for the port where the registered address has none (RFC 8252 §7.3). */
function matches(registered: string, used: string): boolean {
  if (registered === used) return true
  const address = /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=\/|$)/.exec(registered)?.[0]
  if (!address || !used.startsWith(address)) return false
  const port = /^:\d{1,5}(?=\/|$)/.exec(used.slice(address.length))?.[0]
  return port !== undefined && used.slice(address.length + port.length) === registered.slice(address.length)
}

function redirect(address: string, answer: Record<string, string | null>): Reply {
  const query = new URLSearchParams(
    Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== null),
  )
  return {
    status: 302,
    headers: { location: `${address}?${query.toString()}`, 'cache-control': 'no-store' },
    body: '',
  }
}
