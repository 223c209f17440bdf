/** Profiles that assume roles, with an SSO session as their base. */
import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { assumedRoleFileName, assumedRoles } from '../../src/core/credentials/assumed-role.js'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { MFA_CODE } from '../../src/sandbox/assume-role.js'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import {
  configText,
  endpointsOf,
  homeFor,
  sandboxSections,
  type Home,
  type Sections,
} from '../support/home.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { run, start, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  putToken: (options?: IssueOptions) => Promise<void>
  /** Fails where a secret is told. */
  ask: (profile: string, env?: Record<string, string>) => Promise<Ended>
  /** The AWS CLI's cache file of the role that a profile assumes. */
  fileOf: (profile: string) => string
}

const PROD = 'arn:aws:iam::333344445555:role'

const chains: Sections = {
  'profile deploy': { role_arn: `${PROD}/Deployer`, source_profile: 'acme-dev' },
  'profile release': { role_arn: `${PROD}/Releaser`, source_profile: 'deploy' },
  'profile partner': { role_arn: `${PROD}/Partner`, source_profile: 'acme-dev', external_id: 'acme-42' },
  'profile stranger': { role_arn: `${PROD}/Partner`, source_profile: 'acme-dev', external_id: 'other' },
  'profile short': {
    role_arn: `${PROD}/Deployer`,
    source_profile: 'acme-dev',
    duration_seconds: '1800',
    role_session_name: 'ada@acme',
    region: 'eu-central-1',
  },
  'profile long': { role_arn: `${PROD}/Deployer`, source_profile: 'acme-dev', duration_seconds: '7200' },
  'profile nobody': { role_arn: `${PROD}/Nobody`, source_profile: 'acme-dev' },
  'profile guarded': {
    role_arn: `${PROD}/Guarded`,
    source_profile: 'acme-dev',
    mfa_serial: 'arn:aws:iam::111122223333:mfa/ada',
  },
}

async function sceneFor(t: TestContext, more: Sections = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const sections = { ...sandboxSections(sandbox), ...chains, ...more }
  await home.writeConfig(sections)
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    home,
    env,
    putToken: async (options) => {
      const text = JSON.stringify(sandbox.issueToken(options))
      await home.write(`.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`, text)
    },
    ask: async (profile, extra) => {
      const ended = await run(['credential-process', '--profile', profile], { env: { ...env, ...extra } })
      assert.ok(!ended.stderr.includes(SECRET_MARK), ended.stderr)
      return ended
    },
    fileOf: (profile) => {
      const [role] = assumedRoles(parseAwsConfig(configText(sections), 'config'), profile)
      assert.ok(role)
      return path.join(home.path, '.aws/cli/cache', assumedRoleFileName(role))
    },
  }
}

interface Printed {
  AccessKeyId: string
  Expiration: string
  AccountId: string
}

function printed({ status, stdout, stderr }: Ended): Printed {
  assert.equal(status, 0, stderr)
  assert.equal(stderr, '')
  return JSON.parse(stdout) as Printed
}

it('gives credentials of the role that is assumed, and asks for them once', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const first = await scene.ask('deploy')
  assert.equal(printed(first).AccountId, '333344445555')
  assert.equal((await scene.ask('deploy')).stdout, first.stdout)
  assert.deepEqual([scene.sandbox.count('GetRoleCredentials'), scene.sandbox.count('AssumeRole')], [1, 1])
  assert.equal((await stat(scene.fileOf('deploy'))).mode & 0o777, 0o600)
  // The login may end: what is kept is kept.
  scene.sandbox.endSessions()
  await scene.putToken({ state: 'ended' })
  assert.equal((await scene.ask('deploy')).stdout, first.stdout)
})

it('goes through as many roles as there are, and keeps each', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  printed(await scene.ask('release'))
  printed(await scene.ask('deploy'))
  printed(await scene.ask('acme-dev'))
  assert.deepEqual(
    scene.sandbox.log('AssumeRole').map(({ assumedRole }) => assumedRole),
    [`${PROD}/Deployer`, `${PROD}/Releaser`],
  )
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 1)
})

it('says external id, session name and duration as the profile does', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  assert.equal(printed(await scene.ask('partner')).AccountId, '333344445555')
  const { Expiration } = printed(await scene.ask('short'))
  assert.ok(Math.abs(new Date(Expiration).getTime() - Date.now() - 1_800_000) < 60_000)
  const kept = JSON.parse(await readFile(scene.fileOf('short'), 'utf8')) as {
    AssumedRoleUser: { Arn: string }
  }
  assert.equal(kept.AssumedRoleUser.Arn, 'arn:aws:sts::333344445555:assumed-role/Deployer/ada@acme')
})

it('a role that may not be assumed: exit status 7 and one sentence with both roles', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  for (const profile of ['nobody', 'stranger']) {
    const loud = { DEBUG: '*', NODE_DEBUG: 'http,https,net,tls' }
    const { status, stdout, stderr } = await scene.ask(profile, loud)
    assert.deepEqual([status, stdout], [7, ''], stderr)
    assert.match(
      stderr,
      /^ssoenv: Role "Developer" in account 111122223333 may not assume role "\w+" in account 333344445555: .*\.( Run: ssoenv whoami \w+ --explain)\n$/m,
    )
  }
})

