import assert from 'node:assert/strict'
import { it } from 'node:test'
import { editAwsConfig } from '../../src/core/config/config-edit.js'
import { accountFilter } from '../../src/core/profile/account-filter.js'
import type { AccountWithRoles, Reachable } from '../../src/core/listing/portal-listing.js'
import { planSync, syncChanges, type SyncPlan, type SyncRules } from '../../src/core/profile/profile-sync.js'
import type { SsoSession } from '../../src/core/session/session.js'

const session: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
}
const RULES: SyncRules = { template: '{account_name}-{role}', include: [], exclude: [] }
const HEAD = '[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n'

const account = (
  accountId: string,
  accountName: string | undefined,
  ...roles: string[]
): AccountWithRoles => ({
  accountId,
  ...(accountName === undefined ? {} : { accountName }),
  roles,
})
const reached = (...accounts: AccountWithRoles[]): Reachable => ({ accounts, complete: true, warnings: [] })

const ONE = account('111111111111', 'dev', 'Admin', 'ReadOnly')
const TWO = account('222222222222', 'prod', 'ReadOnly')

function sync(
  text: string,
  reachable: Reachable,
  rules: Partial<SyncRules> = {},
  prune = false,
): SyncPlan & { text: string } {
  const all = { ...RULES, ...rules }
  const plan = planSync(text, 'config', session, reachable, all)
  const changes = syncChanges(session, all, plan.added, prune ? plan.lost : [])
  return { ...plan, text: editAwsConfig(text, changes, 'config') }
}

const names = (profiles: readonly { profile: string }[]): string[] => profiles.map(({ profile }) => profile)

it('makes a profile for each account and role, as aws configure sso writes it, and says in a comment that it did', () => {
  const { text, added, kept } = sync(HEAD, reached(ONE, TWO), { region: 'eu-central-1', output: 'json' })
  assert.deepEqual(names(added), ['dev-Admin', 'dev-ReadOnly', 'prod-ReadOnly'])
  assert.equal(kept, 0)
  assert.ok(text.startsWith(HEAD))
  assert.match(
    text,
    /\n\n\[profile dev-Admin\]\n# Made by `ssoenv profiles sync` \([0-9a-f]{12}\), .*\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\nregion = eu-central-1\noutput = json\n/,
  )
})

it('a second run changes nothing, whatever line ends the file has', () => {
  for (const head of [HEAD, HEAD.replaceAll('\n', '\r\n'), HEAD.trimEnd()]) {
    const first = sync(head, reached(ONE, TWO))
    const second = sync(first.text, reached(TWO, ONE))
    assert.equal(second.text, first.text)
    assert.equal(second.kept, 3)
    assert.deepEqual(second.added, [])
    assert.deepEqual(second.lost, [])
  }
})

it('an account and role that some profile of the session reaches gets no second one', () => {
  const mine = `${HEAD}\n[profile mine]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = ReadOnly\n`
  assert.deepEqual(names(sync(mine, reached(TWO)).added), [])
  const legacy = `${HEAD}\n[profile old]\nsso_start_url = https://acme.awsapps.com/start/#/\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = ReadOnly\n`
  assert.deepEqual(names(sync(legacy, reached(TWO)).added), [])
  const elsewhere = mine.replace('sso_session = corp\nsso_account', 'sso_session = other\nsso_account')
  assert.deepEqual(names(sync(elsewhere, reached(TWO)).added), ['prod-ReadOnly'])
})

it('a name that is taken, and one that two would have, get the account id, in whatever order the portal lists', () => {
  const twins = [account('333333333333', 'dev', 'Admin'), ONE]
  const taken = `${HEAD}\n[profile prod-ReadOnly]\nregion = eu-west-1\n`
  for (const accounts of [
    [...twins, TWO],
    [TWO, ...twins.toReversed()],
  ]) {
    assert.deepEqual(names(sync(taken, reached(...accounts)).added), [
      'dev-Admin-111111111111',
      'dev-Admin-333333333333',
      'dev-ReadOnly',
      'prod-ReadOnly-222222222222',
    ])
  }
})

it('a name of the credentials file is taken too', () => {
  const plan = planSync(HEAD, 'config', session, reached(TWO), RULES, ['prod-ReadOnly'])
  assert.deepEqual(names(plan.added), ['prod-ReadOnly-222222222222'])
})

it('roles of one account whose names come to the same slug are numbered', () => {
  const { added } = sync(HEAD, reached(account('111111111111', 'dev', 'A=B', 'A,B')))
  assert.deepEqual(names(added), ['dev-A-B-111111111111', 'dev-A-B-111111111111-2'])
})

it('a name has at most 128 characters, also with what tells it from others', () => {
  const { added } = sync(HEAD, reached(ONE), { template: 'x'.repeat(140) })
  assert.deepEqual(names(added), [`${'x'.repeat(113)}-111111111111-2`, `${'x'.repeat(115)}-111111111111`])
})

it('a name once given stays: an account that is renamed, and a namesake that comes later, do not change it', () => {
  const first = sync(HEAD, reached(ONE))
  const renamed = account('111111111111', 'development', 'Admin', 'ReadOnly')
  assert.equal(sync(first.text, reached(renamed)).text, first.text)
  const later = sync(first.text, reached(ONE, account('333333333333', 'dev', 'Admin')))
  assert.deepEqual(names(later.added), ['dev-Admin-333333333333'])
})

