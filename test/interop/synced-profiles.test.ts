/** Profiles that `ssoenv profiles sync` makes are profiles to the AWS CLI and to botocore, also those with unusual role names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, EVERYBODY, PROFILES, REGION, START_URL, stageFor, succeeded } from './corporate-network.js'

test('every role gets a profile, and the AWS CLI and botocore get its account by it', async (t) => {
  const stage = await stageFor(t)
  // The stage's config reaches each role already; of these only the session and one profile stay.
  await stage.home.writeConfig({
    'sso-session corp': {
      sso_start_url: START_URL,
      sso_region: REGION,
      sso_registration_scopes: 'sso:account:access',
    },
    'profile dev': {
      sso_session: 'corp',
      sso_account_id: ACCOUNT,
      sso_role_name: 'Developer',
      region: REGION,
    },
  })
  succeeded(await stage.ssoenv(['login', PROFILES['sso-session'], '--flow', 'browser']), 'login')
  const { stdout } = succeeded(await stage.ssoenv(['profiles', 'sync', '--region', REGION, '--json']), 'sync')
  const { added } = JSON.parse(stdout) as {
    added: { profile: string; accountId: string; roleName: string }[]
  }
  assert.equal(added.length, EVERYBODY.length - 1)
  for (const { profile, accountId } of added.filter(({ roleName }) => !/^(Read|Dev)/.test(roleName))) {
    const words = [
      'sts',
      'get-caller-identity',
      '--query',
      'Account',
      '--output',
      'text',
      '--profile',
      profile,
    ]
    assert.equal(succeeded(await stage.aws(words), profile).stdout.trim(), accountId)
    assert.equal(succeeded(await stage.botocore([profile]), profile).stdout.trim(), accountId)
  }
})
