import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  emptyAwsConfig,
  parseAwsConfig,
  withCredentials,
  type AwsConfig,
} from '../../src/core/config/aws-config.js'
import { ConfigError } from '../../src/core/errors.js'
import {
  allSessions,
  findProfile,
  findSession,
  missingProfile,
  profileNames,
  profilesMatching,
} from '../../src/core/profile/profile.js'
import { askBotocore, type Question } from './botocore.js'

interface Case extends Question {
  sentence: string
  profile: string
  /** Where ssoenv says something else on purpose. */
  ours?: 'error' | 'other' | 'token'
}

const cases = JSON.parse(
  readFileSync(new URL('../vectors/profile-resolution.json', import.meta.url), 'utf8'),
) as Case[]

const FILE = '/home/ada/.aws/config'

function configOf(text: string, credentials?: string): AwsConfig {
  const config = parseAwsConfig(text, FILE)
  return credentials === undefined
    ? config
    : withCredentials(config, credentials, '/home/ada/.aws/credentials')
}

/** Our answer in the judge's words: what botocore would get, or that it would be refused. */
function ourAnswer({ config, credentials, profile }: Case): Record<string, unknown> {
  try {
    const found = findProfile(configOf(config, credentials), profile)
    if (found === undefined) return { missing: true }
    if (found.kind === 'other') return { method: 'other' }
    const { session, accountId, roleName } = found.profile
    const named = session.kind === 'sso-session' ? session.name : null
    const where = { session: named, region: session.region, startUrl: session.startUrl }
    return accountId === undefined
      ? { method: 'token', ...where }
      : { method: 'sso', ...where, accountId, roleName }
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /^\/home\/ada\/\.aws\/(config|credentials):\d+: /)
    return { error: true }
  }
}

const verdicts = askBotocore(cases)

for (const [index, each] of cases.entries()) {
  test(`${each.ours ? 'said on purpose' : 'botocore agrees'}: ${each.sentence}`, () => {
    const theirs = verdicts[index]!
    const ours = ourAnswer(each)
    if (each.ours) {
      assert.equal('error' in ours ? 'error' : ours['method'], each.ours)
      if (each.ours === 'error')
        assert.ok(!('error' in theirs), 'botocore refuses this too: no case of its own')
    } else if ('error' in theirs) {
      assert.match(
        theirs.error,
        /^(InvalidConfigError|PartialCredentials|InfiniteLoopConfig|ConfigParse|KeyError)/,
      )
      assert.deepEqual(ours, { error: true }, theirs.error)
    } else if ('method' in theirs && theirs.method !== 'sso' && theirs.method !== 'token') {
      assert.deepEqual(ours, { method: 'other' })
    } else {
      assert.deepEqual(ours, theirs)
    }
  })
}

const SESSION =
  '[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n\n'
const DEV = 'sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Developer\n'

