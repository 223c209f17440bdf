import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Reachable } from '../../src/core/listing/portal-listing.js'
import type { ListingProgress } from '../../src/core/listing/portal-listing-progress.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { listReachable } from '../../src/flows/listing/portal-listing.js'
import { manyAccounts } from '../../src/sandbox/accounts.js'
import type { LogEntry } from '../../src/sandbox/log.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { listingFor } from '../support/listing.js'
import { legacySessionOf } from '../support/world.js'

/** The most calls of an operation in any second of the sandbox's clock. */
function mostInASecond(log: readonly LogEntry[]): number {
  const times = log.map((entry) => Date.parse(entry.time)).sort((one, other) => one - other)
  return Math.max(
    0,
    ...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length),
  )
}

const refused = (sandbox: Sandbox): number =>
  sandbox.log().filter((entry) => entry.outcome === 'TooManyRequestsException').length

test('2,000 accounts with 5 roles each: all of them, never above the limit, resumed and repeated cheaply', async (t) => {
  const scene = await listingFor(t, manyAccounts(2000, 5))
  const { sandbox } = scene
  const stop = new AbortController()
  const seen: ListingProgress[] = []
  const began = sandbox.now().getTime()
  await assert.rejects(
    scene.list({
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.total !== undefined && progress.done === 1000) stop.abort()
      },
    }),
    { name: 'CancelledError' },
  )
  assert.match(scene.world.said.join(), /^The roles of 1,00\d of 2,000 accounts are known; the same command/)
  const first = sandbox.count('ListAccountRoles')
  assert.ok(first >= 1000 && first < 1010, String(first))

  const found = await scene.list({ onProgress: (progress) => seen.push(progress) })
  assert.equal(found.complete, true)
  assert.deepEqual(found.warnings, [])
  assert.deepEqual(
    [found.accounts.length, found.accounts.every(({ roles }) => roles.length === 5)],
    [2000, true],
  )
  const calls = sandbox.count('ListAccountRoles')
  assert.ok(calls >= 2000 && calls <= 2010, String(calls))
  assert.equal(sandbox.count('ListAccounts'), 2 * 20)
  assert.equal(refused(sandbox), 0)
  assert.ok(mostInASecond(sandbox.log()) <= 20)
  const seconds = (sandbox.now().getTime() - began) / 1000
  assert.ok(seconds > 120 && seconds < 200, `${seconds} s`)

  const last = seen.at(-1)
  assert.deepEqual([last?.done, last?.total], [2000, 2000])
  const middle = seen.find(({ done, total }) => total !== undefined && done === 900)
  assert.ok(middle?.rate && middle.rate > 10 && middle.rate < 16, String(middle?.rate))
  assert.ok(middle.secondsLeft && middle.secondsLeft > 60, String(middle.secondsLeft))

  sandbox.clearLog()
  assert.deepEqual(await scene.list(), found)
  assert.deepEqual(sandbox.counts(), { ListAccounts: 20 })
  assert.equal((await stat(scene.notes)).mode & 0o777, 0o600)
  assert.doesNotMatch(await readFile(scene.notes, 'utf8'), /SandboxSecret|aoa/)
})

test('an account that was lost is not shown, and only the roles of a new one are asked for', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(30, 2))
  await list()
  sandbox.setAccounts(manyAccounts(31, 2).slice(1))
  sandbox.clearLog()
  const { accounts } = await list()
  const ids = accounts.map(({ accountId }) => accountId)
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [30, '100000000001', '100000000030'])
  assert.deepEqual(
    sandbox.log('ListAccountRoles').map(({ accountId }) => accountId),
    ['100000000030'],
  )
})

test('after six hours roles are asked for again, and --refresh asks for them at once', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(5, 1), {
    settings: { accessTokenSeconds: 8 * 3600 },
  })
  await list()
  sandbox.setAccounts(manyAccounts(5, 2))
  await world.sleep(5.9 * 3600_000)
  assert.deepEqual((await list()).accounts[0]?.roles, ['Role1'])
  await world.sleep(0.2 * 3600_000)
  assert.deepEqual((await list()).accounts[0]?.roles, ['Role1', 'Role2'])
  sandbox.setAccounts(manyAccounts(5, 3))
  assert.deepEqual((await list({ refresh: true })).accounts[0]?.roles, ['Role1', 'Role2', 'Role3'])
  assert.equal(sandbox.count('ListAccountRoles'), 15)
})

test('the session of a legacy profile is listed too', async (t) => {
  const { sandbox, world, home } = await listingFor(t, manyAccounts(3, 1))
  const session = legacySessionOf(sandbox)
  const token = sandbox.issueToken({ refreshable: false })
  await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(token))
  assert.equal((await listReachable(world, session, { allow: 'refresh' })).accounts.length, 3)
})

