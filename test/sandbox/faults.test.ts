import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxFor } from '../support/sandbox.js'
import { deviceClient, logIn, portal, post, refresh, refusalIn } from './calls.js'

const PUBLIC = { clientName: 'test', clientType: 'public' }

test('a status is answered as often as wanted, with Retry-After, and the operation is not done', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({
    operation: 'RegisterClient',
    kind: 'status',
    status: 503,
    retryAfterSeconds: 7,
    times: 2,
  })
  const first = await post(sandbox, '/client/register', PUBLIC)
  assert.deepEqual([first.status, first.headers.get('retry-after')], [503, '7'])
  assert.equal((await post(sandbox, '/client/register', PUBLIC)).status, 503)
  assert.equal((await post(sandbox, '/client/register', PUBLIC)).status, 200)
  assert.deepEqual(sandbox.faults(), [])
})

test("a 500 of OIDC and a 429 of the portal have the services' own forms", async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'status', status: 500 })
  sandbox.addFault({ operation: 'ListAccounts', kind: 'status', status: 429, retryAfterSeconds: 1 })
  const answer = await post(sandbox, '/client/register', PUBLIC)
  assert.equal(refusalIn(answer), '500 InternalServerException server_error')
  const throttled = await portal(sandbox, '/assignment/accounts', sandbox.issueToken().accessToken)
  assert.match(String(throttled.body['__type']), /#TooManyRequestsException$/)
  assert.equal(throttled.headers.get('retry-after'), '1')
})

test('an exception can be made on purpose: throttling of OIDC is SlowDownException', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'exception', exception: 'SlowDownException' })
  assert.equal(refusalIn(await post(sandbox, '/client/register', PUBLIC)), '400 SlowDownException slow_down')
  sandbox.clearFaults('RegisterClient')
  assert.equal((await post(sandbox, '/client/register', PUBLIC)).status, 200)
})

test('a lost answer has changed the state: the refresh token is used up', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'reject' } })
  const { client, token } = await logIn(sandbox)
  sandbox.addFault({ operation: 'CreateToken', kind: 'lost', times: 1 })
  await assert.rejects(refresh(sandbox, client, token['refreshToken']))
  assert.equal(
    refusalIn(await refresh(sandbox, client, token['refreshToken'])),
    '400 InvalidGrantException invalid_grant',
  )
})

test('a reset connection has changed nothing', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  sandbox.addFault({ operation: 'CreateToken', kind: 'reset', times: 1 })
  await assert.rejects(refresh(sandbox, client, token['refreshToken']))
  assert.equal((await refresh(sandbox, client, token['refreshToken'])).status, 200)
})

test('an answer is cut after some bytes', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'cut', bytes: 10 })
  const response = await fetch(`${sandbox.url}/client/register`, {
    method: 'POST',
    body: JSON.stringify(PUBLIC),
  })
  assert.equal(response.status, 200)
  await assert.rejects(response.text())
})

test('an answer is JSON that breaks off, or a page', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'malformed', times: 1 })
  sandbox.addFault({ operation: 'RegisterClient', kind: 'html', times: 1 })
  await assert.rejects(post(sandbox, '/client/register', PUBLIC), SyntaxError)
  const page = await post(sandbox, '/client/register', PUBLIC)
  assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
})

test('an operation hangs until the client gives up, and closing the sandbox ends it', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'hang' })
  const given = fetch(`${sandbox.url}/client/register`, { method: 'POST', body: JSON.stringify(PUBLIC) })
  const ended = assert.rejects(given)
  const deadline = Date.now() + 10_000
  while (sandbox.count('RegisterClient') === 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await sandbox.close()
  await ended
})

test('a slow answer is right in the end', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'slow', milliseconds: 60, times: 1 })
  const started = performance.now()
  assert.ok(await deviceClient(sandbox))
  assert.ok(performance.now() - started >= 59)
})

