import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { printable } from '../../src/core/text/display.js'
import { ConfigError } from '../../src/core/errors.js'
import type { MigrationPlan } from '../../src/core/migrate/migrate.js'
import { sessionName } from '../../src/core/migrate/migrate-sessions.js'
import { sameStartUrl } from '../../src/core/profile/profile-match.js'
import { askBotocore, type Verdict } from './botocore.js'
import { planOf, README, readmeText, readVectors, type Vector } from './migrate-vectors.js'

const vectors = readVectors()

for (const vector of vectors) {
  test(`a config as people have it, ${vector.name}: ${vector.sentence}`, () => {
    const plan = planOf(vector)
    assert.equal(plan.after, vector.after)
    assert.deepEqual(plan.migrated.map(({ profile }) => profile).sort(), Object.keys(vector.leads).sort())
  })

  test(`${vector.name}: what has moved does not move again`, () => {
    const request = { ...vector.request }
    delete request.session
    const again = planOf({ before: vector.after, request })
    assert.equal(again.after, vector.after)
    assert.deepEqual(again.migrated, [])
  })
}

test('the table of migrations is up to date', () => {
  assert.ok(vectors.length >= 10)
  assert.equal(readFileSync(README, 'utf8'), readmeText(vectors))
})

type Resolved = Partial<Record<'startUrl' | 'region' | 'accountId' | 'roleName' | 'method', string | null>>

test('botocore: each migrated profile leads where it did, and every other one where it did', () => {
  const names = vectors.map(({ before }) => [...parseAwsConfig(before, 'config').profiles.keys()])
  const ask = (of: (vector: Vector) => string): Resolved[][] => {
    const questions = vectors.map((vector, index) =>
      names[index]!.map((profile) => ({
        config: of(vector),
        profile,
        credentials: vector.request.credentials ?? '',
      })),
    )
    const verdicts = askBotocore(questions.flat()) as Resolved[]
    return questions.map((some) => verdicts.splice(0, some.length))
  }
  const [before, after] = [ask((vector) => vector.before), ask((vector) => vector.after)]
  for (const [index, { name, leads }] of vectors.entries()) {
    for (const [at, profile] of names[index]!.entries()) {
      const [was, is] = [before[index]![at]!, after[index]![at]!]
      const where = `${name} ${profile}: ${JSON.stringify(was)} ${JSON.stringify(is)}`
      const lead = leads[profile]
      if (lead === undefined) {
        // A chain has its session from the profile at its base.
        const { startUrl, ...rest } = { ...was, session: null }
        const { startUrl: startUrlNow, ...restNow } = { ...is, session: null }
        assert.deepEqual(restNow, rest, where)
        assert.ok(startUrl === startUrlNow || sameStartUrl(startUrl ?? '', startUrlNow ?? ''), where)
        continue
      }
      const [startUrl, region, accountId, roleName] = lead
      assert.ok(sameStartUrl(is.startUrl ?? '', startUrl), where)
      assert.deepEqual(
        [is.region, is.accountId ?? null, is.roleName ?? null],
        [region, accountId, roleName],
        where,
      )
      assert.equal(is.method, accountId === null ? 'token' : 'sso', where)
      if (was.method === 'sso') {
        assert.ok(sameStartUrl(was.startUrl ?? '', startUrl), where)
        assert.deepEqual([was.region, was.accountId, was.roleName], [region, accountId, roleName], where)
      }
    }
  }
})

const MOVES =
  /^(?:sso_(?:start_url|region|session|account_id|role_name|interactive_auth|auto_populated)|granted_sso_\w+|granted_skip\w+|credential_process|common_fate_generated_from)$/

test('botocore: sections and keys that are no part of the move read as before', () => {
  const verdicts = askBotocore(
    vectors.flatMap(({ before, after }) => [{ config: before }, { config: after }]),
  )
  for (const [index, { name, leads }] of vectors.entries()) {
    const [was, is] = [verdicts[2 * index]!, verdicts[2 * index + 1]!].map(parsed)
    assert.ok(was && is)
    assert.deepEqual(is.others, was.others, name)
    assert.deepEqual(is.services, was.services, name)
    assert.deepEqual(Object.keys(is.profiles), Object.keys(was.profiles), name)
    for (const [session, keys] of Object.entries(was.sessions))
      assert.deepEqual(is.sessions[session], keys, name)
    for (const [profile, keys] of Object.entries(was.profiles)) {
      const moves = (key: string): boolean =>
        profile in leads ? MOVES.test(key) : /^sso_(?:inter|auto)/.test(key)
      const others = (all: object): [string, unknown][] => Object.entries(all).filter(([key]) => !moves(key))
      assert.deepEqual(others(is.profiles[profile]!), others(keys), `${name} ${profile}`)
    }
  }
})

function parsed(verdict: Verdict): Extract<Verdict, { profiles: unknown }> {
  assert.ok('profiles' in verdict, JSON.stringify(verdict))
  return verdict
}

const legacy = (name: string, url = 'https://acme.awsapps.com/start', region = 'eu-west-1'): string =>
  `[profile ${name}]\nsso_start_url = ${url}\nsso_region = ${region}\nsso_account_id = 111122223333\nsso_role_name = R\n`
