import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { ConfigError } from '../../src/core/errors.js'
import type { Env } from '../../src/core/paths.js'
import { configuredEndpoint } from '../../src/core/session/endpoint.js'
import { networkFor, type Network, type Service, type Whose } from '../../src/core/session/network.js'
import { findProfile } from '../../src/core/profile/profile.js'
import { allSessions } from '../../src/core/session/sso-session.js'
import { homeFor } from '../support/home.js'

const CONFIG = `
[default]
region = eu-west-1
ca_bundle = /etc/corp/default.pem

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[sso-session other]
sso_start_url = https://other.awsapps.com/start
sso_region = eu-west-1

[profile plain]
sso_session = corp

[profile proxied]
sso_session = corp
ca_bundle = /etc/corp/proxied.pem
services = proxied
use_fips_endpoint = True

[profile also]
sso_session = corp
use_fips_endpoint = false
use_dualstack_endpoint = true
services = second one

[profile off]
sso_session = corp
services = proxied
ignore_configured_endpoint_urls = true

[profile generic]
sso_session = other
endpoint_url = http://localhost:4566

[profile further]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = based
ca_bundle = /etc/corp/further.pem

[profile based]
sso_session = other
sso_account_id = 111122223333
sso_role_name = Developer

[profile lost]
sso_session = lost
services = nowhere

[services proxied]
sso =
  endpoint_url = https://portal.corp.example/sso
sso_oidc =
  endpoint_url = https://oidc.corp.example
s3 =
  endpoint_url = http://localhost:4566

[services "second one"]
sts =
  endpoint_url = http://127.0.0.1:9999
`
const config = parseAwsConfig(CONFIG, '/home/ada/.aws/config')
const sessions = new Map(allSessions(config).map((session) => [session.name, session]))
const corp = sessions.get('corp')!
const other = sessions.get('other')!

interface Held {
  endpoints?: Partial<Record<Service, string>>
  ca?: string
  switches?: string
}

/** A network in a line each. */
function heldBy(network: Network): Held {
  const endpoints = Object.entries(network.endpoints).map(([service, { value }]) => [service, value])
  const switches = [network.useFipsEndpoint ? 'fips' : '', network.useDualstackEndpoint ? 'dual' : '']
  return {
    ...(endpoints.length > 0
      ? { endpoints: Object.fromEntries(endpoints) as Partial<Record<Service, string>> }
      : {}),
    ...(network.caBundle ? { ca: network.caBundle.value } : {}),
    ...(switches.join('') ? { switches: switches.join('') } : {}),
  }
}

const asProfile = (name: string): Whose => ({ session: { ...corp, usedBy: name } })
const DEFAULT_CA = '/etc/corp/default.pem'
const PROXIED = { sso: 'https://portal.corp.example/sso', sso_oidc: 'https://oidc.corp.example' }

const cases: [title: string, env: Env, whose: Whose, held: Held][] = [
  [
    'the profile that was asked for says how its session is reached',
    {},
    asProfile('proxied'),
    { endpoints: PROXIED, ca: '/etc/corp/proxied.pem', switches: 'fips' },
  ],
  [
    'a profile that says anything says it all, but for a CA bundle',
    {},
    asProfile('also'),
    { endpoints: { sts: 'http://127.0.0.1:9999' }, ca: '/etc/corp/proxied.pem', switches: 'dual' },
  ],
  [
    'a session alone is reached as the first profile says that uses it and says anything',
    {},
    { session: corp },
    { endpoints: PROXIED, ca: '/etc/corp/proxied.pem', switches: 'fips' },
  ],
  [
    'the profile in AWS_PROFILE is heard before the others of the session',
    { AWS_PROFILE: 'also' },
    { session: corp },
    { endpoints: { sts: 'http://127.0.0.1:9999' }, ca: '/etc/corp/proxied.pem', switches: 'dual' },
  ],
  ['a profile of another session is not', { AWS_PROFILE: 'proxied' }, { session: other }, { ca: DEFAULT_CA }],
  [
    'STS is asked as the profile says',
    { AWS_PROFILE: 'plain' },
    { profile: 'also' },
    { endpoints: { sts: 'http://127.0.0.1:9999' }, ca: DEFAULT_CA, switches: 'dual' },
  ],
  [
    'where no profile is named, the one in AWS_PROFILE holds',
    { AWS_PROFILE: 'also' },
    {},
    { endpoints: { sts: 'http://127.0.0.1:9999' }, ca: DEFAULT_CA, switches: 'dual' },
  ],
  ['else [default]', {}, {}, { ca: DEFAULT_CA }],
  [
    "a service's own variable wins over [services], and others of that section still hold",
    { AWS_ENDPOINT_URL_SSO_OIDC: 'https://env.example', AWS_ENDPOINT_URL_SSO: '' },
    asProfile('proxied'),
    {
      endpoints: { ...PROXIED, sso_oidc: 'https://env.example' },
      ca: '/etc/corp/proxied.pem',
      switches: 'fips',
    },
  ],
  [
    'ignore_configured_endpoint_urls switches variables off too',
    { AWS_ENDPOINT_URL_SSO: 'https://env.example' },
    { profile: 'off' },
    { ca: DEFAULT_CA },
  ],
  [
    'and AWS_IGNORE_CONFIGURED_ENDPOINT_URLS wins over it',
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
    { profile: 'off' },
    { endpoints: PROXIED, ca: DEFAULT_CA },
  ],
  [
    'the switches of the environment win over those of the profile',
    { AWS_USE_FIPS_ENDPOINT: 'FALSE', AWS_USE_DUALSTACK_ENDPOINT: 'True' },
    { profile: 'proxied' },
    { endpoints: PROXIED, ca: '/etc/corp/proxied.pem', switches: 'dual' },
  ],
  [
    'AWS_CA_BUNDLE wins over ca_bundle',
    { AWS_CA_BUNDLE: '/env.pem', REQUESTS_CA_BUNDLE: '/requests.pem' },
    { profile: 'plain' },
    { ca: '/env.pem' },
  ],
  [
    'ca_bundle wins over REQUESTS_CA_BUNDLE',
    { REQUESTS_CA_BUNDLE: '/requests.pem' },
    { profile: 'plain' },
    { ca: DEFAULT_CA },
  ],
  [
    'a generic endpoint is not used, neither from the environment nor from the profile',
    { AWS_ENDPOINT_URL: 'http://localhost:4566' },
    { profile: 'generic' },
    { ca: DEFAULT_CA },
  ],
]
for (const [title, env, whose, held] of cases)
  test(title, () => assert.deepEqual(heldBy(networkFor(env, config, whose)), held))

