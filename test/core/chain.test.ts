import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig, withCredentials, type AwsConfig } from '../../src/core/config/aws-config.js'
import { assumedRoleFileName, assumedRoles } from '../../src/core/credentials/assumed-role.js'
import { describeChain } from '../../src/core/credentials/chain.js'
import { ConfigError } from '../../src/core/errors.js'
import { findProfile } from '../../src/core/profile/profile.js'
import { askBotocore, type ChainVerdict } from './botocore.js'

interface Case {
  sentence: string
  config: string
  credentials?: string
}

const SSO =
  '[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n' +
  '[profile base]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Developer\n'
const ARN = 'role_arn = arn:aws:iam::333333333333:role/Deployer\n'
const FROM_BASE = `${ARN}source_profile = base\n`
const KEYS = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n'
const PROCESS =
  'credential_process = /bin/echo \'{"Version": 1, "AccessKeyId": "x", "SecretAccessKey": "y"}\'\n'

const cases: Case[] = [
  { sentence: 'a role from SSO', config: `${SSO}[profile dev]\n${FROM_BASE}` },
  {
    sentence: 'a role with every argument',
    config:
      `${SSO}[profile dev]\n${FROM_BASE}role_session_name = ada\nexternal_id = ex/1=2\n` +
      'mfa_serial = arn:aws:iam::111111111111:mfa/ada\nduration_seconds = 1800\n',
  },
  {
    sentence: 'an external id beyond ASCII',
    config: `${SSO}[profile dev]\n${FROM_BASE}external_id = Zoë "1"\n`,
  },
  { sentence: 'an empty session name', config: `${SSO}[profile dev]\n${FROM_BASE}role_session_name =\n` },
  { sentence: 'an empty external id', config: `${SSO}[profile dev]\n${FROM_BASE}external_id =\n` },
  ...['1_800', '+900', '-1', '1e3', 'an hour', '900.5', ''].map((text) => ({
    sentence: `a duration of "${text}"`,
    config: `${SSO}[profile dev]\n${FROM_BASE}duration_seconds = ${text}\n`,
  })),
  {
    sentence: 'three roles on top of SSO',
    config:
      `${SSO}[profile mid]\nrole_arn = arn:aws:iam::222222222222:role/path/to/Mid\nsource_profile = base\nexternal_id = m\n` +
      `[profile up]\n${ARN}source_profile = mid\nrole_session_name = up\n` +
      '[profile dev]\nrole_arn = arn:aws:iam::444444444444:role/Top\nsource_profile = up\n',
  },
  { sentence: 'SSO by itself', config: SSO.replace('profile base', 'profile dev') },
  { sentence: 'keys by themselves', config: `[profile dev]\n${KEYS}` },
  { sentence: 'a process', config: `[profile dev]\n${PROCESS}` },
  { sentence: 'a process before keys of the config file', config: `[profile dev]\n${KEYS}${PROCESS}` },
  {
    sentence: 'keys of the credentials file before a process',
    config: `[profile dev]\n${PROCESS}`,
    credentials: `[dev]\n${KEYS}`,
  },
  { sentence: 'a process of the credentials file', config: '', credentials: `[dev]\n${PROCESS}` },
  {
    sentence: 'SSO before keys and a process',
    config: `${SSO.replace('profile base', 'profile dev')}${PROCESS}`,
    credentials: `[dev]\n${KEYS}`,
  },
  { sentence: 'web identity', config: `[profile dev]\nweb_identity_token_file = /tmp/none\n${ARN}` },
  {
    sentence: 'a role from web identity',
    config: `[profile base]\nweb_identity_token_file = /tmp/none\n${ARN}[profile dev]\n${FROM_BASE}`,
  },
  { sentence: 'a role from keys', config: `[profile base]\n${KEYS}[profile dev]\n${FROM_BASE}` },
  { sentence: 'a role from a process', config: `[profile base]\n${PROCESS}[profile dev]\n${FROM_BASE}` },
  { sentence: 'a role from itself with keys', config: `[profile dev]\n${KEYS}${ARN}source_profile = dev\n` },
  {
    sentence: 'a source with a role and keys gives its keys',
    config: `[profile base]\n${ARN}source_profile = nope\n${KEYS}[profile dev]\n${FROM_BASE}`,
  },
  {
    sentence: 'a role from the environment',
    config: `[profile dev]\n${ARN}credential_source = Environment\n`,
  },
  {
    sentence: 'a role of the credentials file',
    config: SSO,
    credentials: `[dev]\n${FROM_BASE}external_id = stored\n`,
  },
  {
    sentence: 'the credentials file wins, key by key',
    config: `${SSO}[profile dev]\n${FROM_BASE}external_id = config\nrole_session_name = config\n`,
    credentials: '[dev]\nexternal_id = stored\n',
  },
  {
    sentence: 'a source of the credentials file',
    config: `${SSO}[profile dev]\n${ARN}`,
    credentials: '[dev]\nsource_profile = base\n',
  },
  { sentence: 'nothing at all', config: '[profile dev]\nregion = eu-west-1\n' },
  {
    sentence: 'a circle',
    config: `[profile a]\n${ARN}source_profile = dev\n[profile dev]\n${ARN}source_profile = a\n`,
  },
  { sentence: 'both sources', config: `${SSO}[profile dev]\n${FROM_BASE}credential_source = Environment\n` },
  { sentence: 'no source', config: `[profile dev]\n${ARN}` },
  { sentence: 'a missing source', config: `[profile dev]\n${FROM_BASE}` },
]

