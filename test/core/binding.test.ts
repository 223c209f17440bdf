import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { parseBindingFile } from '../../src/core/binding/binding-file.js'
import { resolveBinding } from '../../src/core/binding/binding.js'

const CONFIG = parseAwsConfig(
  `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start/#/
sso_region = eu-west-1

[profile acme-dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer

[profile acme-dev-too]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer
region = eu-central-1

[profile acme-prod]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = Developer

[profile deploy]
role_arn = arn:aws:iam::333333333333:role/path/Deployer
source_profile = acme-prod

[profile keys]
aws_access_key_id = AKIAEXAMPLE

[profile broken]
sso_session = nowhere
sso_account_id = 222222222222
sso_role_name = Auditor
`,
  '/home/ada/.aws/config',
)

const TEAM = 'sso_start_url = https://acme.awsapps.com/start\nsso_role_name = Developer\n'

function resolve(text: string): ReturnType<typeof resolveBinding> {
  const file = parseBindingFile(Buffer.from(text))
  assert.equal(file.ok, true)
  return resolveBinding(file, CONFIG)
}

function bound(text: string): string {
  const found = resolve(text)
  assert.equal(found.state, 'bound')
  return found.resolved.kind === 'sso' ? found.resolved.profile.name : found.resolved.name
}

function refused(text: string): { code: string; reason: string } {
  const found = resolve(text)
  assert.equal(found.state, 'refused')
  return found
}

test('a profile alone binds that profile, SSO or not', () => {
  assert.equal(bound('profile = acme-dev'), 'acme-dev')
  assert.equal(bound('profile = keys'), 'keys')
})

test('an empty profile binds none', () => {
  assert.deepEqual(resolve('profile =\n'), { state: 'none' })
})

test('start URL, account and role bind the one profile that has them, however the start URL ends', () => {
  assert.equal(bound(`${TEAM}sso_account_id = 222222222222`), 'acme-prod')
  assert.equal(bound(`${TEAM.replace('/start', '/start/')}sso_account_id = 222222222222`), 'acme-prod')
})

test('several profiles for one account and role are refused with the list, unless one is named', () => {
  const { code, reason } = refused(`${TEAM}sso_account_id = 111111111111`)
  assert.equal(code, 'ambiguous')
  assert.match(reason, /"acme-dev", "acme-dev-too"/)
  assert.equal(bound(`${TEAM}sso_account_id = 111111111111\nprofile = acme-dev-too`), 'acme-dev-too')
})

test('an account that no profile has is refused, naming config file, account and the way to make one', () => {
  const { code, reason } = refused(`${TEAM}sso_account_id = 999999999999`)
  assert.equal(code, 'no-match')
  assert.match(
    reason,
    /\/home\/ada\/\.aws\/config has account 999999999999, role "Developer".*Try: ssoenv profiles add --here$/,
  )
})

test('a profile of another account than the file says is refused, naming both', () => {
  const { code, reason } = refused('profile = acme-dev\nsso_account_id = 222222222222')
  assert.equal(code, 'mismatch')
  assert.match(reason, /"acme-dev" has account 111111111111, and the \.ssoenv says 222222222222/)
})

test('a profile of another role, portal or sso_region than the file says is refused', () => {
  assert.match(refused('profile = acme-dev\nsso_role_name = Admin').reason, /role "Developer".*"Admin"/)
  assert.match(refused('profile = acme-dev\nsso_region = us-east-1').reason, /eu-west-1.*us-east-1/)
  assert.match(
    refused('profile = acme-dev\nsso_start_url = https://evil.awsapps.com/start').reason,
    /acme\.awsapps\.com\/start.*evil\.awsapps\.com\/start/,
  )
})

test('a role assumed through source_profile is held to the account where it ends', () => {
  assert.equal(bound('profile = deploy\nsso_account_id = 333333333333\nsso_role_name = Deployer'), 'deploy')
  assert.equal(refused('profile = deploy\nsso_account_id = 222222222222').code, 'mismatch')
})

test('a profile with keys cannot be held to an account, so it is refused', () => {
  assert.equal(refused('profile = keys\nsso_account_id = 222222222222').code, 'unknown')
})

test('a profile that does not exist is refused, naming the config file', () => {
  const { code, reason } = refused('profile = nope')
  assert.equal(code, 'missing')
  assert.match(reason, /There is no profile "nope" in \/home\/ada\/\.aws\/config/)
})

test('a named profile that does not exist here gives way to the account keys beside it', () => {
  assert.equal(bound(`profile = their-name\n${TEAM}sso_account_id = 222222222222`), 'acme-prod')
})

test('a broken profile is refused with file and line', () => {
  const { code, reason } = refused('profile = broken')
  assert.equal(code, 'config')
  assert.match(reason, /\/home\/ada\/\.aws\/config:\d+: .*"nowhere"/)
})
