import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { LoginNeededError } from '../../src/core/errors.js'
import { manyAccounts } from '../../src/sandbox/accounts.js'
import { ServiceUnreachable } from '../../src/world/network/identity-center.js'
import { tokenFile } from '../../src/world/files/token-cache.js'
import { listingFor } from '../support/listing.js'

const isUnreachable = (words: RegExp) => (error: unknown) =>
  error instanceof ServiceUnreachable && words.test(error.message)

test('429 is waited out as long as the portal says, and the token stays as it is', async (t) => {
  const { sandbox, list, world, session } = await listingFor(t, manyAccounts(30, 1))
  const token = await readFile(tokenFile(world.paths, session), 'utf8')
  sandbox.addFault({
    operation: 'ListAccountRoles',
    kind: 'status',
    status: 429,
    retryAfterSeconds: 40,
    times: 2,
  })
  const pauses: number[] = []
  const began = world.monotonic()
  const { warnings } = await list({
    onProgress: ({ pausedSeconds }) => pausedSeconds !== undefined && pauses.push(pausedSeconds),
  })
  assert.deepEqual(warnings, [])
  assert.ok(pauses.includes(40))
  assert.ok(world.monotonic() - began >= 40_000)
  assert.equal(await readFile(tokenFile(world.paths, session), 'utf8'), token)
  assert.equal(sandbox.count('CreateToken'), 0)
  assert.deepEqual(world.said, [])
})

test('a portal that allows fewer calls than the real one is asked more slowly', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(300, 1), { settings: { callsPerSecond: 5 } })
  const { complete } = await list()
  assert.equal(complete, true)
  const refused = sandbox.log().filter(({ status }) => status === 429).length
  assert.ok(refused < 60, `${refused} refusals for 300 answers`)
})

test('minutes of nothing but 429 are unreachable, with what was got kept; nobody is asked to log in', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(50, 1))
  const began = world.monotonic()
  await assert.rejects(
    list({
      onProgress: ({ done, total }) => {
        if (total !== undefined && done === 20) {
          sandbox.addFault({ operation: 'ListAccountRoles', kind: 'status', status: 429 })
        }
      },
    }),
    isUnreachable(/^127\.0\.0\.1:\d+ is busy \(HTTP 429\)\.$/),
  )
  const minutes = (world.monotonic() - began) / 60_000
  assert.ok(minutes > 4 && minutes < 8, `${minutes} minutes`)
  assert.match(world.said.join(), /^The roles of 2\d of 50 accounts are known/)
  sandbox.clearFaults()
  sandbox.clearLog()
  assert.equal((await list()).complete, true)
  assert.ok(sandbox.count('ListAccountRoles') <= 30)
})

test('a token that ends on the way is refreshed, and the listing goes on', async (t) => {
  const { sandbox, list, putToken } = await listingFor(t, manyAccounts(300, 1), {
    settings: { accessTokenSeconds: 10 },
  })
  await putToken()
  const { accounts, complete } = await list()
  assert.deepEqual([accounts.length, complete], [300, true])
  assert.ok(sandbox.count('CreateToken') >= 2)
})

test('an unexpired token that the portal refuses is refreshed once, for all calls under way', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(50, 1))
  const fault = {
    operation: 'ListAccountRoles',
    kind: 'exception',
    exception: 'UnauthorizedException',
  } as const
  sandbox.addFault({ ...fault, times: 1 })
  assert.equal((await list()).complete, true)
  assert.equal(sandbox.count('CreateToken'), 1)
})

test('when the refreshed token is refused too, a login is needed', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(50, 1))
  for (const operation of ['ListAccounts', 'ListAccountRoles']) {
    sandbox.addFault({ operation, kind: 'exception', exception: 'UnauthorizedException' })
  }
  await assert.rejects(
    list(),
    (error) =>
      error instanceof LoginNeededError && error.suggestions[0] === 'ssoenv login --session corp --force',
  )
  assert.equal(sandbox.count('CreateToken'), 1)
})

test('a session that ends on the way is told, with what was got kept', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(50, 1))
  await assert.rejects(
    list({ onProgress: ({ done, total }) => total !== undefined && done === 20 && sandbox.endSessions() }),
    (error) => error instanceof LoginNeededError && error.suggestions[0] === 'ssoenv login --session corp',
  )
  assert.match(world.said.join(), /^The roles of 2\d of 50 accounts are known/)
})