const METHODS: Readonly<Record<string, string>> = {
  'shared-credentials-file': 'keys',
  'config-file': 'keys',
  'custom-process': 'process',
  'assume-role-with-web-identity': 'web-identity',
  env: 'credential-source',
  sso: 'sso',
}

function configOf({ config, credentials }: Case): AwsConfig {
  const parsed = parseAwsConfig(config, '/home/ada/.aws/config')
  return credentials === undefined
    ? parsed
    : withCredentials(parsed, credentials, '/home/ada/.aws/credentials')
}

/** Ours in botocore's words. */
function ourChain(each: Case): ChainVerdict | 'refused' {
  const config = configOf(each)
  try {
    const links = describeChain(config, 'dev')
    const base = links.at(-1)
    const roles = assumedRoles(config, 'dev').map((role) => {
      const given = {
        RoleArn: role.roleArn,
        RoleSessionName: role.roleSessionName,
        ExternalId: role.externalId,
        SerialNumber: role.mfaSerial,
        DurationSeconds: role.durationSeconds,
      }
      const present = Object.entries(given).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      )
      return { arguments: Object.fromEntries(present), file: assumedRoleFileName(role) }
    })
    return { roles, base: base?.kind ?? null }
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /^\/home\/ada\/\.aws\/(config|credentials):\d+: /)
    return 'refused'
  }
}

const verdicts = askBotocore(cases.map((each) => ({ ...each, profile: 'dev', chain: true })))

for (const [index, each] of cases.entries()) {
  test(`botocore agrees: ${each.sentence}`, () => {
    const theirs = verdicts[index]!
    const ours = ourChain(each)
    if ('error' in theirs) {
      assert.equal(ours, 'refused', theirs.error)
    } else {
      assert.ok('roles' in theirs, JSON.stringify(theirs))
      assert.deepEqual(ours, { ...theirs, base: METHODS[theirs.base ?? ''] ?? 'none' })
    }
  })
}

test('a chain is told link by link, with the place of what decides', () => {
  const config = configOf({
    sentence: '',
    config: `${SSO}[profile mid]\n${FROM_BASE}duration_seconds = 1800\n`,
    credentials:
      '# by hand\n[dev]\nrole_arn = arn:aws:iam::444444444444:role/Top\nsource_profile = mid\nexternal_id = x\n',
  })
  assert.deepEqual(describeChain(config, 'dev'), [
    {
      profile: 'dev',
      kind: 'assume-role',
      file: '/home/ada/.aws/credentials',
      line: 3,
      roleArn: 'arn:aws:iam::444444444444:role/Top',
      externalId: 'x',
      source: 'mid',
    },
    {
      profile: 'mid',
      kind: 'assume-role',
      file: '/home/ada/.aws/config',
      line: 9,
      roleArn: 'arn:aws:iam::333333333333:role/Deployer',
      durationSeconds: 1800,
      source: 'base',
    },
    { profile: 'base', kind: 'sso', file: '/home/ada/.aws/config', line: 6 },
  ])
  const found = findProfile(config, 'dev')
  assert.ok(found?.kind === 'sso')
  assert.deepEqual(found.profile.chain, ['dev', 'mid', 'base'])
})

test('what stands behind credential_source is a link of its own', () => {
  const config = configOf({ sentence: '', config: `[profile dev]\n${ARN}credential_source = EcsContainer\n` })
  const [, last] = describeChain(config, 'dev')
  assert.deepEqual(last, {
    profile: 'dev',
    kind: 'credential-source',
    file: '/home/ada/.aws/config',
    line: 3,
    source: 'EcsContainer',
  })
})

test('a role_arn that is none of a role is told with its line', () => {
  const bad = [
    'x',
    'arn:aws:iam::1:role/x',
    'arn:aws:iam::333333333333:user/x',
    'arn:aws:iam::333333333333:role/a b',
  ]
  for (const arn of bad) {
    const config = configOf({
      sentence: '',
      config: `${SSO}[profile dev]\nrole_arn = ${arn}\nsource_profile = base\n`,
    })
    assert.throws(
      () => assumedRoles(config, 'dev'),
      /^ConfigError: \/home\/ada\/\.aws\/config:9: the role_arn /,
    )
  }
})