test('a fault can be for refreshes alone', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.addFault({ operation: 'CreateToken', grantType: 'refresh_token', kind: 'status', status: 503 })
  const { client, token } = await logIn(sandbox)
  assert.ok(token['accessToken'])
  assert.equal((await refresh(sandbox, client, token['refreshToken'])).status, 503)
})

test('the log tells what was asked and how it ended, and no secret', async (t) => {
  const sandbox = await sandboxFor(t)
  const { client, token } = await logIn(sandbox)
  await refresh(sandbox, client, token['refreshToken'])
  await refresh(sandbox, client, 'x')
  sandbox.addFault({ operation: 'ListAccounts', kind: 'html' })
  await portal(sandbox, '/assignment/accounts', token['accessToken'])
  await portal(sandbox, '/assignment/roles?account_id=999999999999', token['accessToken'])
  assert.deepEqual(
    sandbox.log().map(({ operation, grantType, outcome, status }) => [operation, grantType, outcome, status]),
    [
      ['RegisterClient', undefined, 'ok', 200],
      ['Authorize', undefined, 'ok', 302],
      ['CreateToken', 'authorization_code', 'ok', 200],
      ['CreateToken', 'refresh_token', 'ok', 200],
      ['CreateToken', 'refresh_token', 'InvalidGrantException', 400],
      ['ListAccounts', undefined, 'fault:html', 200],
      ['ListAccountRoles', undefined, 'ForbiddenException', 403],
    ],
  )
  assert.deepEqual(sandbox.counts(), {
    RegisterClient: 1,
    Authorize: 1,
    CreateToken: 3,
    ListAccounts: 1,
    ListAccountRoles: 1,
  })
  const [first] = sandbox.log('ListAccountRoles')
  assert.equal(first?.accountId, '999999999999')
  assert.match(first.address, /^127\.0\.0\.1:\d+$/)
  assert.ok(!JSON.stringify(sandbox.log()).includes('SandboxSecret'))
})

test('what is no fault is refused by name', async (t) => {
  const sandbox = await sandboxFor(t)
  const add = (fault: Record<string, unknown>) => (): void => sandbox.addFault(fault as never)
  assert.throws(add({ operation: 'Nothing', kind: 'hang' }), /Nothing/)
  assert.throws(add({ operation: 'CreateToken', kind: 'explode' }), /kind/)
  assert.throws(add({ operation: 'CreateToken', kind: 'status' }), /status/)
  assert.throws(add({ operation: 'CreateToken', kind: 'slow', milliseconds: 'x' }), /milliseconds/)
  assert.throws(add({ operation: 'CreateToken', kind: 'exception', exception: 'Oops' }), /Oops/)
})

test('members of an answer are replaced, also inside of others, and the operation is done', async (t) => {
  const sandbox = await sandboxFor(t)
  const members = { roleCredentials: { expiration: null }, more: 1 }
  sandbox.addFault({ operation: 'GetRoleCredentials', kind: 'members', members })
  const { accessToken } = sandbox.issueToken()
  const { body } = await portal(
    sandbox,
    '/federation/credentials?account_id=111122223333&role_name=Developer',
    accessToken,
  )
  const { accessKeyId, expiration } = body['roleCredentials'] as Record<string, unknown>
  assert.match(String(accessKeyId), /^ASIA/)
  assert.deepEqual([expiration, body['more']], [null, 1])
  assert.throws(() => sandbox.addFault({ operation: 'ListAccounts', kind: 'members' }), /members/)
})

test('an answer is dated by the clock of the sandbox', async (t) => {
  const sandbox = await sandboxFor(t)
  sandbox.setClock(new Date('2030-01-01T00:00:00Z'))
  const { headers } = await post(sandbox, '/client/register', PUBLIC)
  assert.match(headers.get('date') ?? '', /^Tue, 01 Jan 2030 00:00:0\d GMT$/)
})
