/** Calls to the sandbox as a client without an SDK makes them, for tests that compare what is on the wire. */
import { createHash, randomBytes } from 'node:crypto'
import type { Sandbox } from '../../src/sandbox/server.js'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed, where it is JSON. */
  body: Record<string, unknown>
  text: string
}

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const REDIRECT = 'http://127.0.0.1:54321/oauth/callback'

export async function call(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, { redirect: 'manual', ...init })
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json' && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    text,
  }
}

/** A POST of JSON, as OIDC and the admin routes take it. */
export function post(sandbox: Sandbox, path: string, members: unknown): Promise<Answer> {
  return call(sandbox, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof members === 'string' ? members : JSON.stringify(members),
  })
}

/** What a refusal says, in one comparable value. */
export function refusalIn(answer: Answer): string {
  const type = answer.headers.get('x-amzn-errortype')?.split(':')[0] ?? ''
  return `${answer.status} ${type} ${String(answer.body['error'])}`
}

export interface TestClient {
  clientId: string
  clientSecret: string
}

const SCOPES = ['sso:account:access']

export async function deviceClient(sandbox: Sandbox): Promise<TestClient> {
  return credentialsIn(
    await post(sandbox, '/client/register', { clientName: 'test', clientType: 'public', scopes: SCOPES }),
  )
}

export async function codeClient(sandbox: Sandbox, more: Record<string, unknown> = {}): Promise<TestClient> {
  return credentialsIn(
    await post(sandbox, '/client/register', {
      clientName: 'test',
      clientType: 'public',
      scopes: SCOPES,
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: sandbox.startUrl,
      ...more,
    }),
  )
}

export async function deviceRequest(sandbox: Sandbox, client: TestClient): Promise<Record<string, unknown>> {
  const answer = await post(sandbox, '/device_authorization', { ...client, startUrl: sandbox.startUrl })
  if (answer.status !== 200) throw new Error(`device authorization refused: ${refusalIn(answer)}`)
  return answer.body
}

export function poll(sandbox: Sandbox, client: TestClient, deviceCode: unknown): Promise<Answer> {
  return post(sandbox, '/token', { ...client, grantType: DEVICE_GRANT, deviceCode })
}

export function refresh(sandbox: Sandbox, client: TestClient, refreshToken: unknown): Promise<Answer> {
  return post(sandbox, '/token', { ...client, grantType: 'refresh_token', refreshToken })
}

/** A verifier with its challenge (RFC 7636 §4). */
export function pkce(): { codeVerifier: string; challenge: string } {
  const codeVerifier = randomBytes(48).toString('base64url')
  return { codeVerifier, challenge: createHash('sha256').update(codeVerifier).digest('base64url') }
}

/** The way of the browser: /authorize with these parameters in place of the right ones. */
export function authorize(
  sandbox: Sandbox,
  client: TestClient,
  change: Record<string, string | undefined> = {},
): Promise<Answer> {
  const query = new URLSearchParams()
  const wanted: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: REDIRECT,
    state: 'state-1',
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: 'A'.repeat(43),
    ...change,
  }
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, value)
  return call(sandbox, `/authorize?${query.toString()}`)
}

/** The query of the redirect in an answer. */
export function redirectIn(answer: Answer): Record<string, string> {
  return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
}

export function exchange(
  sandbox: Sandbox,
  client: TestClient,
  code: unknown,
  codeVerifier: string,
  redirectUri = REDIRECT,
): Promise<Answer> {
  return post(sandbox, '/token', {
    ...client,
    grantType: 'authorization_code',
    code,
    codeVerifier,
    redirectUri,
  })
}

/** A whole login through the browser. */
export async function logIn(
  sandbox: Sandbox,
): Promise<{ client: TestClient; token: Record<string, unknown> }> {
  const client = await codeClient(sandbox)
  const { codeVerifier, challenge } = pkce()
  const { code } = redirectIn(await authorize(sandbox, client, { code_challenge: challenge }))
  const { body } = await exchange(sandbox, client, code, codeVerifier)
  return { client, token: body }
}

/** A portal call. */
export function portal(
  sandbox: Sandbox,
  path: string,
  accessToken: unknown,
  method = 'GET',
): Promise<Answer> {
  return call(sandbox, path, { method, headers: { 'x-amz-sso_bearer_token': String(accessToken) } })
}

function credentialsIn(answer: Answer): TestClient {
  const { clientId, clientSecret } = answer.body
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') {
    throw new Error(`registration refused: ${refusalIn(answer)}`)
  }
  return { clientId, clientSecret }
}
