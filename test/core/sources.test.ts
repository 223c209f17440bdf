import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAwsConfig, withCredentials, type AwsConfig } from '../../src/core/config/aws-config.js'
import { callerWords } from '../../src/core/credentials/caller.js'
import { explain } from '../../src/core/credentials/explanation.js'
import { TOOLS, toolUse, type Surroundings } from '../../src/core/credentials/sources.js'
import { explanationText } from '../../src/core/credentials/sources-text.js'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAABCDEFGHIJKLWXYZ', AWS_SECRET_ACCESS_KEY: 'no secret' }
const OFF = { AWS_EC2_METADATA_DISABLED: 'true' }
const STORED = 'aws_access_key_id = AKIAABCDEFGHIJKLWXYZ\naws_secret_access_key = no secret'
const SSO = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile acme]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
`

function config(text = '', credentials?: string): AwsConfig {
  const parsed = parseAwsConfig(text, '/home/ada/.aws/config')
  return credentials === undefined
    ? parsed
    : withCredentials(parsed, credentials, '/home/ada/.aws/credentials')
}

/** What each tool uses, `PROFILE:SOURCE`, in the order of TOOLS. */
function usesOf(surroundings: Surroundings): string[] {
  return TOOLS.map((tool) => {
    const { profile, source, problem } = toolUse(tool, surroundings)
    return `${profile.name}:${problem === undefined ? (source ?? 'nothing') : 'fails'}`
  })
}

const conflictsIn = (surroundings: Surroundings, bound?: string): (string | undefined)[][] =>
  explain(surroundings, bound).conflicts.map(({ says, command }) => [says, command])

// The AWS CLI, boto3 and the JavaScript SDK are held against themselves in test/interop/sources.test.ts.
describe('what each tool uses, in the order AWS CLI, boto3, JavaScript, Go, Java, Rust', () => {
  const cases: [what: string, surroundings: Surroundings, uses: string][] = [
    [
      'keys in variables hide AWS_PROFILE from all but the JavaScript SDK',
      { env: { ...KEYS, AWS_PROFILE: 'acme' }, config: config(SSO) },
      'acme:environment acme:environment acme:sso acme:environment acme:environment acme:environment',
    ],
    [
      'a profile that is named hides keys in variables, but not from Java and Rust',
      { env: KEYS, config: config(SSO), named: 'acme' },
      'acme:sso acme:sso acme:sso acme:sso acme:environment acme:environment',
    ],
    [
      'AWS_DEFAULT_PROFILE is for the AWS CLI, boto3 and Go',
      { env: { ...OFF, AWS_DEFAULT_PROFILE: 'acme' }, config: config(SSO) },
      'acme:sso acme:sso default:nothing acme:sso default:nothing default:nothing',
    ],
    [
      'a profile that does not exist stops the AWS CLI, boto3, Go and Rust; the others go on',
      { env: { AWS_PROFILE: 'gone' }, config: config(SSO) },
      'gone:fails gone:fails gone:instance gone:fails gone:instance gone:fails',
    ],
    [
      'keys in the credentials file and SSO in one profile: JavaScript and Go take the keys',
      { env: { AWS_PROFILE: 'acme' }, config: config(SSO, `[acme]\n${STORED}`) },
      'acme:sso acme:sso acme:credentials-file acme:credentials-file acme:sso acme:sso',
    ],
    [
      'web identity in variables comes before the profile in all but JavaScript and Rust',
      {
        env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn', AWS_PROFILE: 'acme' },
        config: config(SSO),
      },
      'acme:web-identity-environment acme:web-identity-environment acme:sso acme:web-identity-environment ' +
        'acme:web-identity-environment acme:sso',
    ],
    [
      'only AWS_ACCESS_KEY, the older name: Go takes it',
      { env: { ...OFF, AWS_ACCESS_KEY: 'AKIA', AWS_SECRET_KEY: 'no secret' }, config: config() },
      'default:nothing default:nothing default:nothing default:environment default:nothing default:nothing',
    ],
    [
      'half a key in variables stops the AWS CLI and boto3, the others pass over it',
      { env: { ...OFF, AWS_ACCESS_KEY_ID: 'AKIA' }, config: config() },
      'default:fails default:fails default:nothing default:nothing default:nothing default:nothing',
    ],
    [
      'a session and no account is no source for the AWS CLI, boto3 and Rust, and stops the others',
      {
        env: { ...OFF, AWS_PROFILE: 'acme' },
        config: config(SSO.replace(/sso_account_id.*\nsso_role_name.*\n/, '')),
      },
      'acme:nothing acme:nothing acme:fails acme:fails acme:fails acme:nothing',
    ],
    [
      '`aws login` is known to all but Java',
      { env: { ...OFF, AWS_PROFILE: 'acme' }, config: config('[profile acme]\nlogin_session = arn\n') },
      'acme:login acme:login acme:login acme:login acme:nothing acme:login',
    ],
  ]
  for (const [what, surroundings, uses] of cases) {
    it(what, () => assert.equal(usesOf(surroundings).join(' '), uses))
  }
})

describe('what hides what, and the line that mends it', () => {
  it('keys in variables: those that are set are taken away, in the words of the shell', () => {
    const env = { ...KEYS, AWS_SESSION_TOKEN: 'no secret', AWS_PROFILE: 'acme', SHELL: '/usr/bin/zsh' }
    const says =
      'AWS_ACCESS_KEY_ID is set: the AWS CLI, boto3, the Go SDK (Terraform), the Java SDK and the Rust SDK use that key, not ' +
      'the profile "acme". The JavaScript SDK uses the profile.'
    const names = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
    assert.deepEqual(conflictsIn({ env, config: config(SSO) }), [[says, `unset ${names}`]])
    const fish = { ...env, SSOENV_SHELL: 'fish' }
    assert.deepEqual(conflictsIn({ env: fish, config: config(SSO) }), [[says, `set -e ${names}`]])
  })

  it('AWS_DEFAULT_PROFILE beside AWS_PROFILE, and alone', () => {
    const both = { env: { AWS_PROFILE: 'acme', AWS_DEFAULT_PROFILE: 'other' }, config: config(SSO) }
    assert.deepEqual(conflictsIn(both), [
      ['AWS_DEFAULT_PROFILE is "other", which boto3 takes before AWS_PROFILE.', 'unset AWS_DEFAULT_PROFILE'],
    ])
    const alone = { env: { AWS_DEFAULT_PROFILE: 'acme' }, config: config(SSO) }
    assert.deepEqual(conflictsIn(alone), [
      [
        'AWS_DEFAULT_PROFILE is "acme"; the JavaScript, Java and Rust SDKs do not read it.',
        'ssoenv use acme',
      ],
    ])
  })

  it('keys and SSO in one profile', () => {
    const surroundings = { env: { AWS_PROFILE: 'acme' }, config: config(SSO, `[acme]\n${STORED}`) }
    assert.deepEqual(conflictsIn(surroundings), [
      [
        'Of the profile "acme" the AWS CLI, boto3, the Java SDK and the Rust SDK use SSO, the JavaScript SDK and the Go SDK ' +
          '(Terraform) use keys in the credentials file.',
        'ssoenv keys park acme',
      ],
    ])
  })

  it('an empty AWS_PROFILE, a directory without the hook, regions that differ, web identity in variables', () => {
    assert.deepEqual(conflictsIn({ env: { AWS_PROFILE: '' }, config: config(SSO) }), [
      ['AWS_PROFILE is set and empty, which the AWS CLI and boto3 take for a name.', 'unset AWS_PROFILE'],
    ])
    assert.deepEqual(conflictsIn({ env: {}, config: config(SSO) }, 'acme'), [
      [
        'This directory means the profile "acme", and AWS_PROFILE is not set: without the hook, only ssoenv knows.',
        'ssoenv use acme',
      ],
    ])
    const regions = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }
    assert.deepEqual(conflictsIn({ env: regions, config: config() }), [
      [
        'The region is "eu-west-1" to the AWS CLI, the JavaScript SDK, the Go SDK (Terraform), the Java SDK and the Rust SDK, ' +
          '"us-east-1" to boto3.',
        'unset AWS_DEFAULT_REGION',
      ],
    ])
    const web = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn', AWS_PROFILE: 'acme' }
    assert.deepEqual(conflictsIn({ env: web, config: config(SSO) }), [
      [
        'AWS_WEB_IDENTITY_TOKEN_FILE is set: the AWS CLI, boto3, the Go SDK (Terraform) and the Java SDK use that role, not ' +
          'the profile "acme".',
        'unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN',
      ],
    ])
  })

  it('where nothing disagrees there is nothing to say', () => {
    assert.deepEqual(conflictsIn({ env: { AWS_PROFILE: 'acme' }, config: config(SSO) }), [])
    assert.deepEqual(conflictsIn({ env: {}, config: config() }), [])
  })
})

it('every source has its place in the order of each tool that knows it, and says whether it is here', () => {
  const { sources } = explain({ env: { ...KEYS, AWS_PROFILE: 'acme' }, config: config(SSO) })
  assert.deepEqual(
    sources.map(({ source }) => source),
    [
      ...['environment', 'assume-role', 'web-identity-environment', 'web-identity', 'sso'],
      ...[
        'credentials-file',
        'login',
        'process',
        'config-file',
        'ec2-file',
        'boto-file',
        'container',
        'instance',
      ],
    ],
  )
  assert.deepEqual(sources[0], {
    source: 'environment',
    isSet: true,
    where: 'AWS_ACCESS_KEY_ID',
    keyId: 'AKIA…WXYZ',
    places: { 'aws-cli': 1, boto3: 1, javascript: 1, go: 1, java: 1, rust: 1 },
    usedBy: ['aws-cli', 'boto3', 'go', 'java', 'rust'],
  })
  assert.deepEqual(sources[4], {
    source: 'sso',
    profile: 'acme',
    isSet: true,
    where: '/home/ada/.aws/config:5',
    places: { 'aws-cli': 5, boto3: 5, javascript: 7, go: 7, java: 4, rust: 4 },
    usedBy: ['javascript'],
  })
  // Nobody can see the machine's role from here.
  assert.equal('isSet' in sources.at(-1)!, false)
})

it('a chain is told link by link, without the external id', () => {
  const text = `${SSO}[profile deep]
