import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manyAccounts } from '../../src/sandbox/accounts.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { sandboxFor } from '../support/sandbox.js'
import { call, portal, type Answer } from './calls.js'

const DEV = 'account_id=111122223333'

test('the accounts are listed, with name and address where they have them, and the last page has no token', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const { status, body } = await portal(sandbox, '/assignment/accounts', accessToken)
  assert.equal(status, 200)
  assert.equal(body['nextToken'], null)
  const accounts = body['accountList'] as Record<string, string>[]
  assert.deepEqual(accounts[0], {
    accountId: '111122223333',
    accountName: 'acme-dev',
    emailAddress: 'aws+acme-dev@acme.example',
  })
  assert.deepEqual(accounts[4], { accountId: '444455556666' })
  assert.ok(
    accounts.some((account) => account['accountId'] === '012345678901'),
    'a leading zero',
  )
})

test('the roles of an account are listed', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const { body } = await portal(sandbox, `/assignment/roles?${DEV}`, accessToken)
  assert.deepEqual(body, {
    nextToken: null,
    roleList: ['Developer', 'ReadOnly', 'AdministratorAccess'].map((roleName) => ({
      roleName,
      accountId: '111122223333',
    })),
  })
})

test('2,000 accounts come in pages of 1 to 100', async (t) => {
  const sandbox = await sandboxFor(t, {
    instances: [{ startUrl: '/start', accounts: manyAccounts(2000, 5) }],
  })
  const { accessToken } = sandbox.issueToken()
  const pages = await allPages(sandbox, accessToken, 'max_result=100')
  assert.deepEqual(
    pages.map((page) => page.length),
    Array<number>(20).fill(100),
  )
  assert.equal(new Set(pages.flat().map((account) => account['accountId'])).size, 2000)
  assert.equal((await allPages(sandbox, accessToken, 'max_result=99'))[20]?.length, 20)
})

test('a page may be empty and still have a token', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { emptyPages: true, pageSize: 3 } })
  const pages = await allPages(sandbox, sandbox.issueToken().accessToken, '')
  assert.deepEqual(
    pages.map((page) => page.length),
    [0, 3, 2],
  )
})

test('role credentials end after an hour, in milliseconds', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const path = `/federation/credentials?${DEV}&role_name=Developer`
  const { status, body } = await portal(sandbox, path, accessToken)
  assert.equal(status, 200)
  const { expiration, ...keys } = body['roleCredentials'] as Record<string, unknown>
  assert.ok(Math.abs(Number(expiration) - sandbox.now().getTime() - 3_600_000) < 5000)
  assert.match(String(keys['accessKeyId']), /^ASIA[A-Z2-7]{16}$/)
  assert.equal(String(keys['secretAccessKey']).length, 40)
  assert.ok(String(keys['sessionToken']).length > 300)
})

test('a role name with signs that a query gives a meaning is found', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const path = `/federation/credentials?account_id=012345678901&role_name=${encodeURIComponent('Audit+Export@2026')}`
  assert.equal((await portal(sandbox, path, accessToken)).status, 200)
})