test('a profile that assumes a role from another is the one that is heard', () => {
  const found = findProfile(config, 'further')
  assert(found?.kind === 'sso')
  assert.equal(
    networkFor({}, config, { session: found.profile.session }).caBundle?.value,
    '/etc/corp/further.pem',
  )
  const plain = findProfile(config, 'plain')
  assert(plain?.kind === 'sso')
  assert.equal('usedBy' in plain.profile.session, false)
})

test('a [services] section that is not there is told with the line that names it', () => {
  assert.throws(
    () => networkFor({}, config, { profile: 'lost' }),
    (error) =>
      error instanceof ConfigError && /config:50: services is "nowhere", and there is no/.test(error.message),
  )
})

test('an endpoint that cannot be used is told with its place, and without a password that stands in it', () => {
  const text =
    '[profile x]\nservices = x\n[services x]\nsso =\n  endpoint_url = http://ada:hunter2@portal.example/x\n'
  const network = networkFor({}, parseAwsConfig(text, '/c'), { profile: 'x' })
  assert.equal(configuredEndpoint(network, 'sso_oidc'), undefined)
  assert.throws(
    () => configuredEndpoint(network, 'sso'),
    (error) =>
      error instanceof ConfigError &&
      error.message ===
        'endpoint_url of sso (/c:4) is "http://portal.example/x": only https is used for tokens and keys, and http on this machine.',
  )
  const odd = networkFor({ AWS_ENDPOINT_URL_SSO: 'ada:hunter2@portal.example' })
  assert.throws(
    () => configuredEndpoint(odd, 'sso'),
    (error) => error instanceof ConfigError && !error.message.includes('hunter2'),
  )
})

const ASKER = `
import json, os, sys
import botocore.session
answers = []
for env, profile in json.load(sys.stdin):
    for name in [n for n in os.environ if n.startswith(('AWS_', 'REQUESTS_'))]: del os.environ[name]
    os.environ.update(env)
    s = botocore.session.Session(profile=profile)
    s.set_config_variable('config_file', sys.argv[1])
    get = s.get_config_variable
    answers.append([get('ca_bundle') or os.environ.get('REQUESTS_CA_BUNDLE'), bool(get('use_fips_endpoint')), bool(get('use_dualstack_endpoint'))])
print(json.dumps(answers))
`

test('switches and CA bundle are those that botocore finds for a profile', async (t: TestContext) => {
  const home = await homeFor(t)
  // Without [default]'s ca_bundle, which botocore does not give to others.
  const file = await home.write('config', CONFIG.replace(`ca_bundle = ${DEFAULT_CA}\n`, ''))
  const read = parseAwsConfig(CONFIG.replace(`ca_bundle = ${DEFAULT_CA}\n`, ''), file)
  const words = ['true', 'True', 'TRUE', 'false', '1', 'yes', '', undefined]
  const asked: [env: Record<string, string>, profile: string][] = []
  for (const profile of ['default', 'plain', 'proxied', 'also', 'further'])
    for (const word of words)
      for (const ca of [undefined, 'AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'])
        asked.push([
          {
            ...(word === undefined ? {} : { AWS_USE_FIPS_ENDPOINT: word, AWS_USE_DUALSTACK_ENDPOINT: word }),
            ...(ca ? { [ca]: '/env.pem' } : {}),
          },
          profile,
        ])
  const answer = execFileSync('/usr/bin/python3', ['-c', ASKER, file], {
    env: home.env(),
    input: JSON.stringify(asked),
  })
  const theirs = JSON.parse(answer.toString()) as [string | null, boolean, boolean][]
  const ours = asked.map(([env, profile]) => {
    const { caBundle, useFipsEndpoint, useDualstackEndpoint } = networkFor(env, read, { profile })
    return [caBundle?.value ?? null, useFipsEndpoint, useDualstackEndpoint]
  })
  assert.deepEqual(ours, theirs)
})
