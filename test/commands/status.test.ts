import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { assumedCredentialsText, assumedRoleFileName } from '../../src/core/credentials/assumed-role.js'
import { roleCredentialsFileName, roleCredentialsText } from '../../src/core/session/role-credentials.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { tokenFileName } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import { endpointsOf, homeFor, sandboxSections, type Home, type Sections } from '../support/home.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'

interface Scene {
  startUrl: string
  putToken: (options: IssueOptions, change?: object) => Promise<void>
  status: (words?: string[], env?: Record<string, string>) => Promise<Ended>
  count: () => number
  home: Home
  session: SsoSession
}

async function sceneFor(t: TestContext, more: Sections = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  await home.writeConfig({ ...sandboxSections(sandbox), 'profile keys': { region: 'eu-west-1' }, ...more })
  const env = home.env(endpointsOf(sandbox))
  const session: SsoSession = {
    kind: 'sso-session',
    name: 'sandbox',
    startUrl: sandbox.startUrl,
    region: sandbox.region,
  }
  return {
    startUrl: sandbox.startUrl,
    putToken: async (options, change) => {
      const token = { ...sandbox.issueToken(options), ...change }
      await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(token))
    },
    status: (words = [], more = {}) => run(['status', ...words], { env: { ...env, ...more } }),
    count: () => Object.keys(sandbox.counts()).length,
    home,
    session,
  }
}

const active = { AWS_PROFILE: 'acme-dev' }
const unrenewable = { refreshToken: undefined }
const endsInOneHour = { registrationExpiresAt: new Date(Date.now() + 3_600_000).toISOString() }

test('status says which profile is active and by what, and how the session stands; it asks nobody', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({})
  const { status, stdout } = await scene.status([], active)
  assert.equal(status, 0)
  assert.equal(
    stdout.replace(/\d\d:\d\d(?: on \d+ [A-Z][a-z]+)?/, 'HH:MM'),
    `Profile "acme-dev", by AWS_PROFILE.
  account 111122223333, role Developer, SSO session "sandbox"

SSO session "sandbox", ${scene.startUrl} (eu-west-1)
  logged in; when it ends is not known
  token until HH:MM, refreshed without asking
`,
  )
  assert.equal(scene.count(), 0)
})

const standings: [words: string, options: IssueOptions | undefined, change: object, line: RegExp][] = [
  ['no token', undefined, {}, /not logged in\. Try: ssoenv login --session sandbox/],
  [
    'an expired token that can be refreshed',
    { state: 'expired' },
    {},
    /logged in; whether it still lasts is not known\n {2}token ended 1 minute ago, to be refreshed without asking$/m,
  ],
  [
    'a token whose registration is about to end',
    {},
    endsInOneHour,
    /refreshed without asking, until \d\d:\d\d(?: on .*)? at the latest$/m,
  ],
  [
    'an expired one that cannot',
    { state: 'expired' },
    unrenewable,
    /ended 1 minute ago\. Try: ssoenv login --session sandbox/,
  ],
  [
    'a living one that cannot',
    { lastsSeconds: 1801 },
    unrenewable,
    /logged in until \d\d:\d\d(?: on .*)? \(3[01] minutes\); it cannot be refreshed$/m,
  ],
]
for (const [words, options, change, line] of standings) {
  test(`status of a session with ${words}`, async (t) => {
    const scene = await sceneFor(t)
    if (options) await scene.putToken(options, change)
    assert.match((await scene.status()).stdout, line)
  })
}