const session = (name: string, url = 'https://acme.awsapps.com/start', region = 'eu-west-1'): string =>
  `[sso-session ${name}]\nsso_start_url = ${url}\nsso_region = ${region}\n`
const plan = (before: string, request: Vector['request'] = {}): MigrationPlan => planOf({ before, request })
const reasons = (before: string, request: Vector['request'] = {}): string[] =>
  plan(before, request).skipped.map(({ reason }) => reason)

test('a session is named for its portal', () => {
  assert.equal(sessionName('https://acme.awsapps.com/start#/'), 'acme')
  assert.equal(sessionName('https://d-1234567890.awsapps.com/start'), 'd-1234567890')
  assert.equal(sessionName('https://ssoins-0123.portal.eu-west-1.app.aws'), 'ssoins-0123')
  assert.equal(sessionName('https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/acme'), 'acme')
  assert.equal(sessionName('https://start.home.awsapps.cn/directory/acme'), 'acme')
  assert.equal(sessionName('https://sso.example.com/start'), 'sso.example.com')
  assert.equal(sessionName('http://127.0.0.1:4566/start'), '127.0.0.1')
})

test('https comes before http, whatever is more frequent', () => {
  const http = 'http://acme.awsapps.com/start'
  const { sessions } = plan(legacy('a', http) + legacy('b', http) + legacy('c'))
  assert.deepEqual(
    sessions.map(({ startUrl, startUrls }) => [startUrl, startUrls]),
    [['https://acme.awsapps.com/start', [http, 'https://acme.awsapps.com/start']]],
  )
})

test('of two new sessions that want one name both get the region, whatever their order', () => {
  const [here, there] = [legacy('a'), legacy('b', 'https://acme.awsapps.com/start', 'us-east-1')]
  const names = (text: string): string[] =>
    plan(text).migrated.map(({ profile, session: name }) => `${profile} ${name}`)
  assert.deepEqual(names(here + there), ['a acme-eu-west-1', 'b acme-us-east-1'])
  assert.deepEqual(names(there + here), ['b acme-us-east-1', 'a acme-eu-west-1'])
})

test('two portals on one host and region are told apart by a number', () => {
  const text = legacy('a', 'https://x.awsapps.com/one') + legacy('b', 'https://x.awsapps.com/two')
  assert.deepEqual(
    plan(text).sessions.map(({ name }) => name),
    ['x-eu-west-1', 'x-eu-west-1-2'],
  )
})

test('which of several sessions is not guessed', () => {
  const text = session('one') + session('two') + legacy('a')
  assert.match(
    reasons(text)[0]!,
    /several SSO sessions for "acme\.awsapps\.com\/start": "one" \(line 1\), "two" \(line 4\).*--session/,
  )
  assert.equal(plan(text, { session: 'two' }).migrated[0]?.session, 'two')
  assert.throws(() => plan(text, { session: 'three' }), ConfigError)
})

test('a session of another portal is not taken, and one name is not given to two', () => {
  const other = session('other', 'https://other.awsapps.com/start')
  assert.throws(() => plan(other + legacy('a'), { session: 'other' }), /is of none of these portals/)
  const two = legacy('a') + legacy('b', 'https://b.awsapps.com/start')
  assert.throws(() => plan(two, { session: 'x' }), /need 2 SSO sessions/)
  assert.equal(plan(two, { session: 'x', only: ['b'] }).migrated[0]?.session, 'x')
})

test('a session that cannot be used is left alone, and its name is not taken', () => {
  const { sessions, after } = plan(`[sso-session acme]\nsso_region = eu-west-1\n${legacy('a')}`)
  assert.deepEqual(
    sessions.map(({ name, isNew }) => [name, isNew]),
    [['acme-eu-west-1', true]],
  )
  assert.match(after, /^\[sso-session acme\]\nsso_region = eu-west-1\n\[profile a\]/)
})

test('a key that the session has otherwise is an obstacle, and a secret one is not shown', () => {
  const text = `${session('s')}region = us-east-1\naws_secret_access_key = one\n${legacy('a')}`
  assert.match(
    reasons(`${text}region = eu-west-1\n`)[0]!,
    /region of the profile "a" is "eu-west-1".*"us-east-1" on line 4/,
  )
  const [reason] = reasons(`${text}aws_secret_access_key = two\n`)
  assert.match(reason!, /aws_secret_access_key of the profile "a" is one value/)
  assert.doesNotMatch(reason!, /"one"|"two"/)
})

test('a value that [DEFAULT] would uncover stays where it is', () => {
  const { after } = plan(`[DEFAULT]\nsso_start_url = https://b.awsapps.com/start\n${legacy('a')}`)
  assert.match(after, /\[profile a\]\nsso_start_url = https:\/\/acme\.awsapps\.com\/start\nsso_account_id/)
  assert.match(after, /\[sso-session acme\]\nsso_start_url = https:\/\/acme\.awsapps\.com\/start\n/)
  const command = 'credential_process = granted credential-process --profile a\n'
  assert.match(reasons(`[DEFAULT]\n${command}${legacy('a')}`)[0]!, /\[DEFAULT\] gives credential_process/)
})

