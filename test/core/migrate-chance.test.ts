/** Migrations of configs put together by chance, the same in every run, judged by botocore. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { ConfigError } from '../../src/core/errors.js'
import type { MigrationPlan } from '../../src/core/migrate/migrate.js'
import { undone } from '../../src/core/migrate/migrate-undo.js'
import { sameStartUrl } from '../../src/core/profile/profile-match.js'
import { askBotocore } from './botocore.js'
import { planOf } from './migrate-vectors.js'

const NAMES = ['a', 'b', 'c', 'default']
const URLS = [
  'https://acme.awsapps.com/start',
  'https://acme.awsapps.com/start/',
  'https://acme.awsapps.com/start/#/',
  'https://b.awsapps.com/start',
]
const REGIONS = ['eu-west-1', 'us-east-1']
const ACCOUNTS = ['111122223333', '444455556666']

const oneOf = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values)
/** The key in about `percent` of all cases. */
const maybe = (percent: number, key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.tuple(fc.nat(99), value).map(([chance, text]) => (chance < percent ? [`${key} = ${text}`] : []))

/** The same portal and account nearly always, so that two places agree as often as not. */
const usual = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(9), fc.constantFrom(...values)).map(([chance, value]) => (chance < 7 ? values[0]! : value))

const commands = oneOf(
  ...NAMES.flatMap((name) => [
    `aws-sso-util credential-process --profile ${name}`,
    `granted credential-process --profile ${name}`,
  ]),
  `aws-sso-util credential-process --start-url ${URLS[0]!} --region eu-west-1 --account-id 111122223333 --role-name R`,
  'aws-sso -S Default process --arn arn:aws:iam::111122223333:role/R',
  '/opt/keys get',
)

const lines = (...parts: fc.Arbitrary<string[]>[]): fc.Arbitrary<string[]> =>
  fc.tuple(...parts).map((all) => all.flat())

const legacyKeys = (percent: number): fc.Arbitrary<string[]>[] => [
  maybe(percent, 'sso_start_url', usual(URLS)),
  maybe(percent, 'sso_region', usual(REGIONS)),
  maybe(percent, 'sso_account_id', usual(ACCOUNTS)),
  maybe(percent, 'sso_role_name', oneOf('R')),
]
const grantedKeys = (percent: number): fc.Arbitrary<string[]>[] => [
  maybe(percent, 'granted_sso_start_url', usual(URLS)),
  maybe(percent, 'granted_sso_region', usual(REGIONS)),
  maybe(percent, 'granted_sso_account_id', usual(ACCOUNTS)),
  maybe(percent, 'granted_sso_role_name', oneOf('R')),
]
const others = [
  maybe(30, 'region', usual(REGIONS)),
  maybe(8, 'aws_access_key_id', oneOf('AKIAEXAMPLE')).map((all) =>
    all.length > 0 ? [...all, 'aws_secret_access_key = x'] : all,
  ),
  maybe(10, 'sso_auto_populated', oneOf('true')),
  maybe(10, 's3', oneOf('\n  addressing_style = path')),
]
const profileKeys = fc.oneof(
  lines(...legacyKeys(95), ...others),
  lines(...legacyKeys(95), maybe(60, 'credential_process', commands), ...others),
  lines(...grantedKeys(95), maybe(80, 'credential_process', commands), ...others),
  lines(maybe(100, 'credential_process', commands), ...others),
  lines(
    maybe(90, 'sso_session', oneOf('s', 't')),
    ...legacyKeys(60),
    maybe(20, 'credential_process', commands),
    ...others,
  ),
  lines(
    maybe(100, 'role_arn', oneOf('arn:aws:iam::1:role/x')),
    maybe(100, 'source_profile', oneOf(...NAMES)),
    ...legacyKeys(10),
  ),
)
const section = (header: string, percent: number, keys: fc.Arbitrary<string[]>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(99), keys)
    .map(([chance, all]) => (chance < percent ? `[${header}]\n${[...all, ''].join('\n')}\n` : ''))

const config = fc
  .tuple(
    section(
      'DEFAULT',
      15,
      lines(
        maybe(40, 'region', usual(REGIONS)),
        ...legacyKeys(20),
        maybe(5, 'sso_auto_populated', oneOf('true')),
      ),
    ),
    section('sso-session s', 50, lines(...legacyKeys(90).slice(0, 2), maybe(15, 'region', usual(REGIONS)))),
    section('sso-session t', 15, lines(...legacyKeys(90).slice(0, 2))),
    ...NAMES.map((name) => section(name === 'default' ? name : `profile ${name}`, 85, profileKeys)),
  )
  .map((sections) => sections.join(''))
