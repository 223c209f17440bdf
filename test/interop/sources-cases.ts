/** Environments and files of which every tool says itself which source it uses. `HOME` and the server's address are filled in. */

export interface SourceCase {
  what: string
  env?: Record<string, string>
  config?: string
  credentials?: string
  /** Other files below the home. */
  files?: Record<string, string>
  named?: string
}

const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'none' }
const NO_INSTANCE = { AWS_EC2_METADATA_DISABLED: 'true' }
const WEB = {
  AWS_WEB_IDENTITY_TOKEN_FILE: '{HOME}/variable',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/variable',
}
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: '{SERVER}/container' }
const TOKEN = { token: 'no secret', variable: 'no secret' }

const CONFIG_KEYS = 'aws_access_key_id = AKIACONFIG\naws_secret_access_key = none'
const STORED_KEYS = 'aws_access_key_id = AKIACREDENTIALS\naws_secret_access_key = none'
const SESSION = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n'
const SSO = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Developer'
const LEGACY =
  'sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Developer'
const PROCESS = `credential_process = echo '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "none"}'`
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/profile'
const profile = (name: string, ...lines: string[]): string => `[profile ${name}]\n${lines.join('\n')}\n`

export const CASES: readonly SourceCase[] = [
  { what: 'nothing at all', env: NO_INSTANCE },
  { what: 'only the machine' },
  { what: 'the machine, switched off in capitals', env: { AWS_EC2_METADATA_DISABLED: 'TRUE' } },
  { what: 'the machine, not switched off', env: { AWS_EC2_METADATA_DISABLED: 'false' } },
  { what: 'keys in variables', env: ENV_KEYS },
  { what: 'half a key in variables', env: { ...NO_INSTANCE, AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT' } },
  { what: 'the other half', env: { ...NO_INSTANCE, AWS_SECRET_ACCESS_KEY: 'none' } },
  {
    what: 'an empty key in variables',
    env: { ...NO_INSTANCE, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
  },
  {
    what: 'keys in variables and AWS_PROFILE',
    env: { ...ENV_KEYS, AWS_PROFILE: 'a' },
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'keys in variables and AWS_DEFAULT_PROFILE',
    env: { ...ENV_KEYS, AWS_DEFAULT_PROFILE: 'a' },
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'keys in variables, a profile named',
    env: ENV_KEYS,
    named: 'a',
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'keys in variables, AWS_PROFILE names nothing',
    env: { ...ENV_KEYS, ...NO_INSTANCE, AWS_PROFILE: 'a' },
  },
  { what: 'AWS_PROFILE names nothing', env: { ...NO_INSTANCE, AWS_PROFILE: 'a' } },
  { what: 'AWS_PROFILE names nothing, and a container', env: { ...CONTAINER, AWS_PROFILE: 'a' } },
  { what: 'AWS_PROFILE is "default", and there is none', env: { ...NO_INSTANCE, AWS_PROFILE: 'default' } },
  { what: 'AWS_PROFILE is empty', env: { ...ENV_KEYS, AWS_PROFILE: '' } },
  {
    what: 'AWS_PROFILE is empty, and AWS_DEFAULT_PROFILE not',
    env: { ...NO_INSTANCE, AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'a' },
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'AWS_PROFILE and AWS_DEFAULT_PROFILE differ',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' },
    config: profile('a', CONFIG_KEYS) + profile('b', PROCESS),
  },
  {
    what: 'only AWS_DEFAULT_PROFILE',
    env: { ...NO_INSTANCE, AWS_DEFAULT_PROFILE: 'a' },
    config: profile('a', CONFIG_KEYS) + '[default]\n' + PROCESS,
  },
  { what: 'a default profile', env: NO_INSTANCE, config: `[default]\n${CONFIG_KEYS}` },
  {
    what: 'a profile in the credentials file only',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    credentials: `[a]\n${STORED_KEYS}`,
  },
  {
    what: 'keys of one profile in both files',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', CONFIG_KEYS),
    credentials: `[a]\n${STORED_KEYS}`,
  },
  {
    what: 'half a key in each file',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', 'aws_secret_access_key = none'),
    credentials: '[a]\naws_access_key_id = AKIACREDENTIALS',
  },
  {
    what: 'half a key in the config',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', 'aws_access_key_id = AKIACONFIG'),
  },
  { what: 'SSO', env: { ...NO_INSTANCE, AWS_PROFILE: 'a' }, config: SESSION + profile('a', SSO) },
  { what: 'legacy SSO', env: { ...NO_INSTANCE, AWS_PROFILE: 'a' }, config: profile('a', LEGACY) },
  {
    what: 'SSO, and keys in variables',
    env: { ...ENV_KEYS, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', SSO),
  },
  {
    what: 'SSO, and keys in the credentials file',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', SSO),
    credentials: `[a]\n${STORED_KEYS}`,
  },
  {
    what: 'SSO, and keys in the config',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', SSO, CONFIG_KEYS),
  },
  {
    what: 'SSO, and credential_process',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', SSO, PROCESS),
  },
  {
    what: 'SSO without its session',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', SSO),
  },
  {
    what: 'SSO without a role',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', 'sso_session = corp', 'sso_account_id = 111122223333'),
  },
  {
    what: 'a session and no account',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', 'sso_session = corp'),
  },
  {
    what: 'a session and no account, and credential_process',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', 'sso_session = corp', PROCESS),
  },
  {
    what: 'SSO whose region differs from its session',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: SESSION + profile('a', SSO, 'sso_region = us-east-1'),
  },
  { what: 'credential_process', env: { ...NO_INSTANCE, AWS_PROFILE: 'a' }, config: profile('a', PROCESS) },
  {
    what: 'credential_process, and keys in the config',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', PROCESS, CONFIG_KEYS),
  },
  {
    what: 'credential_process, and keys in the credentials file',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', PROCESS),
    credentials: `[a]\n${STORED_KEYS}`,
  },
  {
    what: 'a role on keys',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b') + profile('b', CONFIG_KEYS),
  },
  {
    what: 'a role on SSO',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a', AWS_REGION: 'eu-west-1' },
    config: profile('a', ROLE, 'source_profile = b') + profile('b', PROCESS),
  },
  {
    what: 'a role on a role on keys, and keys in variables',
    env: { ...ENV_KEYS, AWS_PROFILE: 'a' },
    config:
      profile('a', ROLE, 'source_profile = b') +
      profile('b', ROLE, 'source_profile = c') +
      profile('c', CONFIG_KEYS),
  },
  {
    what: 'a role on its own keys',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = a', CONFIG_KEYS),
  },
  {
    what: 'a role that wants the code of a device',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b', 'mfa_serial = device') + profile('b', CONFIG_KEYS),
  },
  {
    what: 'a role on itself',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = a'),
  },
  {
    what: 'roles in a circle',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b') + profile('b', ROLE, 'source_profile = a'),
  },
  {
    what: 'a role on a profile that does not exist',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b'),
  },
  {
    what: 'a role on a profile that does not exist, keys beside it, and a container',
    env: { ...CONTAINER, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b', CONFIG_KEYS),
  },
  {
    what: 'a role on a profile without credentials',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'source_profile = b') + profile('b', 'region = eu-west-1'),
  },
  {
    what: 'a role on nothing, and keys in the same profile',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, CONFIG_KEYS),
  },
  {
    what: 'a role on two things',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config:
      profile('a', ROLE, 'source_profile = b', 'credential_source = Environment') + profile('b', CONFIG_KEYS),
  },
  {
    what: 'a role on the environment, whose keys win themselves',
    env: { ...ENV_KEYS, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'credential_source = Environment'),
  },
  {
    what: 'a role on the environment, named',
    env: ENV_KEYS,
    named: 'a',
    config: profile('a', ROLE, 'credential_source = Environment'),
  },
  {
    what: 'a role on the environment, which has no keys',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'credential_source = Environment'),
  },
  {
    what: 'a role on a container',
    env: { ...CONTAINER, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'credential_source = EcsContainer'),
  },
  {
    what: 'a role on a source that nobody knows',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    config: profile('a', ROLE, 'credential_source = Moon'),
  },
  { what: 'web identity in variables', env: { ...NO_INSTANCE, ...WEB }, files: TOKEN },
  {
    what: 'web identity in variables, and AWS_PROFILE',
    env: { ...NO_INSTANCE, ...WEB, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'web identity in variables, and a profile named',
    env: { ...NO_INSTANCE, ...WEB },
    named: 'a',
    files: TOKEN,
    config: profile('a', CONFIG_KEYS),
  },
  {
    what: 'web identity in variables, and an empty profile named',
    env: { ...NO_INSTANCE, ...WEB },
    named: 'a',
    files: TOKEN,
    config: profile('a', 'region = eu-west-1'),
  },
  {
    what: 'web identity in variables, and a role in the profile',
    env: { ...NO_INSTANCE, ...WEB, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', ROLE, 'source_profile = b') + profile('b', CONFIG_KEYS),
  },
  {
    what: 'a token in a variable and no role',
    env: { ...NO_INSTANCE, AWS_WEB_IDENTITY_TOKEN_FILE: WEB.AWS_WEB_IDENTITY_TOKEN_FILE },
    files: TOKEN,
  },
  {
    what: 'web identity in the profile',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', ROLE, 'web_identity_token_file = {HOME}/token'),
  },
  {
    what: 'web identity in the profile and in variables',
    env: { ...NO_INSTANCE, ...WEB, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', ROLE, 'web_identity_token_file = {HOME}/token'),
  },
  {
    what: 'web identity in the profile, and an empty variable',
    env: { ...NO_INSTANCE, AWS_WEB_IDENTITY_TOKEN_FILE: '', AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', ROLE, 'web_identity_token_file = {HOME}/token'),
  },
  {
    what: 'web identity in the profile, and keys in it',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', ROLE, 'web_identity_token_file = {HOME}/token', CONFIG_KEYS),
  },
  {
    what: 'a token in the profile and no role',
    env: { ...NO_INSTANCE, AWS_PROFILE: 'a' },
    files: TOKEN,
    config: profile('a', 'web_identity_token_file = {HOME}/token'),
  },
  { what: 'a container', env: CONTAINER },
  {
    what: 'a container, and an empty default profile',
    env: CONTAINER,
    config: '[default]\nregion = eu-west-1',
  },
  { what: 'a container, and a default profile', env: CONTAINER, config: `[default]\n${CONFIG_KEYS}` },
  {
    what: 'a container, and an empty profile named',
    env: CONTAINER,
    named: 'a',
    config: profile('a', 'output = json'),
  },
  {
    what: 'a boto2 file',
    env: NO_INSTANCE,
    files: { '.boto': `[Credentials]\n${CONFIG_KEYS}` },
  },
  {
    what: 'a boto2 file elsewhere, and a container',
    env: { ...CONTAINER, BOTO_CONFIG: '~/elsewhere' },
    files: { elsewhere: `[Credentials]\n${CONFIG_KEYS}` },
  },
  {
    what: "the old EC2 tools' file, and a boto2 file",
    env: { ...NO_INSTANCE, AWS_CREDENTIAL_FILE: '~/ec2' },
    files: { ec2: 'AWSAccessKeyId=AKIAEC2\nAWSSecretKey=none\n', '.boto': `[Credentials]\n${CONFIG_KEYS}` },
  },
  {
    what: "the old EC2 tools' file is not there, and a boto2 file",
    env: { ...NO_INSTANCE, AWS_CREDENTIAL_FILE: '~/ec2' },
    files: { '.boto': `[Credentials]\n${CONFIG_KEYS}` },
  },
  {
    what: 'files elsewhere',
    env: {
      ...NO_INSTANCE,
      AWS_CONFIG_FILE: '{HOME}/c',
      AWS_SHARED_CREDENTIALS_FILE: '~/s',
      AWS_PROFILE: 'a',
    },
    config: profile('a', PROCESS),
    files: { c: profile('a', 'region = eu-west-1'), s: `[a]\n${STORED_KEYS}` },
  },
  {
    what: 'a name that only some can see',
    env: { ...CONTAINER, AWS_PROFILE: 'my profile' },
    config: profile('"my profile"', CONFIG_KEYS),
  },
  {
    what: 'both region variables, and a region in the profile',
    env: { ...ENV_KEYS, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
    config: '[default]\nregion = eu-west-3\n',
  },
  {
    what: 'AWS_DEFAULT_REGION, and a region in the profile',
    env: { ...ENV_KEYS, AWS_DEFAULT_REGION: 'eu-west-2', AWS_PROFILE: 'a' },
    config: profile('a', 'region = eu-west-3'),
  },
  {
    what: 'AWS_REGION, and a region in the profile',
    env: { ...ENV_KEYS, AWS_REGION: 'eu-west-1', AWS_PROFILE: 'a' },
    config: profile('a', 'region = eu-west-3'),
  },
]
