import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanAccounts } from '../../src/core/listing/portal-listing.js'
import { newMeter, progressText } from '../../src/core/listing/portal-listing-progress.js'
import { accountLines, requireAccount, roleLines } from '../../src/core/listing/portal-listing-text.js'
import { UsageError } from '../../src/core/errors.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { table } from '../../src/core/text/table.js'

const session: SsoSession = {
  kind: 'sso-session',
  name: "ada's",
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
}

test('accounts are sorted by name, numbers in it by value, those without one last', () => {
  const entries = [
    { accountId: '000000000005' },
    { accountId: '000000000004', accountName: '' },
    { accountId: '000000000003', accountName: 'team 10' },
    { accountId: '000000000002', accountName: 'team 9' },
    { accountId: '000000000007', accountName: 'Zeta' },
    { accountId: '000000000001', accountName: 'alpha' },
    { accountId: '000000000006', accountName: 'alpha' },
  ]
  assert.deepEqual(
    cleanAccounts(entries).items.map(({ accountId }) => accountId.at(-1)),
    ['1', '6', '2', '3', '7', '4', '5'],
  )
})

test('columns are aligned by the cells that a terminal takes, and no line ends in blanks', () => {
  const rows = [
    ['a', '東京', 'x'],
    ['bbb', 'é', 'y'],
    ['c', '🚀 go', ''],
  ]
  assert.deepEqual(table(rows), ['a    東京   x', 'bbb  é      y', 'c    🚀 go'])
  assert.deepEqual(table([]), [])
})

test('what is missing in a table is a dash; an account without roles is in no line of roles', () => {
  const accounts = [
    { accountId: '000000000001', accountName: 'dev', roles: ['A', 'B'] },
    { accountId: '000000000002', emailAddress: 'x@y', roles: ['C'] },
    { accountId: '000000000003', roles: [] },
  ]
  assert.deepEqual(accountLines(accounts), [
    'ACCOUNT       NAME  EMAIL',
    '000000000001  dev   -',
    '000000000002  -     x@y',
    '000000000003  -     -',
  ])
  assert.deepEqual(roleLines(accounts), [
    'ACCOUNT       NAME  ROLE',
    '000000000001  dev   A',
    '000000000001  dev   B',
    '000000000002  -     C',
  ])
})

test('an account is meant by its id before anything is meant by its name', () => {
  const accounts = [
    { accountId: '000000000001', accountName: '000000000002' },
    { accountId: '000000000002', accountName: 'dev' },
    { accountId: '000000000003', accountName: 'twice' },
    { accountId: '000000000004', accountName: 'twice' },
  ]
  assert.equal(requireAccount(accounts, '000000000002', session), accounts[1])
  assert.equal(requireAccount(accounts, 'dev', session), accounts[1])
  assert.throws(
    () => requireAccount(accounts, 'twice', session),
    (error) =>
      error instanceof UsageError &&
      error.message === '2 accounts are called "twice".' &&
      error.suggestions[0] === `ssoenv roles 000000000003 --session 'ada?s'`,
  )
  assert.throws(() => requireAccount(accounts, 'DEV', session), /no account with the id or name "DEV"/)
})

test('rate and time left are those of the last quarter of a minute', () => {
  const meter = newMeter()
  assert.deepEqual(meter.note(0, 1000, 0), { done: 0, total: 1000 })
  assert.deepEqual(meter.note(5, 1000, 500), { done: 5, total: 1000 })
  assert.deepEqual(meter.note(20, 1000, 2000), { done: 20, total: 1000, rate: 10, secondsLeft: 98 })
  assert.deepEqual(meter.note(25, 1000, 15_500), {
    done: 25,
    total: 1000,
    rate: 20 / 15,
    secondsLeft: 732,
  })
})

test('progress is one line, as far as it is known', () => {
  assert.equal(progressText({ done: 1200 }), '1,200 accounts listed')
  assert.equal(
    progressText({ done: 1040, total: 2000, rate: 14.93, secondsLeft: 65 }),
    'Roles  [########--------]  1,040 of 2,000 accounts  14.9/s  1 min 5 s left',
  )
  assert.equal(
    progressText({ done: 1, total: 2, rate: 3, pausedSeconds: 7.2 }),
    'Roles  [########--------]  1 of 2 accounts  the portal asks to slow down, on in 8 s',
  )
})