const checks: [
  words: string,
  options: IssueOptions | undefined,
  change: object,
  flags: string[],
  status: number,
][] = [
  ['no token', undefined, {}, [], 4],
  ['a good token', {}, {}, [], 0],
  ['an expired one that can be refreshed', { state: 'expired' }, {}, [], 0],
  ['an expired one that cannot', { state: 'expired' }, unrenewable, [], 4],
  ['one whose session was ended at the portal', { state: 'ended' }, {}, [], 4],
  [
    '25 minutes left, no refresh, and 30 wanted',
    { lastsSeconds: 1500 },
    unrenewable,
    ['--min-ttl', '30m'],
    4,
  ],
  [
    '35 minutes left, no refresh, and 30 wanted',
    { lastsSeconds: 2100 },
    unrenewable,
    ['--min-ttl', '30m'],
    0,
  ],
  ['a refresh, the end unknown, and 2 hours wanted', { lastsSeconds: 60 }, {}, ['--min-ttl', '2h'], 0],
  ['a registration that ends in one, and 2 hours wanted', {}, endsInOneHour, ['--min-ttl', '2h'], 4],
]
for (const [words, options, change, flags, expected] of checks) {
  for (const env of [active, {}]) {
    const where = env === active ? 'of the active profile' : 'of the only session'
    test(`--check with ${words} ${where} prints nothing and exits with ${expected}`, async (t) => {
      const scene = await sceneFor(t)
      if (options) await scene.putToken(options, change)
      const { status, stdout, stderr } = await scene.status(['--check', ...flags], env)
      assert.deepEqual([status, stdout, stderr], [expected, '', ''])
    })
  }
}

test('--check of a profile that needs no session is 0, of one that does not exist 3', async (t) => {
  const scene = await sceneFor(t)
  assert.equal((await scene.status(['--check'], { AWS_PROFILE: 'keys' })).status, 0)
  assert.equal((await scene.status(['--check'], { AWS_PROFILE: 'nobody' })).status, 3)
})

test('--check of an expired token is 6 where the service cannot be reached, of a living one 0', async (t) => {
  const scene = await sceneFor(t)
  const offline = { AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:9', ...active }
  await scene.putToken({ state: 'expired' })
  assert.equal((await scene.status(['--check'], offline)).status, 6)
  await scene.putToken({ lastsSeconds: 300 })
  assert.equal((await scene.status(['--check', '--min-ttl', '30m'], offline)).status, 0)
})

test('--min-ttl wants a unit, and --check', async (t) => {
  const scene = await sceneFor(t)
  assert.equal((await scene.status(['--check', '--min-ttl', '30'])).status, 2)
  assert.equal((await scene.status(['--min-ttl', '30m'])).status, 2)
})

test('--json has the active profile and every session, and no secret', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ lastsSeconds: 600 }, unrenewable)
  const { stdout } = await scene.status(['--json'], { ...active, AWS_ACCESS_KEY_ID: 'AKIA' })
  const status = JSON.parse(stdout) as { active: unknown; sessions: Record<string, unknown>[] }
  assert.deepEqual(status.active, {
    profile: 'acme-dev',
    by: 'AWS_PROFILE',
    hiddenByKeys: true,
    session: 'sandbox',
    accountId: '111122223333',
    roleName: 'Developer',
    warnings: [],
  })
  const [session = {}] = status.sessions
  assert.deepEqual(
    { ...session, expiresAt: '', tokenFile: '', session: '' },
    {
      name: 'sandbox',
      kind: 'sso-session',
      startUrl: scene.startUrl,
      region: 'eu-west-1',
      token: 'refresh-due',
      renewable: false,
      loginNeeded: false,
      expiresAt: '',
      session: '',
      roleCredentials: [],
      tokenFile: '',
    },
  )
  // A token that cannot be refreshed takes the session with it.
  assert.deepEqual(session['session'], { endsAbout: session['expiresAt'], basis: 'token' })
  assert.doesNotMatch(stdout, /SandboxSecret/)
})

test('paths below the home folder begin with ~, but not under --json', async (t) => {
  const { home, status } = await sceneFor(t)
  await home.write('acme/.ssoenv', 'profile = acme-dev\n')
  const here = { env: home.env(), cwd: `${home.path}/acme` }
  assert.equal((await run(['allow'], here)).status, 0)
  assert.match((await run(['status'], here)).stdout, /^Profile "acme-dev", by ~\/acme\/\.ssoenv\.$/m)
  const { active } = JSON.parse((await run(['status', '--json'], here)).stdout) as {
    active: { file: string }
  }
  assert.equal(active.file, `${home.path}/acme/.ssoenv`)
  const { stdout } = await status([], { AWS_PROFILE: 'nobody' })
  assert.match(stdout, / ~\/\.aws\/config/)
  assert.ok(!stdout.includes(home.path))
})

