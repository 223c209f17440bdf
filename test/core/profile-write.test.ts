import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig, withCredentials, type AwsConfig } from '../../src/core/config/aws-config.js'
import { editAwsConfig } from '../../src/core/config/config-edit.js'
import { ConfigError } from '../../src/core/errors.js'
import {
  checkWritten,
  nameProblem,
  profileChanges,
  type WantedProfile,
} from '../../src/core/profile/profile-write.js'

const FILE = '/home/ada/.aws/config'
const SESSION = '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n'

const wanted: WantedProfile = {
  name: 'dev',
  session: {
    kind: 'sso-session',
    name: 'acme',
    startUrl: 'https://acme.awsapps.com/start',
    region: 'eu-west-1',
  },
  isNewSession: false,
  accountId: '111122223333',
  roleName: 'Developer',
}

/** The text afterwards, checked as the program checks it. */
function written(text: string, change: Partial<WantedProfile> = {}, credentials = ''): string {
  const config = (now: string): AwsConfig =>
    withCredentials(parseAwsConfig(now, FILE), credentials, 'credentials')
  const asked = { ...wanted, ...change }
  const after = editAwsConfig(text, profileChanges(config(text), asked), FILE)
  checkWritten(config(after), asked)
  return after
}

const KEYS = 'sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Developer\n'

test('a new profile has the keys of aws configure sso in its order, and only those that are wanted', () => {
  assert.equal(written(SESSION), `${SESSION}\n[profile dev]\n${KEYS}`)
  assert.equal(
    written(SESSION, { region: 'eu-west-3', output: 'json' }),
    `${SESSION}\n[profile dev]\n${KEYS}region = eu-west-3\noutput = json\n`,
  )
  assert.equal(written(SESSION, { region: '', output: '' }), `${SESSION}\n[profile dev]\n${KEYS}`)
})

test('a new session comes behind its profile, with the scope that opens the portal', () => {
  const made = `[profile dev]\n${KEYS}\n${SESSION}sso_registration_scopes = sso:account:access\n`
  assert.equal(written('', { isNewSession: true }), made)
})

test('the profile default is [default]', () => {
  assert.equal(written(SESSION, { name: 'default' }), `${SESSION}\n[default]\n${KEYS}`)
})

test('what is so already is not written again', () => {
  const text = `${SESSION}\n[profile 'dev']\n${KEYS}region=eu-west-3 \n`
  assert.equal(written(text), text)
  assert.equal(written(text, { region: 'eu-west-3' }), text)
})

test('of a profile that is there other keys stay; the session\u2019s own go, and an empty answer takes a value away', () => {
  const text = `[profile dev]\nSSO_Start_URL = https://acme.awsapps.com/start\nsso_region = eu-west-1\nregion = eu-west-3\ns3 =\n  max_queue_size = 5\n${SESSION}`
  assert.equal(written(text, { region: '' }), `[profile dev]\ns3 =\n  max_queue_size = 5\n${KEYS}${SESSION}`)
})

test('a name whose credentials come from elsewhere is refused, in the config and in the credentials file', () => {
  const chained = `${SESSION}[profile dev]\nsource_profile = x\nrole_arn = y\n`
  assert.throws(() => written(chained), /config:6: the profile "dev" gets its credentials by role_arn/)
  assert.throws(() => written(`${SESSION}[profile dev]\ncredential_process = x\n`), ConfigError)
  const stored = '[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n'
  assert.throws(() => written(SESSION, {}, stored), /credentials file has keys under the name "dev"/)
})

test('a file in which something else stands against the profile is refused', () => {
  assert.throws(() => written(`[DEFAULT]\nsso_region = us-east-1\n${SESSION}`), ConfigError)
  assert.throws(() => written(`[DEFAULT]\nrole_arn = x\n${SESSION}`), ConfigError)
  assert.throws(() => written(`${SESSION}sso_account_id = 999999999999\n`), ConfigError)
  assert.equal(
    written(`[DEFAULT]\nregion = us-east-1\n${SESSION}`).endsWith(`\n[profile dev]\n${KEYS}`),
    true,
  )
})

test('a name is one that the grammar can hold', () => {
  for (const name of ['dev', 'my profile', 'a.b/c', "it's"])
    assert.equal(nameProblem('profile', name, FILE), undefined, name)
  for (const name of ['', 'a]', 'a\nb', '\u001b[2J'])
    assert.match(nameProblem('sso-session', name, FILE) ?? '', /cannot be the name of a section/, name)
})
