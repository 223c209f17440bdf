import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ConfigError } from '../../src/core/errors.js'
import type { Reachable } from '../../src/core/listing/portal-listing.js'
import { listReachable } from '../../src/flows/listing/portal-listing.js'
import { ServiceUnreachable } from '../../src/world/network/identity-center.js'
import { listingFor } from '../support/listing.js'
import { portalFor, type PortalAnswer } from '../support/portal.js'

interface Answers {
  accounts: (url: URL) => PortalAnswer
  roles?: (accountId: string, url: URL) => PortalAnswer
}

const account = (accountId: unknown, accountName?: unknown): Record<string, unknown> => ({
  accountId,
  accountName,
})
const accountList = (...list: unknown[]): PortalAnswer => ({ body: { accountList: list, nextToken: null } })
const roleList = (...names: unknown[]): PortalAnswer => ({
  body: { roleList: names.map((roleName) => ({ roleName })), nextToken: null },
})

async function listAt(
  t: TestContext,
  { accounts, roles = () => roleList('Admin') }: Answers,
): Promise<{ list: () => Promise<Reachable>; calls: URL[]; seconds: () => number }> {
  const portal = await portalFor(t, (url) =>
    url.pathname === '/assignment/accounts'
      ? accounts(url)
      : roles(url.searchParams.get('account_id') ?? '', url),
  )
  const { world, session } = await listingFor(t, [], { env: { AWS_ENDPOINT_URL_SSO: portal.url } })
  const began = world.monotonic()
  return {
    list: () => listReachable(world, session, { allow: 'refresh' }),
    calls: portal.calls,
    seconds: () => (world.monotonic() - began) / 1000,
  }
}

const unusable = (words: RegExp) => (error: unknown) =>
  error instanceof ServiceUnreachable && words.test(error.message)

test('ids that are none are left out, repeated ones count once, each with one warning; such a list is not complete', async (t) => {
  const { list } = await listAt(t, {
    accounts: () =>
      accountList(
        account('111122223333', 'dev'),
        account('111122223333', 'again'),
        account('12'),
        account('1111222233334'),
        account('11112222333x'),
        account('\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661'),
        account('11112222333\n'),
        account(null),
        {},
      ),
  })
  assert.deepEqual(await list(), {
    accounts: [{ accountId: '111122223333', accountName: 'dev', roles: ['Admin'] }],
    complete: false,
    warnings: [
      'The portal listed 7 accounts without a 12-digit id; left out here.',
      'The portal listed 1 account more than once.',
    ],
  })
})

test('names are shown without what moves a cursor; role names that IAM does not allow are left out', async (t) => {
  const { list } = await listAt(t, {
    accounts: () => accountList(account('111122223333', 'x\u001b]0;owned\u0007\n\u202ey'.padEnd(5000, 'z'))),
    roles: () =>
      roleList('Audit+Export@2026', 'a b', 'x\u001b[31m', '../x', '', 'y'.repeat(65), 'Audit+Export@2026'),
  })
  const { accounts, warnings } = await list()
  const [{ accountName = '', roles } = { roles: [] }] = accounts
  assert.match(accountName, /^x\?\]0;owned\?\?\?y/)
  assert.equal(accountName.length, 200)
  assert.deepEqual(roles, ['Audit+Export@2026'])
  assert.deepEqual(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^Account 111122223333 "x.* has 5 roles with a name that IAM does not allow; left out here\.$/,
  )
})

test('a list of accounts whose pages repeat, or never end, is unusable', async (t) => {
  const repeated = await listAt(t, {
    accounts: () => ({ body: { accountList: [account('111122223333')], nextToken: 'again' } }),
  })
  await assert.rejects(repeated.list(), unusable(/does not end/))
  assert.ok(repeated.calls.length < 5)
  const inTurn = await listAt(t, {
    accounts: (url) => ({
      body: { accountList: [], nextToken: url.searchParams.get('next_token') === 'a' ? 'b' : 'a' },
    }),
  })
  await assert.rejects(inTurn.list(), unusable(/does not end/))
  const endless = await listAt(t, {
    accounts: (url) => ({
      body: { accountList: [], nextToken: String(Number(url.searchParams.get('next_token') ?? 0) + 1) },
    }),
  })
  await assert.rejects(endless.list(), unusable(/does not end/))
  assert.ok(endless.calls.length <= 1001)
})

