import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxFor } from '../support/sandbox.js'
import { codeClient, logIn, portal, refresh, refusalIn } from './calls.js'

const INVALID_GRANT = '400 InvalidGrantException invalid_grant'

test('a refresh gives a new access token and a new refresh token', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  const { status, body } = await refresh(sandbox, client, token['refreshToken'])
  assert.equal(status, 200)
  assert.notEqual(body['accessToken'], token['accessToken'])
  assert.notEqual(body['refreshToken'], token['refreshToken'])
  assert.equal((await portal(sandbox, '/assignment/accounts', body['accessToken'])).status, 200)
})

test('rotation "revoke": using a refresh token again ends the session', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'revoke' } })
  const { client, token } = await logIn(sandbox)
  const { body } = await refresh(sandbox, client, token['refreshToken'])
  const again = await refresh(sandbox, client, token['refreshToken'])
  assert.equal(refusalIn(again), INVALID_GRANT)
  assert.equal(again.body['error_description'], 'Invalid refresh token provided')
  assert.equal(refusalIn(await refresh(sandbox, client, body['refreshToken'])), INVALID_GRANT)
  assert.equal((await portal(sandbox, '/assignment/accounts', body['accessToken'])).status, 401)
})

test('rotation "reject": using a refresh token again is refused, the new one works', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'reject' } })
  const { client, token } = await logIn(sandbox)
  const { body } = await refresh(sandbox, client, token['refreshToken'])
  assert.equal(refusalIn(await refresh(sandbox, client, token['refreshToken'])), INVALID_GRANT)
  assert.equal((await refresh(sandbox, client, body['refreshToken'])).status, 200)
})

test('rotation "grace": the old refresh token works for some seconds more', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'grace', graceSeconds: 10 } })
  const { client, token } = await logIn(sandbox)
  assert.equal((await refresh(sandbox, client, token['refreshToken'])).status, 200)
  sandbox.advance(9)
  const { status, body } = await refresh(sandbox, client, token['refreshToken'])
  assert.equal(status, 200)
  sandbox.advance(1)
  assert.equal(refusalIn(await refresh(sandbox, client, token['refreshToken'])), INVALID_GRANT)
  assert.equal((await refresh(sandbox, client, body['refreshToken'])).status, 200)
})

test('rotation "same": the refresh token stays', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'same' } })
  const { client, token } = await logIn(sandbox)
  for (let times = 0; times < 3; times += 1) {
    const { body } = await refresh(sandbox, client, token['refreshToken'])
    assert.equal(body['refreshToken'], token['refreshToken'])
  }
})

test('rotation "omit": the refresh token stays and the answer has none', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'omit' } })
  const { client, token } = await logIn(sandbox)
  for (let times = 0; times < 2; times += 1) {
    const { status, body } = await refresh(sandbox, client, token['refreshToken'])
    assert.deepEqual([status, body['refreshToken']], [200, null])
  }
})

test('a refresh token belongs to its client', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  const other = await codeClient(sandbox)
  assert.equal(refusalIn(await refresh(sandbox, other, token['refreshToken'])), INVALID_GRANT)
  assert.equal((await refresh(sandbox, client, token['refreshToken'])).status, 200)
})

test('no refresh goes past the end of the session, and its last token ends with it', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  sandbox.advance(7.5 * 3600)
  const { body } = await refresh(sandbox, client, token['refreshToken'])
  assert.ok(Number(body['expiresIn']) <= 1800 && Number(body['expiresIn']) > 1700)
  sandbox.advance(1800)
  assert.equal(refusalIn(await refresh(sandbox, client, body['refreshToken'])), INVALID_GRANT)
  assert.equal((await portal(sandbox, '/assignment/accounts', body['accessToken'])).status, 401)
})

test('with an expired registration a refresh is refused as an invalid client', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { sessionSeconds: 100 * 86_400 } })
  const { client, token } = await logIn(sandbox)
  sandbox.advance(90 * 86_400)
  assert.equal(
    refusalIn(await refresh(sandbox, client, token['refreshToken'])),
    '401 InvalidClientException invalid_client',
  )
})

test('a logout ends the session for refresh tokens too', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  const { status, text } = await portal(sandbox, '/logout', token['accessToken'], 'POST')
  assert.deepEqual([status, text], [200, ''])
  assert.equal(refusalIn(await refresh(sandbox, client, token['refreshToken'])), INVALID_GRANT)
  assert.equal((await portal(sandbox, '/logout', token['accessToken'], 'POST')).status, 401)
})

test('a client without the refresh grant gets no refresh token', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await codeClient(sandbox, { grantTypes: ['authorization_code'] })
  assert.equal(
    refusalIn(await refresh(sandbox, client, 'x')),
    '400 UnauthorizedClientException unauthorized_client',
  )
})

test('an issued token is valid, expired but refreshable, or ended', async (t) => {
  const sandbox = await sandboxFor(t)
  const seen = await Promise.all(
    (['valid', 'expired', 'ended'] as const).map(async (state) => {
      const token = sandbox.issueToken({ state })
      const { status } = await portal(sandbox, '/assignment/accounts', token.accessToken)
      const renewed = await refresh(sandbox, token, token.refreshToken)
      return [state, status, renewed.status, Date.parse(token.expiresAt) > Date.now()]
    }),
  )
  assert.deepEqual(seen, [
    ['valid', 200, 200, true],
    ['expired', 401, 200, false],
    ['ended', 401, 400, false],
  ])
  const old = sandbox.issueToken({ refreshable: false })
  assert.equal(old.refreshToken, undefined)
  assert.equal((await portal(sandbox, '/assignment/accounts', old.accessToken)).status, 200)
})
