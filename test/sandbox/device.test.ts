import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxFor } from '../support/sandbox.js'
import { deviceClient, deviceRequest, poll, portal, post, refusalIn, refresh } from './calls.js'

const PENDING = '400 AuthorizationPendingException authorization_pending'
const SLOW_DOWN = '400 SlowDownException slow_down'

test('a device gets its token when the person has approved, once', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'wait' } })
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  const pending = await poll(sandbox, client, deviceCode)
  assert.equal(refusalIn(pending), PENDING)
  assert.equal(pending.body['error_description'], 'Authorization is still pending')

  assert.equal(sandbox.pending().length, 1)
  sandbox.decide('approve')
  const { status, body } = await poll(sandbox, client, deviceCode)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), ['accessToken', 'expiresIn', 'idToken', 'refreshToken', 'tokenType'])
  assert.equal(body['expiresIn'], 3600)
  assert.equal(body['tokenType'], 'Bearer')
  assert.match(String(body['accessToken']), /^aoa[\w-]+:[\w+/]+$/)
  assert.match(String(body['refreshToken']), /^aor[\w-]+:[\w+/]+$/)

  assert.equal(refusalIn(await poll(sandbox, client, deviceCode)), '400 InvalidGrantException invalid_grant')
})

test('a poll before its time is slow_down, and each adds five seconds for good', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'wait' } })
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  const after = async (seconds: number): Promise<string> => {
    sandbox.advance(seconds)
    return refusalIn(await poll(sandbox, client, deviceCode))
  }
  assert.equal(await after(0), PENDING)
  assert.equal(await after(1), PENDING)
  assert.equal(await after(0), SLOW_DOWN)
  assert.equal(await after(5), SLOW_DOWN)
  assert.equal(await after(11), PENDING)
  assert.equal(await after(9), SLOW_DOWN)
  assert.equal(await after(16), PENDING)
})

test('a device code ends after ten minutes', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'wait' } })
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  sandbox.advance(600)
  assert.equal(refusalIn(await poll(sandbox, client, deviceCode)), '400 ExpiredTokenException expired_token')
  assert.deepEqual(sandbox.pending(), [])
})

test('a denied device hears access_denied, once', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'deny' } })
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  assert.equal(refusalIn(await poll(sandbox, client, deviceCode)), '400 AccessDeniedException access_denied')
  assert.equal(refusalIn(await poll(sandbox, client, deviceCode)), '400 InvalidGrantException invalid_grant')
})

test('a person who takes their time approves when the clock has moved that far', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve', delaySeconds: 30 } })
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  assert.equal(refusalIn(await poll(sandbox, client, deviceCode)), PENDING)
  sandbox.advance(30)
  assert.equal((await poll(sandbox, client, deviceCode)).status, 200)
})

test('a device code is refused', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  const right = { ...client, deviceCode, grantType: 'urn:ietf:params:oauth:grant-type:device_code' }
  const refusals = {
    'without deviceCode': [
      { ...right, deviceCode: undefined },
      '400 InvalidRequestException invalid_request',
    ],
    'without grantType': [{ ...right, grantType: undefined }, '400 InvalidRequestException invalid_request'],
    "with the grant type as the SDK's examples spell it": [
      { ...right, grantType: 'urn:ietf:params:oauth:grant-type:device-code' },
      '400 UnsupportedGrantTypeException unsupported_grant_type',
    ],
    'with a grant type that every object has': [
      { ...right, grantType: 'constructor' },
      '400 UnsupportedGrantTypeException unsupported_grant_type',
    ],
    'that nobody was given': [{ ...right, deviceCode: 'x' }, '400 InvalidGrantException invalid_grant'],
    'that another client was given': [
      { ...right, ...(await deviceClient(sandbox)) },
      '400 InvalidGrantException invalid_grant',
    ],
    'with a wrong secret': [{ ...right, clientSecret: 'wrong' }, '401 InvalidClientException invalid_client'],
    'from an unknown client': [{ ...right, clientId: 'x' }, '401 InvalidClientException invalid_client'],
  } as const
  for (const [title, [members, refusal]] of Object.entries(refusals)) {
    await t.test(title, async () => {
      assert.equal(refusalIn(await post(sandbox, '/token', members)), refusal)
    })
  }
  assert.equal((await post(sandbox, '/token', right)).status, 200, 'the code is still good')
})

test('without sso:account:access the token has no refresh token and lasts as long as the session', async (t) => {
  const sandbox = await sandboxFor(t)
  const answer = await post(sandbox, '/client/register', { clientName: 'x', clientType: 'public' })
  const { clientId, clientSecret } = answer.body as Record<string, string>
  const client = { clientId: clientId!, clientSecret: clientSecret! }
  const { deviceCode } = await deviceRequest(sandbox, client)
  const { body } = await poll(sandbox, client, deviceCode)
  assert.equal(body['refreshToken'], null)
  assert.equal(body['expiresIn'], 8 * 3600)
  assert.equal((await portal(sandbox, '/assignment/accounts', body['accessToken'])).status, 200)
})

test('a client forgotten by the service is an invalid client everywhere', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await deviceClient(sandbox)
  const { deviceCode } = await deviceRequest(sandbox, client)
  const { body } = await poll(sandbox, client, deviceCode)
  sandbox.forgetClients()
  const gone = '401 InvalidClientException invalid_client'
  assert.equal(refusalIn(await refresh(sandbox, client, body['refreshToken'])), gone)
  const { startUrl } = sandbox
  assert.equal(refusalIn(await post(sandbox, '/device_authorization', { ...client, startUrl })), gone)
})
