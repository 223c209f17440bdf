import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxFor } from '../support/sandbox.js'
import {
  authorize,
  codeClient,
  deviceClient,
  exchange,
  pkce,
  post,
  redirectIn,
  refusalIn,
  REDIRECT,
} from './calls.js'

const INVALID_GRANT = '400 InvalidGrantException invalid_grant'

test('a browser comes back with code and state, and the code with its verifier is worth a token', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  const { codeVerifier, challenge } = pkce()
  const answer = await authorize(sandbox, client, { code_challenge: challenge, state: 'a b+c&d' })
  assert.equal(answer.status, 302)
  assert.match(answer.headers.get('location') ?? '', /^http:\/\/127\.0\.0\.1:54321\/oauth\/callback\?/)
  const { code, ...rest } = redirectIn(answer)
  assert.deepEqual(rest, { state: 'a b+c&d' })
  const token = await exchange(sandbox, client, code, codeVerifier)
  assert.equal(token.status, 200)
  assert.ok(token.body['refreshToken'])
})

test('the scopes may be called scope too, and only what was registered is given', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  const scope = { scopes: undefined, scope: 'sso:account:access' }
  assert.ok(redirectIn(await authorize(sandbox, client, scope))['code'])
  const more = { scopes: 'sso:account:access codewhisperer:completions' }
  assert.deepEqual(redirectIn(await authorize(sandbox, client, more)), {
    error: 'invalid_scope',
    state: 'state-1',
  })
})

test('what cannot be trusted is not redirected', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  const cases: Record<string, Record<string, string | undefined>> = {
    'an unknown client': { client_id: 'nobody' },
    'no client': { client_id: undefined },
    'a client of the device flow': { client_id: (await deviceClient(sandbox)).clientId },
    'no redirect': { redirect_uri: undefined },
    'another path': { redirect_uri: 'http://127.0.0.1:54321/other' },
    'another host': { redirect_uri: 'http://evil.example/oauth/callback' },
    'a host that begins alike': { redirect_uri: 'http://127.0.0.1.evil.example/oauth/callback' },
    'a user in front of the host': { redirect_uri: 'http://127.0.0.1:80@evil.example/oauth/callback' },
    'localhost for 127.0.0.1': { redirect_uri: 'http://localhost:54321/oauth/callback' },
    'https for http': { redirect_uri: 'https://127.0.0.1:54321/oauth/callback' },
    'a query more': { redirect_uri: `${REDIRECT}?next=1` },
  }
  for (const [title, change] of Object.entries(cases)) {
    await t.test(title, async () => {
      const answer = await authorize(sandbox, client, change)
      assert.equal(answer.status, 400)
      assert.equal(answer.headers.get('location'), null)
      assert.match(answer.text, /This does not work/)
    })
  }
})

test('a redirect that was registered with a port has to have it', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox, { redirectUris: ['http://127.0.0.1:8080/oauth/callback'] })
  assert.equal((await authorize(sandbox, client)).status, 400)
  const right = await authorize(sandbox, client, { redirect_uri: 'http://127.0.0.1:8080/oauth/callback' })
  assert.equal(right.status, 302)
})

test('an expired registration gets a page', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  sandbox.advance(90 * 86_400)
  assert.equal((await authorize(sandbox, client)).status, 400)
})

test('a request that is wrong in itself is told to the program by redirect', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  const cases: [string, Record<string, string | undefined>, string][] = [
    ['no response type', { response_type: undefined }, 'unsupported_response_type'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a challenge that is no SHA-256', { code_challenge: 'short' }, 'invalid_request'],
    ['no challenge method', { code_challenge_method: undefined }, 'invalid_request'],
    ['the plain challenge method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ]
  for (const [title, change, error] of cases) {
    await t.test(title, async () => {
      assert.deepEqual(redirectIn(await authorize(sandbox, client, change)), { error, state: 'state-1' })
    })
  }
})

test('a person who denies sends the browser back with access_denied', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'deny' } })
  const answer = await authorize(sandbox, await codeClient(sandbox))
  assert.deepEqual(redirectIn(answer), { error: 'access_denied', state: 'state-1' })
})

test('a person who takes their time keeps the browser waiting', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve', delaySeconds: 3600 } })
  const client = await codeClient(sandbox)
  const answer = authorize(sandbox, client)
  await until(() => sandbox.count('Authorize') === 1)
  sandbox.advance(3600)
  assert.ok(redirectIn(await answer)['code'])
})

test('a code is refused', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox)
  const other = await codeClient(sandbox)
  const fresh = async (): Promise<{ code: string; codeVerifier: string }> => {
    const { codeVerifier, challenge } = pkce()
    const { code } = redirectIn(await authorize(sandbox, client, { code_challenge: challenge }))
    return { code: code!, codeVerifier }
  }
  await t.test('used a second time', async () => {
    const { code, codeVerifier } = await fresh()
    assert.equal((await exchange(sandbox, client, code, codeVerifier)).status, 200)
    assert.equal(refusalIn(await exchange(sandbox, client, code, codeVerifier)), INVALID_GRANT)
  })
  await t.test('with a wrong verifier, and then with the right one too', async () => {
    const { code, codeVerifier } = await fresh()
    assert.equal(refusalIn(await exchange(sandbox, client, code, pkce().codeVerifier)), INVALID_GRANT)
    assert.equal(refusalIn(await exchange(sandbox, client, code, codeVerifier)), INVALID_GRANT)
  })
  await t.test('with a verifier that is too short', async () => {
    const { code } = await fresh()
    assert.equal(refusalIn(await exchange(sandbox, client, code, 'short')), INVALID_GRANT)
  })
  await t.test('from another client', async () => {
    const { code, codeVerifier } = await fresh()
    assert.equal(refusalIn(await exchange(sandbox, other, code, codeVerifier)), INVALID_GRANT)
  })
  await t.test('with a redirect on another port', async () => {
    const { code, codeVerifier } = await fresh()
    const changed = 'http://127.0.0.1:54322/oauth/callback'
    assert.equal(refusalIn(await exchange(sandbox, client, code, codeVerifier, changed)), INVALID_GRANT)
  })
  await t.test('with the redirect without a port, as it was registered', async () => {
    const { code, codeVerifier } = await fresh()
    const changed = 'http://127.0.0.1/oauth/callback'
    assert.equal(refusalIn(await exchange(sandbox, client, code, codeVerifier, changed)), INVALID_GRANT)
  })
  await t.test('after its minute', async () => {
    const { code, codeVerifier } = await fresh()
    sandbox.advance(60)
    assert.equal(refusalIn(await exchange(sandbox, client, code, codeVerifier)), INVALID_GRANT)
  })
  for (const missing of ['code', 'codeVerifier', 'redirectUri']) {
    await t.test(`without ${missing}`, async () => {
      const { code, codeVerifier } = await fresh()
      const members = {
        ...client,
        grantType: 'authorization_code',
        code,
        codeVerifier,
        redirectUri: REDIRECT,
      }
      const answer = await post(sandbox, '/token', { ...members, [missing]: undefined })
      assert.equal(refusalIn(answer), '400 InvalidRequestException invalid_request')
      assert.match(String(answer.body['error_description']), new RegExp(missing))
    })
  }
  await t.test('from a client that is not registered for codes', async () => {
    const { code, codeVerifier } = await fresh()
    assert.equal(
      refusalIn(await exchange(sandbox, await deviceClient(sandbox), code, codeVerifier)),
      '400 UnauthorizedClientException unauthorized_client',
    )
  })
})

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