it('a duration that STS does not take is a mistake of the configuration', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const { status, stderr } = await scene.ask('long')
  assert.equal(status, 3)
  assert.match(
    stderr,
    /^ssoenv: Profile "long": .*exceeds the 1 hour session limit for roles assumed by role chaining/,
  )
})

it('a device whose code is wanted: exit status 4 at once, with the command that asks for it', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const { status, stdout, stderr } = await scene.ask('guarded')
  assert.deepEqual([status, stdout], [4, ''])
  assert.match(stderr, /^ssoenv: Profile "guarded" wants the code .* Run: ssoenv whoami guarded\n$/)
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 0)
})

it('30 at once: one GetRoleCredentials, one AssumeRole for each role, 30 times the same line', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ state: 'expired' })
  const words = ['credential-process', '--profile', 'release']
  const ended = await Promise.all(Array.from({ length: 30 }, () => start(words, { env: scene.env }).ended))
  assert.deepEqual(
    ended.filter(({ status }) => status !== 0).map(({ stderr }) => stderr),
    [],
  )
  assert.equal(new Set(ended.map(({ stdout }) => stdout)).size, 1)
  assert.deepEqual(
    ['CreateToken', 'GetRoleCredentials', 'AssumeRole'].map((name) => scene.sandbox.count(name)),
    [1, 1, 2],
  )
})

it('without a login: exit status 4, and no call', async (t) => {
  const scene = await sceneFor(t)
  const { status, stderr } = await scene.ask('release')
  assert.equal(status, 4)
  assert.match(stderr, /Run: ssoenv login --session sandbox\n$/)
  assert.deepEqual(scene.sandbox.counts(), {})
})

it('a file that cannot be used is passed over and replaced; one of another provider too', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  await scene.ask('deploy')
  const file = scene.fileOf('deploy')
  const whole = await readFile(file, 'utf8')
  const bad = [
    whole.slice(0, 80),
    '7',
    '"text"',
    '{"ProviderType": "sso", ' + whole.slice(1),
    whole.replace(/("Expiration": "[^"]*)Z"/, '$1"'),
    whole.replace(/"Expiration": "[^"]*"/, '"Expiration": "2020-01-01T00:00:00UTC"'),
  ]
  for (const [index, text] of bad.entries()) {
    await writeFile(file, text)
    printed(await scene.ask('deploy'))
    assert.equal(scene.sandbox.count('AssumeRole'), index + 2, text)
  }
  const others = path.join(path.dirname(file), 'other.json')
  await writeFile(others, 'not ours')
  await writeFile(file, whole.replace(/"Expiration": "([^"]*)Z"/, '"Expiration": "$1UTC"'))
  assert.equal(printed(await scene.ask('deploy')).AccountId, '333344445555')
  assert.equal(scene.sandbox.count('AssumeRole'), bad.length + 1)
  assert.equal(await readFile(others, 'utf8'), 'not ours')
})

it("STS's trouble is told as what it is", async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  printed(await scene.ask('acme-dev'))
  const cases = [
    [{ kind: 'exception', exception: 'RequestExpired' }, 7, /clock of this machine/],
    [{ kind: 'exception', exception: 'ExpiredToken' }, 7, /clock is not that of AWS/],
    [{ kind: 'exception', exception: 'SignatureDoesNotMatch' }, 7, /secret does not belong/],
    [{ kind: 'status', status: 503 }, 6, /is busy \(HTTP 503\)/],
    [{ kind: 'malformed' }, 6, /form that cannot be used|without/],
    [{ kind: 'html' }, 6, /./],
    [{ kind: 'reset' }, 6, /Could not reach/],
  ] as const
  for (const [fault, expected, said] of cases) {
    scene.sandbox.addFault({ operation: 'AssumeRole', times: 1, ...fault })
    const before = scene.sandbox.count('AssumeRole')
    const { status, stdout, stderr } = await scene.ask('deploy')
    assert.deepEqual([status, stdout], [expected, ''], JSON.stringify(fault) + stderr)
    assert.match(stderr, said)
    assert.match(stderr, /^ssoenv: [^\n]*\n$/)
    assert.equal(scene.sandbox.count('AssumeRole'), before + 1, JSON.stringify(fault))
  }
  printed(await scene.ask('deploy'))
})