test('roles that were listed under another login are not believed', async (t) => {
  const { sandbox, list, putToken } = await listingFor(t, manyAccounts(3, 1))
  await list()
  await putToken()
  await list()
  assert.equal(sandbox.count('ListAccountRoles'), 6)
})

test('a refreshed token is the same login', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(3, 1))
  await list()
  await world.sleep(2 * 3600_000)
  await list()
  assert.equal(sandbox.count('CreateToken'), 1)
  assert.equal(sandbox.count('ListAccountRoles'), 3)
})

test('the roles of some accounts, or of none, are asked for by themselves', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(40, 2))
  const none = await list({ roles: 'none' })
  assert.deepEqual([none.accounts.length, none.complete, none.accounts[7]?.roles], [40, true, []])
  assert.equal(sandbox.count('ListAccountRoles'), 0)
  const one = await list({ roles: ({ accountName }) => accountName === 'workload-0008' })
  assert.deepEqual([one.accounts[7]?.roles, one.accounts[8]?.roles], [['Role1', 'Role2'], []])
  assert.equal(sandbox.count('ListAccountRoles'), 1)
})

test('notes that are broken, or another session\u2019s, are not used', async (t) => {
  const { sandbox, list, notes } = await listingFor(t, manyAccounts(3, 1))
  await list()
  const text = await readFile(notes, 'utf8')
  const changed = [
    '',
    text.slice(0, 100),
    '[]',
    'null',
    text.replace('/start', '/other'),
    text.replace(/"rolesAskedAt":"2/g, '"rolesAskedAt":"9'),
    text.replace(/"roles":\[/g, '"roles":{"a":['),
  ]
  for (const [index, written] of changed.entries()) {
    await writeFile(notes, written)
    assert.equal((await list()).complete, true)
    assert.equal(sandbox.count('ListAccountRoles'), 3 * (index + 2), written)
  }
})

test('where nothing can be kept the answer is whole, with one warning', async (t) => {
  const { list, home } = await listingFor(t, manyAccounts(3, 1))
  await home.write('.local/state/ssoenv/portal', 'in the way')
  const { accounts, complete, warnings } = await list()
  assert.deepEqual([accounts.length, complete, warnings.length], [3, true, 1])
  assert.match(warnings[0] ?? '', /^What was listed is not kept for the next time: .*portal/)
})

test('two who ask at once make one listing, and both have its result', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(40, 2))
  const [one, other] = await Promise.all([list(), list()])
  assert.deepEqual(one, other)
  assert.deepEqual(sandbox.counts(), { ListAccounts: 1, ListAccountRoles: 40 })
})

test('who wants the accounts only does not wait for the roles that another one lists', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(40, 2))
  let accounts: Promise<number> | undefined
  let rolesThen = 0
  await list({
    onProgress: ({ done, total }) => {
      if (total === undefined || done !== 5) return
      accounts = list({ roles: 'none' }).then((found) => {
        rolesThen = sandbox.count('ListAccountRoles')
        return found.accounts.length
      })
    },
  })
  assert.equal(await accounts, 40)
  assert.ok(rolesThen < 40)
  assert.equal(sandbox.count('ListAccounts'), 1)
})

test('a list that is older than the listing under way is not taken for its result', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(2, 1))
  await list({ roles: 'none' })
  sandbox.setAccounts(manyAccounts(1, 1))
  sandbox.addFault({ operation: 'ListAccounts', kind: 'slow', milliseconds: 300 })
  const found = await Promise.all([list({ roles: 'none' }), list({ roles: 'none' })])
  assert.deepEqual(
    found.map(({ accounts }) => accounts.length),
    [1, 1],
  )
  assert.equal(sandbox.count('ListAccounts'), 2)
})

test('who waited behind a listing that failed fails with it, and does not ask again', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(40, 2))
  sandbox.addFault({ operation: 'ListAccountRoles', kind: 'status', status: 500 })
  const results = await Promise.allSettled([list(), list()])
  assert.deepEqual(
    results.map((result) => result.status === 'rejected' && (result.reason as Error).name),
    ['ServiceUnreachable', 'ServiceUnreachable'],
  )
  assert.equal(sandbox.count('ListAccounts'), 1)
})

test('who waited behind a listing that was cancelled goes on with it', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(40, 2))
  const stop = new AbortController()
  let second: Promise<Reachable> | undefined
  const onProgress = ({ done, total }: ListingProgress): void => {
    if (total !== undefined && done === 5) second = list()
    if (total !== undefined && done === 20) stop.abort()
  }
  await assert.rejects(list({ signal: stop.signal, onProgress }), { name: 'CancelledError' })
  assert.equal((await second)?.complete, true)
  assert.ok(sandbox.count('ListAccountRoles') <= 44)
})