it('prune removes what is no longer reached and leaves the rest byte for byte', () => {
  const first = sync(HEAD, reached(ONE, TWO))
  const after = sync(first.text, reached(ONE), {}, true)
  assert.deepEqual(names(after.lost), ['prod-ReadOnly'])
  assert.equal(after.text, sync(HEAD, reached(ONE)).text)
})

it('prune never takes a profile that a person made, one that was edited, or one that another stands on', () => {
  const { text } = sync(HEAD, reached(ONE, TWO))
  const edited = text.replace('sso_role_name = Admin\n', 'sso_role_name = Admin\nregion = eu-north-1\n')
  const commented = text.replace('sso_role_name = Admin\n', '# mine\nsso_role_name = Admin\n')
  const below = text.replace('sso_role_name = Admin\n', 'sso_role_name = Admin\n# keep: OPS-1\n')
  const above = text.replace('[profile dev-Admin]\n', '# keep: OPS-1\n[profile dev-Admin]\n')
  const spelled = `${HEAD}\n[profile "dev-Admin"]\nregion = eu-west-3\n${text.slice(HEAD.length)}`
  for (const changed of [edited, commented, below, above, spelled]) {
    const after = sync(changed, reached(TWO), {}, true)
    assert.deepEqual(names(after.lost), ['dev-ReadOnly'])
    assert.match(after.text, /\[profile dev-Admin\]/)
    assert.match(after.warnings.join(), /"dev-Admin" .*was edited, so it stays/)
  }
  const based = `${text}\n[profile on-top]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = prod-ReadOnly\n`
  const after = sync(based, reached(ONE), {}, true)
  assert.deepEqual(after.lost, [])
  assert.match(after.warnings.join(), /"prod-ReadOnly" .*source_profile of "on-top"/)
  const byHand = `${HEAD}\n[profile mine]\nsso_session = corp\nsso_account_id = 999999999999\nsso_role_name = Gone\n`
  assert.equal(sync(byHand, reached(), {}, true).text, byHand)
})

it('a comment above the next section is no edit of the profile above it', () => {
  const { text } = sync(HEAD, reached(TWO))
  for (const between of ['\n', '', '\n# of nobody\n\n']) {
    const after = sync(`${text}${between}# my own\n[profile x]\nregion = eu-west-1\n`, reached(ONE), {}, true)
    assert.deepEqual(names(after.lost), ['prod-ReadOnly'])
    assert.match(after.text, /# my own\n\[profile x\]/)
  }
})

it('of a list without any account nothing is lost', () => {
  const { text } = sync(HEAD, reached(ONE, TWO))
  const after = sync(text, reached(), {}, true)
  assert.equal(after.text, text)
  assert.match(after.warnings.join(), /lists no account at all/)
})

it('of a list with holes nothing is lost', () => {
  const { text } = sync(HEAD, reached(ONE, TWO))
  const holes: Reachable = { accounts: [ONE], complete: false, warnings: ['prod: try again'] }
  const after = sync(text, holes, {}, true)
  assert.equal(after.text, text)
  assert.deepEqual(after.warnings, ['prod: try again'])
})

it('of an account that is listed without roles nothing is lost: the portal may have refused them for another reason', () => {
  const { text } = sync(HEAD, reached(ONE, TWO))
  const after = sync(text, reached(account('111111111111', 'dev'), TWO), {}, true)
  assert.deepEqual([after.lost, after.text], [[], text])
})

it('what a filter leaves out is not lost', () => {
  const { text } = sync(HEAD, reached(ONE, TWO))
  assert.deepEqual(sync(text, reached(ONE, TWO), { include: ['dev'] }, true).lost, [])
})

it('filters that nothing passes are told', () => {
  const { added, warnings } = sync(HEAD, reached(ONE, TWO), { include: ['dve/*'] })
  assert.deepEqual([added, warnings], [[], ['No account and role passes the filters.']])
})

it('filters compare account names, ids and roles, without regard to case', () => {
  const kept = (include: string[], exclude: string[] = []): string[] => {
    const isMeant = accountFilter({ include, exclude })
    return [ONE, TWO].flatMap((one) =>
      one.roles.filter((role) => isMeant(one, role)).map((role) => `${one.accountName ?? ''}/${role}`),
    )
  }
  assert.deepEqual(kept([]), ['dev/Admin', 'dev/ReadOnly', 'prod/ReadOnly'])
  assert.deepEqual(kept(['*/readonly']), ['dev/ReadOnly', 'prod/ReadOnly'])
  assert.deepEqual(kept(['1111*'], ['dev/A*n']), ['dev/ReadOnly'])
  assert.deepEqual(kept([], ['p?od']), ['dev/Admin', 'dev/ReadOnly'])
  assert.throws(() => kept(['/x']), /is no filter/)
  const begin = process.hrtime.bigint()
  accountFilter({ include: ['*a'.repeat(40) + 'b'], exclude: [] })(account('1', 'a'.repeat(2000)), 'x')
  assert.ok(process.hrtime.bigint() - begin < 1_000_000_000n, 'many stars take no time')
})

it('10,000 profiles are planned and written in one go', () => {
  const accounts = Array.from({ length: 2000 }, (_, index) =>
    account(String(100_000_000_000 + index), `workload-${index}`, 'R1', 'R2', 'R3', 'R4', 'R5'),
  )
  const first = sync(HEAD, reached(...accounts))
  assert.equal(first.added.length, 10_000)
  assert.equal(sync(first.text, reached(...accounts)).text, first.text)
})
