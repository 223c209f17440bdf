/** What `ssoenv migrate` leaves is what the AWS CLI, botocore and the JavaScript SDK go on with, without a login. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  ACCOUNT,
  REGION,
  stageFor,
  START_URL,
  statusOf,
  succeeded,
  tokenIn,
  untilEnded,
  type Stage,
} from './corporate-network.js'

const OTHER_ACCOUNT = '333344445555'
const OTHER = `[profile other]
credential_process = granted credential-process --profile other
granted_sso_start_url = ${START_URL}
granted_sso_region = ${REGION}
granted_sso_account_id = ${OTHER_ACCOUNT}
granted_sso_role_name = ReadOnly
region = ${REGION}
`

/** Profiles of each form, all through one portal. */
const CONFIG = `# before there were sessions
[profile old-dev]
sso_start_url = ${START_URL}
sso_region = ${REGION}
sso_account_id = ${ACCOUNT}
sso_role_name = Developer
region = ${REGION}

[profile util]
sso_start_url = ${START_URL}
sso_region = ${REGION}
sso_account_id = ${ACCOUNT}
sso_role_name = Developer
region = ${REGION}
credential_process = aws-sso-util credential-process --profile util
sso_auto_populated = true

${OTHER}
[profile arn]
credential_process = /opt/bin/aws-sso -u open -S "Default" process --arn arn:aws:iam::${ACCOUNT}:role/Developer
region = ${REGION}
`
const YAML = `SSOConfig:\n    Default:\n        SSORegion: ${REGION}\n        StartUrl: ${START_URL}\nDefaultSSO: Default\n`
const PROFILES: Readonly<Record<string, string>> = {
  'old-dev': ACCOUNT,
  util: ACCOUNT,
  other: OTHER_ACCOUNT,
  arn: ACCOUNT,
}

async function legacyStage(t: Parameters<typeof stageFor>[0], settings = {}): Promise<Stage> {
  const stage = await stageFor(t, settings)
  await stage.home.write('.aws/config', CONFIG)
  await stage.home.write('.config/aws-sso/config.yaml', YAML)
  return stage
}

function account(stage: Stage, profile: string): ReturnType<Stage['aws']> {
  const words = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text']
  return stage.aws([...words, '--profile', profile])
}

test('the AWS CLI, botocore and the JavaScript SDK use each migrated profile with the token of the legacy login', async (t) => {
  const stage = await legacyStage(t)
  succeeded(await stage.aws(['sso', 'login', '--no-browser', '--profile', 'old-dev']), 'aws sso login')
  const before = await tokenIn(stage.home, 'legacy')
  const calls = stage.sandbox.count('CreateToken')
  const { stdout } = succeeded(await stage.ssoenv(['migrate', '--yes']), 'migrate')
  assert.match(stdout, /goes on with the token that there was/)
  for (const [profile, expected] of Object.entries(PROFILES)) {
    assert.equal(succeeded(await account(stage, profile), profile).stdout.trim(), expected, profile)
    assert.equal(succeeded(await stage.botocore([profile]), profile).stdout.trim(), expected, profile)
    const javascript = await stage.javascript(['credentials', profile])
    assert.equal(succeeded(javascript, profile).stdout.trim(), expected, profile)
  }
  assert.equal(stage.sandbox.count('CreateToken'), calls)
  assert.equal(stage.sandbox.count('Authorize'), 0)
  assert.deepEqual(await tokenIn(stage.home, 'legacy'), before)
})

test("ssoenv's own legacy login is renewed for the session from then on, by the AWS CLI too", async (t) => {
  const stage = await legacyStage(t, { accessTokenSeconds: 700 })
  succeeded(await stage.ssoenv(['login', 'old-dev', '--flow', 'browser']), 'login')
  succeeded(await stage.ssoenv(['migrate', '--yes']), 'migrate')
  const logins = stage.sandbox.count('RegisterClient')
  stage.sandbox.settings({ accessTokenSeconds: 3600 })
  // Under 15 minutes the AWS CLI renews it by itself.
  assert.equal(succeeded(await account(stage, 'old-dev'), 'old-dev').stdout.trim(), ACCOUNT)
  assert.equal(stage.sandbox.count('RegisterClient'), logins)
  assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
})

test('after --undo the AWS CLI has its file, and the token, again', async (t) => {
  const stage = await legacyStage(t)
  succeeded(await stage.aws(['sso', 'login', '--no-browser', '--profile', 'old-dev']), 'aws sso login')
  succeeded(await stage.ssoenv(['migrate', '--yes']), 'migrate')
  succeeded(await stage.ssoenv(['migrate', '--undo', '--yes']), 'migrate --undo')
  assert.equal(await readFile(path.join(stage.home.path, '.aws/config'), 'utf8'), CONFIG)
  assert.equal(succeeded(await account(stage, 'old-dev'), 'old-dev').stdout.trim(), ACCOUNT)
})

test('a session whose token has ended goes on with the legacy one, and keeps what it can be renewed with', async (t) => {
  const stage = await legacyStage(t, { accessTokenSeconds: 1 })
  const corp = `[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = ${REGION}\nsso_registration_scopes = sso:account:access\n`
  await stage.home.write('.aws/config', `${CONFIG}\n${corp}`)
  succeeded(await stage.ssoenv(['login', '--session', 'corp', '--flow', 'browser']), 'login')
  await untilEnded(stage.home, 'sso-session')
  stage.sandbox.settings({ accessTokenSeconds: 3600 })
  succeeded(await stage.aws(['sso', 'login', '--no-browser', '--profile', 'old-dev']), 'aws sso login')
  const calls = stage.sandbox.count('CreateToken')
  succeeded(await stage.ssoenv(['migrate', '--yes']), 'migrate')
  assert.equal(succeeded(await account(stage, 'old-dev'), 'old-dev').stdout.trim(), ACCOUNT)
  assert.equal(stage.sandbox.count('CreateToken'), calls)
  assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
})

test('without a token there is one login for all of them, by the AWS CLI', async (t) => {
  const stage = await legacyStage(t)
  succeeded(await stage.ssoenv(['migrate', '--yes', '--session', 'corp']), 'migrate')
  succeeded(await stage.aws(['sso', 'login', '--no-browser', '--profile', 'arn']), 'aws sso login')
  for (const [profile, expected] of Object.entries(PROFILES)) {
    assert.equal(succeeded(await account(stage, profile), profile).stdout.trim(), expected, profile)
  }
  assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
})