test('a profile that the credentials file says otherwise about is left alone', () => {
  const credentials = '[a]\nregion = x\nsso_region = us-east-1\n'
  assert.match(
    reasons(legacy('a'), { credentials })[0]!,
    /^credentials:3: "sso_region" of the profile "a" counts there/,
  )
})

test('of two spellings of one profile the one that counts moves', () => {
  const { after } = plan(`${legacy('a')}${legacy('"a"')}`)
  assert.match(after, /^\[profile a\]\nsso_start_url[^]*\[profile "a"\]\nsso_session = acme\nsso_account_id/)
})

test('a named profile that does not exist is an error, and one without anything to move is none', () => {
  assert.throws(() => plan(legacy('a'), { only: ['b'] }), /There is no profile "b"/)
  const text = `${legacy('a')}[profile b]\nregion = x\n`
  assert.deepEqual(plan(text, { only: ['b'] }).migrated, [])
  assert.equal(plan(text, { only: ['b'] }).after, text)
})

test('an empty file, and one without such profiles, stay as they are', () => {
  for (const text of ['', '\n', '# only a comment', '[default]\nregion = x\n', session('s')]) {
    const { after, migrated, skipped } = plan(text)
    assert.deepEqual([after, migrated, skipped], [text, [], []])
  }
})

test('a file that botocore cannot parse is refused', () => {
  assert.throws(
    () => plan(`${legacy('a')}${legacy('a')}`),
    /config:6: the section \[profile a\] stands on line 1 already/,
  )
})

test('ten thousand profiles move in one go', () => {
  const text = Array.from({ length: 10_000 }, (_, index) => legacy(`p${index}`)).join('\n')
  const { migrated, sessions } = plan(text)
  assert.equal(migrated.length, 10_000)
  assert.equal(sessions.length, 1)
})

test('a profile whose keys another tool reads for a profile that stays, stays too', () => {
  const user = (name: string, of: string, more = ''): string =>
    `[profile ${name}]\ncredential_process = aws-sso-util credential-process --profile ${of}${more}\n`
  const text = `${legacy('base')}${user('moves', 'base')}`
  const names = (of: MigrationPlan): string[] => of.migrated.map(({ profile }) => profile)
  assert.deepEqual(names(plan(text)), ['base', 'moves'])
  assert.deepEqual(names(plan(text, { only: ['moves'] })), ['moves'])
  const { migrated, skipped } = plan(text, { only: ['base'] })
  assert.deepEqual(migrated, [])
  assert.match(
    skipped[0]!.reason,
    /^config:7: the profile "moves" takes what it needs from "base", and does not move itself/,
  )
  // It cannot move, so the one that it needs cannot, and so on.
  const stuck = `${legacy('base')}${user('middle', 'base')}region = x\n${user('stuck', 'middle', ' --odd')}`
  assert.deepEqual(names(plan(stuck)), ['base', 'middle'])
  const conflict = `${text}${user('two', 'base')}sso_account_id = 444455556666\n`
  assert.deepEqual(names(plan(conflict)), ['moves'])
})

test('marks of other tools go where nothing else does, and a process that is none of theirs stays', () => {
  const text = '[default]\nsso_auto_populated = true\nsso_region = x\ncredential_process = /opt/keys\n'
  const { after, tidied, migrated } = plan(text)
  assert.equal(after, '[default]\nsso_region = x\ncredential_process = /opt/keys\n')
  assert.deepEqual([tidied, migrated], [['default'], []])
})

test('keys that the AWS CLI uses now do not give way to SSO unasked', () => {
  const command = '[profile a]\ncredential_process = aws-sso -S x process --arn 1:R\n'
  const fallback = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-west-1' }
  const credentials = '[a]\naws_access_key_id = AKIA\naws_secret_access_key = x\n'
  assert.equal(plan(command, { fallback }).migrated.length, 1)
  assert.match(
    reasons(command, { fallback, credentials })[0]!,
    /^credentials:2: keys for the profile "a" stand there/,
  )
  const own =
    '[profile a]\nsso_start_url = https://x.awsapps.com/start\nsso_region = r\naws_access_key_id = AKIA\n'
  assert.match(reasons(own)[0]!, /^config:4: keys for the profile "a"/)
})

test('a session that lacks its start URL or region is a reason, told for the profile', () => {
  const text = `[sso-session s]\nsso_region = eu-west-1\n${legacy('a')}sso_session = s\n${legacy('b')}`
  const { skipped, migrated } = plan(text)
  assert.match(skipped[0]!.reason, /^config:1: the SSO session "s" has no sso_start_url/)
  assert.deepEqual(
    migrated.map(({ profile }) => profile),
    ['b'],
  )
})

test('names and values are shown printable', () => {
  const text = `[profile "a\u001b[31m"]\nsso_start_url = https://x\u202e.example\nsso_region = eu-west-1\u0007\n`
  for (const reason of reasons(text)) assert.equal(printable(reason, 10_000), reason)
  assert.equal(reasons(text).length, 1)
})