it('credentials that have ended when they arrive are not given: the clock is off', async (t) => {
  const scene = await sceneFor(t)
  scene.sandbox.settings({ roleCredentialsSeconds: 86_400 })
  await scene.putToken({ lastsSeconds: 86_400 })
  printed(await scene.ask('acme-dev'))
  scene.sandbox.advance(-2 * 3600)
  const { status, stderr } = await scene.ask('deploy')
  assert.equal(status, 6)
  assert.match(stderr, /that ended .* ago: this machine's clock/)
})

it('login, status and logout of such a profile are those of the session at its base', async (t) => {
  const scene = await sceneFor(t)
  const login = await run(['login', 'release', '--flow', 'browser'], { env: scene.env })
  assert.equal(login.status, 0, login.stderr)
  printed(await scene.ask('release'))
  const { stdout } = await run(['status', '--json'], { env: { ...scene.env, AWS_PROFILE: 'release' } })
  assert.match(stdout, /"release"/)
  const cache = path.join(scene.home.path, '.aws/cli/cache')
  assert.equal((await readdir(cache)).length, 3)
  await writeFile(path.join(cache, 'other.json'), '{"Credentials": {}}')
  const logout = await run(['logout'], { env: { ...scene.env, AWS_PROFILE: 'release' } })
  assert.equal(logout.status, 0, logout.stderr)
  assert.deepEqual(await readdir(cache), ['other.json'])
  assert.equal((await scene.ask('release')).status, 4)
})

it('what no SSO session is the base of is told by its kind', async (t) => {
  const role = { role_arn: `${PROD}/Deployer` }
  const scene = await sceneFor(t, {
    'profile keys': { aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: SECRET_MARK },
    'profile from-keys': { ...role, source_profile: 'keys' },
    'profile process': { credential_process: 'true' },
    'profile web': { ...role, web_identity_token_file: '/nowhere' },
    'profile machine': { ...role, credential_source: 'Ec2InstanceMetadata' },
    'profile user': { role_arn: 'arn:aws:iam::333344445555:user/ada', source_profile: 'acme-dev' },
  })
  for (const [profile, said] of [
    ['keys', /from long-lived keys \(.*config:\d+\)/],
    ['from-keys', /from long-lived keys \(.*config:\d+\)/],
    ['process', /from a credential_process/],
    ['web', /from a web identity/],
    ['machine', /from a credential_source/],
    [
      'user',
      /config:\d+: the role_arn "arn:aws:iam::333344445555:user\/ada" of "user" is not that of a role/,
    ],
  ] as const) {
    const { status, stdout, stderr } = await scene.ask(profile)
    assert.deepEqual([status, stdout], [3, ''], profile)
    assert.match(stderr, said)
  }
})

it('on a terminal the code of the device is asked for, and what it opened serves everybody', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const words = ['whoami', 'guarded']
  const { status, screen } = await runOnTerminal(
    words,
    [
      ['Code that', { type: '12345\r' }],
      ['six digits', { type: '000000\r' }],
      ['was used already', { type: `${MFA_CODE}\r` }],
    ],
    { env: scene.env },
  )
  assert.equal(status, 0, screen)
  assert.match(screen, /assumed-role\/Guarded|Guarded/)
  assert.equal(printed(await scene.ask('guarded')).AccountId, '333344445555')
  assert.deepEqual(
    scene.sandbox.log('AssumeRole').map(({ outcome }) => outcome),
    ['AccessDenied', 'ok'],
  )
})

it('three wrong codes are a failed login, and Ctrl-C is no answer', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const wrong = await runOnTerminal(
    ['env', 'guarded'],
    [
      ['Code that', { type: '000001\r' }],
      ['was used already', { type: '000002\r' }],
      ['was used already', { type: '000003\r' }],
    ],
    { env: scene.env },
  )
  assert.equal(wrong.status, 5, wrong.screen)
  assert.equal(scene.sandbox.count('AssumeRole'), 3)
  const left = await runOnTerminal(['env', 'guarded'], [['Code that', { type: '\u0003' }]], {
    env: scene.env,
  })
  assert.equal(left.signal ?? left.status, 'SIGINT', left.screen)
  assert.equal(scene.sandbox.count('AssumeRole'), 3)
})

it('exec --keys and whoami are the role at the end; those that last as long as asked are used as they are', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const { AccessKeyId } = printed(await scene.ask('short'))
  const keys = (...words: string[]): Promise<Ended> =>
    run(['exec', '--keys', ...words, 'short', '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { env: scene.env })
  assert.equal((await keys()).stdout.trim(), AccessKeyId)
  assert.equal((await keys('--min-ttl', '25m')).stdout.trim(), AccessKeyId)
  assert.equal(scene.sandbox.count('AssumeRole'), 1)
  // Longer than this role ever lasts: asked for anew, and told.
  const long = await keys('--min-ttl', '50m')
  assert.equal(long.status, 3, long.stderr)
  assert.match(
    long.stderr.replace(/\s+/g, ' '),
    /--min-ttl asks for 50 min\. The duration_seconds of profile "short" decides that; AWS gives an hour at most/,
  )
  assert.equal(scene.sandbox.count('AssumeRole'), 2)
  const hours = await run(['env', 'release', '--min-ttl', '2h'], { env: scene.env })
  assert.equal(hours.status, 3, hours.stderr)
  assert.match(
    hours.stderr.replace(/\s+/g, ' '),
    /asks for 2 h\. AWS gives an hour at most for a role that is assumed by another role, as "Releaser" is\./,
  )
  const who = await run(['whoami', 'release', '--json'], { env: scene.env })
  assert.equal(who.status, 0, who.stderr)
  assert.match(who.stdout, /arn:aws:sts::333344445555:assumed-role\/Releaser\/ssoenv-\d+/)
})