test('a portal that takes a token and refuses it in turn is not followed for ever', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(50, 1))
  const exception = 'UnauthorizedException'
  const refuseNext = (): void =>
    sandbox.addFault({ operation: 'ListAccountRoles', kind: 'exception', exception, times: 1 })
  await assert.rejects(
    list({ onProgress: ({ total }) => total !== undefined && refuseNext() }),
    (error) => error instanceof LoginNeededError && /refuses the login/.test(error.message),
  )
  assert.ok(sandbox.count('CreateToken') <= 4, String(sandbox.count('CreateToken')))
})

test('where a person may be asked, the listing logs in on the way and goes on', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(50, 1), { interactive: true })
  const { complete, accounts } = await list({
    allow: 'login',
    onProgress: ({ done, total }) => total !== undefined && done === 20 && sandbox.endSessions(),
  })
  assert.deepEqual([complete, accounts.length], [true, 50])
  assert.match(world.said.join('\n'), /^Logging in to "corp": /)
  assert.ok(sandbox.count('ListAccountRoles') < 60)
  assert.equal(sandbox.count('Authorize'), 1)
})

test('no token at all: logged in for where a person may be asked, else the command to type', async (t) => {
  const { sandbox, list, putToken } = await listingFor(t, manyAccounts(5, 1), { interactive: true })
  await putToken({ state: 'ended' })
  await assert.rejects(list(), LoginNeededError)
  assert.equal((await list({ allow: 'login' })).complete, true)
  assert.equal(sandbox.count('ListAccounts'), 1)
})

test('an account that is listed and not assigned has no roles, and is named', async (t) => {
  const { sandbox, list } = await listingFor(t, manyAccounts(5, 1))
  const found = await list({
    onProgress: ({ done, total }) =>
      total !== undefined && done === 0 && sandbox.setAccounts(manyAccounts(4, 1)),
  })
  assert.deepEqual(
    [found.complete, found.accounts.map(({ roles }) => roles.length), found.warnings],
    [
      true,
      [1, 1, 1, 1, 0],
      ['The portal lists 1 account that you have no role in: 100000000004 "workload-0005".'],
    ],
  )
})

for (const fault of [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfterSeconds: 2 },
  { kind: 'reset' },
  { kind: 'malformed' },
  { kind: 'html' },
  { kind: 'cut', bytes: 10 },
  { kind: 'lost' },
] as const) {
  const words = Object.values(fault).join(' ')
  test(`a portal in trouble (${words}) now and then is asked again`, async (t) => {
    const { sandbox, list } = await listingFor(t, manyAccounts(40, 1))
    sandbox.addFault({ operation: 'ListAccounts', times: 2, ...fault })
    sandbox.addFault({ operation: 'ListAccountRoles', times: 2, ...fault })
    assert.equal((await list()).complete, true)
    assert.equal(sandbox.count('ListAccountRoles'), 42)
  })

  test(`a portal that stays in trouble (${words}) is unreachable after a few calls, what was got is kept`, async (t) => {
    const { sandbox, list, world } = await listingFor(t, manyAccounts(40, 1))
    await assert.rejects(
      list({
        onProgress: ({ done, total }) => {
          if (total !== undefined && done === 20)
            sandbox.addFault({ operation: 'ListAccountRoles', ...fault })
        },
      }),
      isUnreachable(/127\.0\.0\.1/),
    )
    assert.ok(sandbox.count('ListAccountRoles') < 24 + 6 * 3)
    assert.match(
      world.said.join(),
      /^The roles of 2\d of 40 accounts are known; the same command goes on there\.$/,
    )
    sandbox.clearFaults()
    sandbox.clearLog()
    assert.equal((await list()).complete, true)
    assert.ok(sandbox.count('ListAccountRoles') <= 20)
  })
}

test('a portal that is away is unreachable, and what is known stays', async (t) => {
  const { sandbox, list, notes } = await listingFor(t, manyAccounts(5, 1))
  await list()
  const before = await readFile(notes, 'utf8')
  await sandbox.close()
  await assert.rejects(list(), isUnreachable(/^Could not reach 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\.$/))
  assert.equal(await readFile(notes, 'utf8'), before)
})

test('no secret is in what is said or thrown', async (t) => {
  const { sandbox, list, world } = await listingFor(t, manyAccounts(5, 1))
  const seen: unknown[] = []
  for (const kind of ['malformed', 'html', 'reset'] as const) {
    sandbox.addFault({ operation: 'ListAccountRoles', kind })
    seen.push(await list().catch((error: unknown) => error))
    sandbox.clearFaults()
  }
  const text = inspect(seen, { depth: 10, showHidden: true }) + world.said.join()
  assert.match(text, /127\.0\.0\.1/)
  assert.doesNotMatch(text, /SandboxSecret/)
})