const noLists: [words: string, body: unknown][] = [
  ['neither list nor next page', {}],
  ['null', { accountList: null, nextToken: null }],
  ['a list that is a word', { accountList: 'x', nextToken: null }],
  ['a list that is an object', { accountList: { 0: account('111122223333') } }],
  ['a next page that is a number', { accountList: [], nextToken: 7 }],
  ['an array', [account('111122223333')]],
]
for (const [words, body] of noLists) {
  test(`an answer with ${words} is not taken for an empty list`, async (t) => {
    const { list, calls } = await listAt(t, { accounts: () => ({ body }) })
    await assert.rejects(list(), unusable(/^127\.0\.0\.1:\d+ answered/))
    assert.equal(calls.length, 3)
  })
}

test('no accounts at all is an answer', async (t) => {
  const { list } = await listAt(t, { accounts: () => accountList() })
  assert.deepEqual(await list(), { accounts: [], complete: true, warnings: [] })
})

test('an account whose roles never come is named, the others are whole, and only it is asked again', async (t) => {
  const ids = Array.from({ length: 12 }, (_, index) => String(100_000_000_000 + index))
  let broken = true
  const { list, calls } = await listAt(t, {
    accounts: () => accountList(...ids.map((id) => account(id))),
    roles: (id) =>
      broken && id === ids[5] ? { status: 500, body: { message: null } } : roleList('Admin', 'ReadOnly'),
  })
  const found = await list()
  assert.equal(found.complete, false)
  assert.deepEqual(
    found.accounts.map(({ roles }) => roles.length),
    ids.map((id) => (id === ids[5] ? 0 : 2)),
  )
  assert.equal(found.warnings.length, 1)
  assert.match(
    found.warnings[0] ?? '',
    /^The roles of 1 account could not be listed: 100000000005\. 127\.0\.0\.1:\d+ answered with HTTP 500\.$/,
  )
  broken = false
  calls.length = 0
  assert.equal((await list()).complete, true)
  assert.deepEqual(
    calls.map((url) => url.searchParams.get('account_id')),
    [null, ids[5]],
  )
})

test('roles whose pages repeat are that account\u2019s failure', async (t) => {
  const { list, calls } = await listAt(t, {
    accounts: () => accountList(account('111122223333'), account('222233334444')),
    roles: (id) =>
      id === '111122223333' ? { body: { roleList: [], nextToken: 'again' } } : roleList('Admin'),
  })
  const { complete, warnings } = await list()
  assert.equal(complete, false)
  assert.match(warnings[0] ?? '', /111122223333\. The portal gives a list that does not end/)
  assert.ok(calls.length < 6)
})

for (const [words, answer] of [
  ['a page of HTML', { status: 429, headers: { 'content-type': 'text/html' }, body: '<html>Slow down' }],
  ['an empty body', { status: 429, body: '' }],
  ['the name of another error', { status: 429, body: { __type: 'x#UnauthorizedException', message: 'no' } }],
  ['an OAuth error', { status: 429, body: { error: 'invalid_grant' } }],
  ['its name and HTTP 400', { status: 400, body: { __type: 'x#TooManyRequestsException' } }],
] as const) {
  test(`429 with ${words} is a busy portal, not the end of a login`, async (t) => {
    let refusals = 3
    const { list } = await listAt(t, {
      accounts: () => (refusals-- > 0 ? { ...answer } : accountList(account('111122223333'))),
    })
    assert.equal((await list()).accounts.length, 1)
  })
}

test('Retry-After may be a date', async (t) => {
  let refusals = 1
  const headers = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 10:01:05 GMT' }
  const { list, seconds } = await listAt(t, {
    accounts: () => accountList(account('111122223333')),
    roles: () => (refusals-- > 0 ? { status: 429, headers, body: {} } : roleList('Admin')),
  })
  assert.equal((await list()).complete, true)
  assert.ok(seconds() >= 65 && seconds() < 70, `${seconds()} s`)
})

test('who may list nothing hears of the scope, where the config leaves it out, and else in the portal\u2019s words', async (t) => {
  const body = { message: 'No access', __type: 'com.amazonaws.switchboard.portal#ForbiddenException' }
  const portal = await portalFor(t, () => ({ status: 403, body }))
  const { world, session } = await listingFor(t, [], { env: { AWS_ENDPOINT_URL_SSO: portal.url } })
  const registrationScopes = ['codewhisperer:completions']
  await assert.rejects(
    listReachable(world, { ...session, registrationScopes }, { allow: 'refresh' }),
    (error: Error) =>
      error instanceof ConfigError && /"corp" may not list.*sso:account:access/.test(error.message),
  )
  await assert.rejects(listReachable(world, session, { allow: 'refresh' }), /ForbiddenException\): No access/)
})