test('a profile that cannot be used is named with what is wrong', async (t) => {
  const scene = await sceneFor(t)
  const { status, stdout } = await scene.status([], { AWS_PROFILE: 'nobody' })
  assert.equal(status, 0)
  assert.match(stdout, /^Profile "nobody", by AWS_PROFILE\.\n {2}.*no/)
})

test('role credentials that are kept and still good are named by their profiles, the active one first', async (t) => {
  const { home, status, putToken, session } = await sceneFor(t)
  await putToken({})
  const keep = (
    accountId: string,
    roleName: string,
    minutes: number,
    inner = 'AccountId',
  ): Promise<string> => {
    const expiresAt = new Date(Date.now() + minutes * 60_000)
    const keys = {
      accessKeyId: 'ASIAKEPT',
      secretAccessKey: 'KeptSecret',
      sessionToken: 'KeptToken',
      expiresAt,
    }
    const text = roleCredentialsText(keys, accountId).replace('AccountId', inner)
    return home.write(`.aws/cli/cache/${roleCredentialsFileName(session, accountId, roleName)}`, text)
  }
  await keep('333344445555', 'ReadOnly', 30, 'Unknown')
  await keep('111122223333', 'Developer', 50)
  await keep('111122223333', 'Gone', 50)
  await home.write('.aws/cli/cache/0123456789012345678901234567890123456789.json', 'no JSON')
  const { stdout } = await status([], { AWS_PROFILE: 'acme-prod' })
  assert.match(
    stdout,
    /^ {2}role credentials of "acme-prod" until \d\d:\d\d(?: on .*)?, "acme-dev" until \d\d:\d\d(?: on .*)?$/m,
  )
  const json = (await status(['--json'])).stdout
  const { sessions } = JSON.parse(json) as { sessions: { roleCredentials: { expiresAt: string }[] }[] }
  const roles = sessions[0]?.roleCredentials.map((role) => ({ ...role, expiresAt: '' }))
  assert.deepEqual(roles, [
    { accountId: '111122223333', roleName: 'Developer', profile: 'acme-dev', expiresAt: '' },
    { accountId: '333344445555', roleName: 'ReadOnly', profile: 'acme-prod', expiresAt: '' },
  ])
  assert.doesNotMatch(stdout + json, /Kept|ASIA/)
  await keep('111122223333', 'Developer', -1)
  assert.doesNotMatch((await status()).stdout, /acme-dev/)
})

test('credentials of a role that a profile assumes are named too, beside the session that they come from', async (t) => {
  const role = { role_arn: 'arn:aws:iam::333344445555:role/Deployer', source_profile: 'acme-dev' }
  const { home, status, putToken } = await sceneFor(t, { 'profile deploy': role })
  await putToken({})
  const expiresAt = new Date(Date.now() + 30 * 60_000)
  const keys = {
    accessKeyId: 'ASIAKEPT',
    secretAccessKey: 'KeptSecret',
    sessionToken: 'KeptToken',
    expiresAt,
  }
  const kept = { profile: 'deploy', roleArn: role.role_arn, accountId: '333344445555', roleName: 'Deployer' }
  const file = `.aws/cli/cache/${assumedRoleFileName(kept)}`
  // As older AWS CLIs write it, and as this one does.
  const text = assumedCredentialsText(keys, kept.accountId)
  for (const each of [text.replace(/, "AccountId": "\d+"/, ''), text]) {
    await home.write(file, each)
    assert.match((await status()).stdout, /^ {2}role credentials of "deploy" until \d\d:\d\d/m)
    const { sessions } = JSON.parse((await status(['--json'])).stdout) as {
      sessions: { roleCredentials: object[] }[]
    }
    assert.deepEqual(
      sessions.flatMap(({ roleCredentials }) => roleCredentials.map((one) => ({ ...one, expiresAt: '' }))),
      [{ accountId: '333344445555', roleName: 'Deployer', profile: 'deploy', expiresAt: '' }],
    )
  }
  await home.write(file, text.replace('{', '{"ProviderType": "other", '))
  assert.doesNotMatch((await status()).stdout, /role credentials/)
})