test('the portal refuses', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const expired = sandbox.issueToken({ state: 'expired' }).accessToken
  const ended = sandbox.issueToken({ state: 'ended' }).accessToken
  const refusals = {
    'an unknown token': ['/assignment/accounts', 'x', 401, 'UnauthorizedException'],
    'an expired token': ['/assignment/accounts', expired, 401, 'UnauthorizedException'],
    'a token whose session has ended': ['/assignment/accounts', ended, 401, 'UnauthorizedException'],
    'an account that is not assigned': [
      '/assignment/roles?account_id=999999999999',
      accessToken,
      403,
      'ForbiddenException',
    ],
    'a role that is not assigned': [
      `/federation/credentials?${DEV}&role_name=Root`,
      accessToken,
      403,
      'ForbiddenException',
    ],
    'an account id that is none': [
      '/assignment/roles?account_id=12',
      accessToken,
      400,
      'InvalidRequestException',
    ],
    'no account id': ['/assignment/roles', accessToken, 400, 'InvalidRequestException'],
    'no role name': [`/federation/credentials?${DEV}`, accessToken, 400, 'InvalidRequestException'],
    'a page of none': ['/assignment/accounts?max_result=0', accessToken, 400, 'InvalidRequestException'],
    'a page of 101': ['/assignment/accounts?max_result=101', accessToken, 400, 'InvalidRequestException'],
    'a page of many': ['/assignment/accounts?max_result=x', accessToken, 400, 'InvalidRequestException'],
    "somebody else's page": [
      '/assignment/accounts?next_token=x',
      accessToken,
      400,
      'InvalidRequestException',
    ],
  } as const
  for (const [title, [path, token, status, exception]] of Object.entries(refusals)) {
    await t.test(title, async () => {
      assert.deepEqual(portalRefusal(await portal(sandbox, path, token)), [status, exception])
    })
  }
  await t.test('a call without a token', async () => {
    const answer = await call(sandbox, '/assignment/accounts')
    assert.deepEqual(portalRefusal(answer), [400, 'InvalidRequestException'])
  })
})

test('the texts of refusals are those of the service, and "No access" has no request id', async (t) => {
  const sandbox = await sandboxFor(t)
  const { accessToken } = sandbox.issueToken()
  const forbidden = await portal(sandbox, '/assignment/roles?account_id=999999999999', accessToken)
  assert.deepEqual(forbidden.body, {
    message: 'No access',
    __type: 'com.amazonaws.switchboard.portal#ForbiddenException',
  })
  assert.equal(forbidden.headers.get('x-amzn-requestid'), null)
  const unauthorized = await portal(sandbox, '/assignment/accounts', 'x')
  assert.equal(unauthorized.body['message'], 'Session token not found or invalid')
  assert.notEqual(unauthorized.headers.get('x-amzn-requestid'), null)
  const size = await portal(sandbox, '/assignment/accounts?max_result=101', accessToken)
  assert.equal(size.body['message'], 'ResultSize parameter must be within the valid limits of: 1-100')
})

test('more calls a second than the limit are refused with 429, for each operation by itself', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { callsPerSecond: 3 } })
  const { accessToken } = sandbox.issueToken()
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => portal(sandbox, `/assignment/roles?${DEV}`, accessToken)),
  )
  const refused = answers.filter((answer) => answer.status === 429)
  assert.ok(refused.length >= 4, `${refused.length} of 10`)
  assert.deepEqual(portalRefusal(refused[0]!), [429, 'TooManyRequestsException'])
  assert.equal((await portal(sandbox, '/assignment/accounts', accessToken)).status, 200)
})

test("a token opens its own instance's accounts only", async (t) => {
  const sandbox = await sandboxFor(t, {
    instances: [
      { startUrl: '/start' },
      { startUrl: 'https://other.awsapps.com/start', accounts: manyAccounts(1, 1) },
    ],
  })
  const { accessToken } = sandbox.issueToken({ startUrl: 'https://other.awsapps.com/start/#/' })
  const { body } = await portal(sandbox, '/assignment/accounts', accessToken)
  assert.equal((body['accountList'] as unknown[]).length, 1)
  assert.equal((await portal(sandbox, `/assignment/roles?${DEV}`, accessToken)).status, 403)
})

function portalRefusal({ status, body }: Answer): [number, string | undefined] {
  return [status, String(body['__type']).split('#')[1]]
}

async function allPages(
  sandbox: Sandbox,
  accessToken: string,
  query: string,
): Promise<Record<string, string>[][]> {
  const pages: Record<string, string>[][] = []
  let next: string | null = null
  do {
    const more = next === null ? '' : `&next_token=${encodeURIComponent(next)}`
    const { body } = await portal(sandbox, `/assignment/accounts?${query}${more}`, accessToken)
    pages.push(body['accountList'] as Record<string, string>[])
    next = body['nextToken'] as string | null
  } while (next !== null)
  return pages
}