role_arn = arn:aws:iam::444455556666:role/Deep
source_profile = acme
mfa_serial = arn:aws:iam::444455556666:mfa/ada
external_id = between-two
`
  const explanation = explain({ env: {}, config: config(text), named: 'deep' })
  assert.deepEqual(explanation.chain, [
    {
      profile: 'deep',
      kind: 'assume-role',
      where: '/home/ada/.aws/config:9',
      roleArn: 'arn:aws:iam::444455556666:role/Deep',
      mfaSerial: 'arn:aws:iam::444455556666:mfa/ada',
      source: 'acme',
    },
    { profile: 'acme', kind: 'sso', where: '/home/ada/.aws/config:6' },
  ])
  const said = explanationText(explanation, '/home/ada')
  assert.match(
    said,
    /1 {2}profile "deep" {2}assumes arn:aws:iam::444455556666:role\/Deep with the credentials of "acme", with a code of/,
  )
  assert.match(said, /2 {2}profile "acme" {2}SSO .*~\/.aws\/config:6/)
  assert.ok(!JSON.stringify(explanation).includes('between-two'))
})

it('names of files and variables cannot move the cursor, and no secret is shown', () => {
  const evil = '\u001b]0;x\u0007\u202e'
  const text = `[profile "a${evil}"]\nrole_arn = arn:aws:iam::111122223333:role/${evil}\nsource_profile = b\n[profile b]\n${STORED}\n`
  const env = { ...KEYS, AWS_SESSION_TOKEN: 'no secret', AWS_PROFILE: `a${evil}`, AWS_REGION: evil }
  const explanation = explain({ env, config: config(text, `[b]\n${STORED}`) })
  const said = explanationText(explanation, '/home/ada')
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(said, /[\u0000-\u0009\u000b-\u001f\u202e]/)
  for (const told of [said, JSON.stringify(explanation)]) {
    assert.ok(!told.includes('no secret'))
    assert.ok(!told.includes(KEYS.AWS_ACCESS_KEY_ID))
  }
})

it('an ARN is told as who it is', () => {
  const hash = '0123456789abcdef'
  const cases: [string, object][] = [
    [
      `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_Ops_${hash}/ada@acme.com`,
      { kind: 'sso-role', roleName: 'Dev_Ops', sessionName: 'ada@acme.com' },
    ],
    [
      'arn:aws-cn:sts::111122223333:assumed-role/Deploy/ci',
      { kind: 'role', roleName: 'Deploy', sessionName: 'ci' },
    ],
    ['arn:aws:iam::111122223333:user/team/ada', { kind: 'user', userName: 'ada' }],
    ['arn:aws:iam::111122223333:root', { kind: 'root' }],
    ['arn:aws:sts::111122223333:federated-user/ada', { kind: 'federated-user', userName: 'ada' }],
    ['arn:aws:iam::111122223333:else/what', { kind: 'other' }],
    ['no arn', { kind: 'other' }],
  ]
  for (const [arn, words] of cases) assert.deepEqual(callerWords(arn), words)
})
