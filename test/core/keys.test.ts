import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig, withCredentials } from '../../src/core/config/aws-config.js'
import { parseSections } from '../../src/core/config/config-sections.js'
import { keysIn, shownKeyId, ssoProfilesFor, type FoundKey } from '../../src/core/keys/keys.js'
import type { Env } from '../../src/core/paths.js'

const KEY = 'aws_access_key_id = AKIAABCDEFGHIJKLMNOP\naws_secret_access_key = s3cr3t/+x\n'

function found(config: string, credentials: string, env: Env = {}): FoundKey[] {
  const parsed = withCredentials(parseAwsConfig(config, 'config'), credentials, 'credentials')
  const sections = parseSections(credentials, 'credentials').map((one) => [one.header, one] as const)
  return keysIn(parsed, { file: 'credentials', sections: new Map(sections) }, env)
}

test('keys stand in the credentials file, in profiles of the config, and in the environment', () => {
  const keys = found(`[profile b]\n${KEY}[services c]\n${KEY}[default]\n${KEY}`, `[a b]\n\n${KEY}`, {
    AWS_ACCESS_KEY_ID: 'AKIAQRSTQRSTQRSTQRST',
    AWS_SECRET_ACCESS_KEY: 'x',
  })
  assert.deepEqual(
    keys.map(({ source, profile, file, line }) => [source, profile, file, line]),
    [
      ['credentials', 'a b', 'credentials', 3],
      ['config', 'b', 'config', 2],
      ['config', 'default', 'config', 8],
      ['environment', undefined, undefined, undefined],
    ],
  )
})

test('AKIA is long-lived, ASIA is not, also beside a session token, and other ids are none of AWS', () => {
  const keys = found(
    '',
    ['AKIAA', 'ASIAA', 'test', 'minioadmin']
      .map(
        (id, at) => `[p${at}]\naws_access_key_id = ${id}\naws_secret_access_key = x\naws_session_token = t\n`,
      )
      .join(''),
  )
  assert.deepEqual(
    keys.map(({ profile, lifetime }) => [profile, lifetime]),
    [
      ['p0', 'long-lived'],
      ['p1', 'short-lived'],
    ],
  )
})

test('STS is asked in the region of the profile, whichever file has it, then of the environment', () => {
  const regions = (config: string, credentials: string, env: Env = {}): string | undefined =>
    found(config, credentials, env)[0]?.region
  assert.equal(regions('', `[a]\n${KEY}region = cn-north-1\n`), 'cn-north-1')
  assert.equal(regions('[profile a]\nregion = us-gov-west-1\n', `[a]\n${KEY}`), 'us-gov-west-1')
  assert.equal(regions('', `[a]\n${KEY}`, { AWS_REGION: 'eu-west-3' }), 'eu-west-3')
  assert.equal(regions('', `[a]\n${KEY}`), 'us-east-1')
  assert.equal(regions('', `[a]\n${KEY}region = eu-west-1 # note\n`), 'us-east-1')
})

test('of a key id the kind and the last four characters are shown', () => {
  assert.equal(shownKeyId('AKIAABCDEFGHIJKLMNOP'), 'AKIA…MNOP')
  assert.equal(shownKeyId('AKIA\u001b[2J'), 'AKIA…?[2J')
})

test('an account is reached by profiles that use SSO themselves, and not by a role that is assumed from there', () => {
  const sso = 'sso_session = s\nsso_role_name = R\n'
  const config = parseAwsConfig(
    '[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n' +
      `[profile one]\n${sso}sso_account_id = 111122223333\n` +
      `[profile two]\n${sso}sso_account_id = 444455556666\n` +
      '[profile chained]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = one\n' +
      `[profile broken]\nsso_session = none\nsso_role_name = R\nsso_account_id = 111122223333\n`,
    'config',
  )
  assert.deepEqual(ssoProfilesFor(config, '111122223333'), ['one'])
})