function failure(text: string, name = 'dev'): string {
  const config = parseAwsConfig(text, FILE)
  try {
    findProfile(config, name)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return ''
}

test('a whole profile', () => {
  const config = configOf(
    `${SESSION.trimEnd()}\nsso_registration_scopes = sso:account:access, , a:b \n\n[profile base]\n${DEV}region = us-east-1\n` +
      '[profile dev]\nregion = eu-central-1\nrole_arn = arn:aws:iam::333333333333:role/x\nsource_profile = base\n',
  )
  assert.deepEqual(findProfile(config, 'dev'), {
    kind: 'sso',
    profile: {
      name: 'dev',
      region: 'eu-central-1',
      session: {
        kind: 'sso-session',
        name: 'corp',
        startUrl: 'https://acme.awsapps.com/start',
        region: 'eu-west-1',
        registrationScopes: ['sso:account:access', 'a:b'],
      },
      accountId: '111111111111',
      roleName: 'Developer',
      chain: ['dev', 'base'],
    },
    warnings: [],
  })
})

test('a session without start URL and region is told once, with both', () => {
  const text = `[sso-session corp]\nx = 1\n[profile dev]\n${DEV}`
  assert.match(failure(text), /config:1: the SSO session "corp" has no sso_start_url and no sso_region\./)
  assert.throws(
    () => findSession(parseAwsConfig(text, FILE), 'corp'),
    /has no sso_start_url and no sso_region/,
  )
})

test('a missing session is told with the line that names it, and the misspelt section', () => {
  const text = `${SESSION.replace('sso-session', 'sso_session')}[profile dev]\n${DEV}`
  assert.match(
    failure(text),
    /config:6: .*SSO session "corp".*no \[sso-session corp\].*config:1 says \[sso_session corp\]/,
  )
})

test('keys with hyphens are told each with its line and its right spelling', () => {
  const text = `${SESSION}[profile dev]\nsso-session = corp\nsso-account-id = 1\nsso_role_name = x\n`
  assert.match(
    failure(text),
    /config:6: "sso-session" \(line 6\), "sso-account-id" \(line 7\): .*Write sso_session, sso_account_id\./,
  )
})

test('a hyphenated key beside the right one changes nothing', () => {
  const found = findProfile(configOf(`${SESSION}[profile dev]\n${DEV}sso-account-id = 222222222222\n`), 'dev')
  assert.ok(found?.kind === 'sso' && found.profile.accountId === '111111111111')
})

test('values that differ between profile and session are told with both lines', () => {
  const message = failure(`${SESSION}[profile dev]\n${DEV}sso_region = us-east-1\n`)
  assert.match(message, /config:9: sso_region of the profile "dev" is "us-east-1".*"eu-west-1" on line 3/)
})

test('a circle of source profiles is told whole', () => {
  const role = 'role_arn = arn:aws:iam::1:role/x\n'
  const text = `[profile dev]\n${role}source_profile = a\n[profile a]\n${role}source_profile = dev\n`
  assert.match(failure(text), /config:6: .*"dev" → "a" → "dev"/)
})

test('a swallowed key is told as an indented line', () => {
  const text = `${SESSION}[profile dev]\nsso_session = corp\n  sso_account_id = 1\nsso_role_name = x\n`
  assert.match(failure(text), /config:6: the lines below sso_session are indented/)
})

test('what is in a message is printable', () => {
  const message = failure(`[profile "\u001b[31mx"]\nsso_session = \u001b]0;x\u0007\n`, '\u001b[31mx')
  assert.match(message, /"\?\[31mx".*"\?\]0;x\?"/)
})

test('a missing profile is told with the file and what nearly is it', () => {
  const config = configOf('[dev]\nregion = x\n')
  assert.match(
    missingProfile(config, 'dev').message,
    /no profile "dev" in \/home\/ada\/\.aws\/config\. .*config:1 says \[dev\]/,
  )
  assert.match(missingProfile(config, 'nope').message, /`ssoenv configure nope`/)
  assert.match(missingProfile(emptyAwsConfig(FILE), 'dev').message, /config, which does not exist/)
})

test('comments in values, names that JavaScript cannot see, and a second spelling are warnings', () => {
  const text =
    `[sso-session "my corp"]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n` +
    `[profile 'my dev']\nx = 1\n[profile "my dev"]\n${DEV.replace('corp', 'my corp')}region = eu-west-1 # home\n`
  const found = findProfile(configOf(text), 'my dev')
  assert.ok(found)
  assert.deepEqual(
    found.warnings.map((warning) => /config:(\d+): /.exec(warning)?.[1]),
    ['6', '6', '10', '1'],
  )
  assert.match(found.warnings[0]!, /JavaScript SDK cannot see the profile "my dev"/)
  assert.match(found.warnings[1]!, /stands on line 4 too/)
  assert.match(found.warnings[2]!, /comment behind region/)
})

test('a credential_process beside SSO is a warning', () => {
  const found = findProfile(configOf(`${SESSION}[profile dev]\n${DEV}credential_process = x\n`), 'dev')
  assert.match(found?.warnings.join('') ?? '', /config:9: .*credential_process/)
})

test('names come in the order of the file, those of the credentials file after them', () => {
  const config = configOf('[profile b]\n[default]\n[profile a]\n', '[a]\nx = 1\n[z]\nx = 1\n')
  assert.deepEqual(profileNames(config), ['b', 'default', 'a', 'z'])
})

test('sessions are the sections, then one for each start URL and region of legacy profiles', () => {
  const legacy = 'sso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\n'
  const config = configOf(
    `${SESSION}[sso-session broken]\nx = 1\n[profile dev]\n${DEV}[profile l1]\n${legacy}[profile l2]\n${legacy}` +
      `[profile l3]\n${legacy.replace('us-east-1', 'us-west-2')}[profile l4]\nsso_start_url = https://half.awsapps.com/start\n`,
  )
  assert.deepEqual(
    allSessions(config).map(({ kind, name, region }) => [kind, name, region]),
    [
      ['sso-session', 'corp', 'eu-west-1'],
      ['legacy', 'https://old.awsapps.com/start', 'us-east-1'],
      ['legacy', 'https://old.awsapps.com/start', 'us-west-2'],
    ],
  )
})

test('a profile is found by start URL, account and role, however the start URL ends', () => {
  const config = configOf(
    `${SESSION}[profile dev]\n${DEV}[profile assumed]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = dev\n` +
      `[profile broken]\n${DEV.replace('corp', 'nowhere')}[profile other]\n${DEV.replace('Developer', 'Admin')}` +
      `[profile legacy]\nsso_start_url = https://acme.awsapps.com/start/#/\nsso_region = x\n${DEV.replace('sso_session = corp\n', '')}`,
  )
  for (const end of ['', '/', '#', '#/', '/#/']) {
    const startUrl = `https://acme.awsapps.com/start${end}`
    const found = profilesMatching(config, { startUrl, accountId: '111111111111', roleName: 'Developer' })
    assert.deepEqual(
      found.map(({ name }) => name),
      ['dev', 'legacy'],
    )
  }
  for (const startUrl of [
    'https://acme.awsapps.com/',
    'https://acme.awsapps.cn/start',
    'https://acme.awsapps.com/Start',
  ]) {
    assert.deepEqual(
      profilesMatching(config, { startUrl, accountId: '111111111111', roleName: 'Developer' }),
      [],
    )
  }
})