const credentials = fc
  .tuple(
    ...NAMES.map((name) =>
      section(
        name,
        12,
        lines(
          maybe(100, 'aws_access_key_id', oneOf('AKIA')),
          maybe(100, 'aws_secret_access_key', oneOf('x')),
        ),
      ),
    ),
  )
  .map((sections) => sections.join(''))

interface Case {
  config: string
  credentials: string
  plan: MigrationPlan
}

function planned(count: number, seed: number): Case[] {
  return fc.sample(fc.tuple(config, credentials), { numRuns: count, seed }).map(([text, stored]) => {
    const awsSsoCli = `SSOConfig:\n  Default:\n    StartUrl: ${URLS[0]!}\n    SSORegion: eu-west-1\n`
    return {
      config: text,
      credentials: stored,
      plan: planOf({ before: text, request: { credentials: stored, awsSsoCli } }),
    }
  })
}

const COUNT = Number(process.env['SSOENV_TEST_MIGRATIONS'] ?? 60)
const cases = planned(COUNT, 20261122)

type Verdict = Partial<
  Record<'startUrl' | 'region' | 'accountId' | 'roleName' | 'method' | 'error', string | null>
>

test('botocore: whoever moved leads where it led, all others lead where they led, nobody fails who did not', () => {
  const names = cases.map((each) => [...parseAwsConfig(each.config, 'config').profiles.keys()])
  const questions = cases.flatMap(({ config: text, credentials: stored, plan }, index) =>
    names[index]!.flatMap((profile) => [
      { config: text, credentials: stored, profile },
      { config: plan.after, credentials: stored, profile },
    ]),
  )
  const verdicts = askBotocore(questions) as Verdict[]
  let moved = 0
  for (const [index, { config: text, credentials: stored, plan }] of cases.entries()) {
    for (const profile of names[index]!) {
      const [was, is] = verdicts.splice(0, 2) as [Verdict, Verdict]
      const where = `${profile}\n${text}\n${stored}\n${plan.after}\n${JSON.stringify([was, is, plan.skipped])}`
      const move = plan.migrated.find((one) => one.profile === profile)
      if (move) moved++
      if (was.method === 'sso') {
        assert.equal(is.method, 'sso', where)
        assert.deepEqual(
          [is.region, is.accountId, is.roleName],
          [was.region, was.accountId, was.roleName],
          where,
        )
        assert.ok(sameStartUrl(is.startUrl ?? '', was.startUrl ?? ''), where)
      } else if (move) {
        // A process, a token only, or a session beside leftovers that differ in their spelling.
        assert.ok(byProcess(was) || was.method === null || was.error, where)
        assert.ok(is.method === 'sso' || is.method === 'token', where)
      } else if (!byProcess(was) && !was.error) {
        assert.deepEqual(is, was, where)
      }
    }
  }
  assert.ok(moved > COUNT / 2, `${moved} moved`)
})

/** botocore would run a program, which is not there. */
function byProcess({ method, error }: Verdict): boolean {
  return method === 'custom-process' || (error?.startsWith('FileNotFoundError') ?? false)
}

test('what a migration changed can be taken back, also after another place was changed', () => {
  const after = (text: string): string => text.replace(/$/, '\n[profile later]\nregion = x\n')
  const before = (text: string): string => `[profile earlier]\nregion = x\n${text}`
  for (const { config: text, plan } of cases) {
    if (plan.after === text) continue
    assert.equal(undone(plan, plan.after, 'config'), text)
    for (const change of [after, before]) {
      const merged = undone(plan, change(plan.after), 'config')
      assert.ok(merged !== undefined, `${text}\n→\n${plan.after}`)
      assert.equal(merged.replace(/\n$/, ''), change(text).replace(/\n$/, ''))
    }
  }
})

test('no config by chance is too much: each is planned or refused in words', () => {
  const bad = fc.oneof(
    config,
    fc.tuple(config, fc.string()).map(([one, other]) => `${one}${other}\n${one}`),
  )
  for (const text of fc.sample(bad, { numRuns: 300, seed: 7 })) {
    try {
      planOf({ before: text, request: {} })
    } catch (error) {
      assert.ok(error instanceof ConfigError, `${String(error)}\n${text}`)
    }
  }
})
