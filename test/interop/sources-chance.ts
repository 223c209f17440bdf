/** Surroundings of chance: variables and two files, in which everything is there sometimes. */
import fc from 'fast-check'
import type { SourceCase } from './sources-cases.js'

const maybe = <T>(...values: T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(undefined, undefined, ...values)

const ENV = fc.record({
  AWS_ACCESS_KEY_ID: maybe('AKIAENVIRONMENT', ''),
  AWS_SECRET_ACCESS_KEY: maybe('none', 'none', ''),
  AWS_PROFILE: maybe('a', 'b', 'a', 'gone', 'default', ''),
  AWS_DEFAULT_PROFILE: maybe('a', 'b', 'gone'),
  AWS_WEB_IDENTITY_TOKEN_FILE: fc.constantFrom(undefined, undefined, undefined, '{HOME}/variable', ''),
  AWS_ROLE_ARN: fc.constantFrom(undefined, undefined, 'arn:aws:iam::111122223333:role/variable', ''),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: fc.constantFrom(undefined, undefined, '{SERVER}/container'),
  AWS_EC2_METADATA_DISABLED: maybe('true', 'false'),
  AWS_REGION: maybe('eu-west-1'),
  AWS_DEFAULT_REGION: maybe('eu-west-2'),
})

const KEYS: Readonly<Record<string, readonly string[]>> = {
  role_arn: ['arn:aws:iam::111122223333:role/profile'],
  source_profile: ['a', 'b', 'c', 'gone'],
  credential_source: ['Environment', 'EcsContainer', 'Ec2InstanceMetadata', 'Moon'],
  mfa_serial: ['device'],
  web_identity_token_file: ['{HOME}/token'],
  sso_session: ['corp', 'gone'],
  sso_account_id: ['111122223333'],
  sso_role_name: ['Developer'],
  sso_start_url: ['https://corp.awsapps.com/start'],
  sso_region: ['eu-west-1', 'us-east-1'],
  aws_secret_access_key: ['none'],
  credential_process: [`echo '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "none"}'`],
  region: ['eu-west-3'],
}

/** Lines of a profile; the key id tells the file. */
function lines(keyId: string, names: readonly string[]): fc.Arbitrary<string> {
  const each = [...names, 'aws_access_key_id'].map((name) => {
    const values = name === 'aws_access_key_id' ? [keyId] : (KEYS[name] ?? [])
    return fc.constantFrom(undefined, undefined, ...values).map((value) => value && `${name} = ${value}`)
  })
  return fc.tuple(...each).map((found) => found.filter(Boolean).join('\n'))
}

const section = (header: string, body: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.option(body, { nil: undefined }).map((text) => (text === undefined ? '' : `[${header}]\n${text}\n`))

const CONFIG = fc
  .tuple(
    ...['profile a', 'profile b', 'profile c', 'default'].map((name) =>
      section(name, lines('AKIACONFIG', Object.keys(KEYS))),
    ),
  )
  .map(
    (sections) =>
      `[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n${sections.join('')}`,
  )

const STORED = fc
  .tuple(
    ...['a', 'b', 'default'].map((name) =>
      section(name, lines('AKIACREDENTIALS', ['aws_secret_access_key', 'region'])),
    ),
  )
  .map((sections) => sections.join(''))

/** So many, always the same ones. */
export function chanceCases(count: number, seed: number): SourceCase[] {
  const named = fc.constantFrom(undefined, undefined, undefined, 'a', 'b')
  const all = fc.record({ env: ENV, config: CONFIG, credentials: STORED, named })
  return fc.sample(all, { numRuns: count, seed }).map(({ env, config, credentials, named: name }, index) => ({
    what: `number ${index} of seed ${seed}`,
    env: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    config,
    credentials,
    files: { token: 'no secret', variable: 'no secret' },
    ...(name === undefined ? {} : { named: name }),
  }))
}
