import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { sandboxFor } from '../support/sandbox.js'
import {
  authorize,
  call,
  codeClient,
  deviceClient,
  deviceRequest,
  poll,
  portal,
  post,
  redirectIn,
  refresh,
} from './calls.js'

test('the clock is read and moved', async (t) => {
  const sandbox = await sandboxFor(t)
  const before = Date.now()
  const moved = await post(sandbox, '/_sandbox/clock', { advanceSeconds: 3600 })
  const shift = Date.parse(String(moved.body['now'])) - before
  assert.ok(shift >= 3_600_000 && shift < 3_660_000)
  const set = await post(sandbox, '/_sandbox/clock', { now: '2030-01-01T00:00:00Z' })
  assert.match(String(set.body['now']), /^2030-01-01T00:00:0/)
  assert.equal((await post(sandbox, '/_sandbox/clock', { now: 'soon' })).status, 400)
})

test('there is one page that says what there is', async (t) => {
  const sandbox = await sandboxFor(t, { region: 'eu-north-1' })
  const { body } = await call(sandbox, '/_sandbox/')
  assert.deepEqual(
    [body['url'], body['startUrls'], body['region'], body['person']],
    [
      sandbox.url,
      [`${sandbox.url}/start`, `${sandbox.url}/other/start`],
      'eu-north-1',
      { mode: 'approve', delaySeconds: 0 },
    ],
  )
})

test('the person is told how to behave, and decides by hand', async (t) => {
  const sandbox = await sandboxFor(t)
  assert.deepEqual((await post(sandbox, '/_sandbox/person', { mode: 'wait' })).body, {
    mode: 'wait',
    delaySeconds: 0,
  })
  assert.equal((await post(sandbox, '/_sandbox/person', { mode: 'sleep' })).status, 400)

  const device = await deviceClient(sandbox)
  const { deviceCode, userCode } = await deviceRequest(sandbox, device)
  const pending = JSON.parse((await call(sandbox, '/_sandbox/pending')).text) as Record<string, string>[]
  assert.deepEqual(pending, [
    { id: pending[0]?.['id'], kind: 'device', clientName: 'test', startUrl: sandbox.startUrl, userCode },
  ])
  assert.equal((await post(sandbox, '/_sandbox/pending', { decision: 'approve' })).status, 200)
  assert.equal((await poll(sandbox, device, deviceCode)).status, 200)

  assert.equal((await authorize(sandbox, await codeClient(sandbox))).status, 200)
  const { body } = await post(sandbox, '/_sandbox/pending', { decision: 'deny' })
  assert.match(String(body['location']), /^http:\/\/127\.0\.0\.1:54321\/oauth\/callback\?error=access_denied/)
  assert.equal((await post(sandbox, '/_sandbox/pending', { decision: 'deny' })).status, 404)
})

test('faults, log and counts are there over HTTP', async (t) => {
  const sandbox = await sandboxFor(t)
  const fault = { operation: 'RegisterClient', kind: 'status', status: 500, times: 1 }
  assert.deepEqual(JSON.parse((await post(sandbox, '/_sandbox/faults', fault)).text), [fault])
  assert.equal((await post(sandbox, '/_sandbox/faults', { operation: 'x' })).status, 400)
  assert.equal((await post(sandbox, '/client/register', {})).status, 500)
  assert.deepEqual((await call(sandbox, '/_sandbox/counts')).body, { RegisterClient: 1 })
  const log = JSON.parse((await call(sandbox, '/_sandbox/log?operation=RegisterClient')).text) as unknown[]
  assert.equal(log.length, 1)
  await remove(sandbox, 'log')
  assert.deepEqual((await call(sandbox, '/_sandbox/counts')).body, {})
  await post(sandbox, '/_sandbox/faults', { operation: '*', kind: 'hang' })
  await remove(sandbox, 'faults')
  assert.equal((await call(sandbox, '/_sandbox/faults')).text, '[]')
})

test('settings, accounts, sessions and registrations are changed while it runs', async (t) => {
  const sandbox = await sandboxFor(t)
  const { body } = await post(sandbox, '/_sandbox/settings', { rotation: 'same', accessTokenSeconds: 60 })
  assert.deepEqual([body['rotation'], body['accessTokenSeconds'], body['pageSize']], ['same', 60, 20])
  for (const wrong of [{ rotation: 'often' }, { speed: 1 }, { pageSize: -1 }, { emptyPages: 1 }]) {
    assert.equal((await post(sandbox, '/_sandbox/settings', wrong)).status, 400)
  }
  await post(sandbox, '/_sandbox/accounts', { accounts: [{ accountId: '000000000001', roles: ['One'] }] })
  assert.equal((await post(sandbox, '/_sandbox/accounts', { accounts: [{ accountId: '1' }] })).status, 400)

  const issued = (await post(sandbox, '/_sandbox/tokens', { state: 'valid', lastsSeconds: 300 })).body
  assert.deepEqual(Object.keys(issued), [
    'startUrl',
    'region',
    'accessToken',
    'expiresAt',
    'clientId',
    'clientSecret',
    'registrationExpiresAt',
    'refreshToken',
  ])
  const left = Date.parse(String(issued['expiresAt'])) - Date.now()
  assert.ok(left > 290_000 && left <= 300_000)
  const client = { clientId: String(issued['clientId']), clientSecret: String(issued['clientSecret']) }
  const { accountList } = (await portal(sandbox, '/assignment/accounts', issued['accessToken'])).body
  assert.deepEqual(accountList, [{ accountId: '000000000001' }])
  assert.equal((await refresh(sandbox, client, issued['refreshToken'])).status, 200)

  await remove(sandbox, 'sessions')
  assert.equal((await refresh(sandbox, client, issued['refreshToken'])).status, 400)
  await remove(sandbox, 'clients')
  assert.equal((await refresh(sandbox, client, issued['refreshToken'])).status, 401)
})

test('a page of the browser cannot drive the sandbox', async (t) => {
  const sandbox = await sandboxFor(t)
  const simple = await call(sandbox, '/_sandbox/person', { method: 'POST', body: '{"mode": "approve"}' })
  assert.equal(simple.status, 415)
  assert.equal(await statusWithHost(sandbox, '/_sandbox/', 'evil.example'), 403)
  assert.equal(await statusWithHost(sandbox, '/_sandbox/', 'localhost:1'), 200)
})

test('it listens on 127.0.0.1 only', async (t) => {
  const sandbox = await sandboxFor(t)
  await assert.rejects(fetch(`http://127.0.0.2:${sandbox.port}/_sandbox/`))
  await assert.rejects(fetch(`http://[::1]:${sandbox.port}/_sandbox/`))
})

test('a body of more than 64 kB is not read', async (t) => {
  const sandbox = await sandboxFor(t)
  const { status } = await post(sandbox, '/client/register', 'x'.repeat(70_000))
  assert.equal(status, 413)
})

test('the state it starts with can be told', async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'deny' }, settings: { pageSize: 2 } })
  const answer = await authorize(sandbox, await codeClient(sandbox))
  assert.equal(redirectIn(answer)['error'], 'access_denied')
  await assert.rejects(sandboxFor(t, { settings: { pageSize: 'many' as never } }), /pageSize/)
})

function remove(sandbox: Sandbox, what: string): Promise<unknown> {
  return call(sandbox, `/_sandbox/${what}`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
  })
}

/** fetch sets Host itself. */
function statusWithHost(sandbox: Sandbox, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${sandbox.url}${path}`, { headers: { host }, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}
