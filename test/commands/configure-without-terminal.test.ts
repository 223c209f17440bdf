/** `ssoenv configure` where nobody can be asked: what is missing is named, what is there is written. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import {
  configText,
  endpointsOf,
  homeFor,
  sandboxSections,
  type Home,
  type Sections,
} from '../support/home.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  configure: (...words: string[]) => Promise<Ended>
  config: () => Promise<string>
}

/** @param more sections beside the sandbox's; none: no config at all */
async function sceneFor(t: TestContext, more?: Sections): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' } })
  const home = await homeFor(t)
  if (more) await home.writeConfig({ ...sandboxSections(sandbox), ...more })
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    home,
    configure: (...words) => run(['configure', ...words], { env }),
    config: () => readFile(path.join(home.path, '.aws/config'), 'utf8'),
  }
}

const ROLE = ['--account', '111122223333', '--role', 'Developer']

test('what is missing is named, with exit status 2', async (t) => {
  const { configure, config } = await sceneFor(t)
  const cases: [string[], RegExp][] = [
    [[], /these are missing: PROFILE, --start-url, --account, --role\./],
    [['x', '--session', 'acme', ...ROLE], /these are missing: --start-url\./],
    [
      ['x', '--start-url', 'http://127.0.0.1:1/start', ...ROLE],
      /region of 127\.0\.0\.1:1\/start cannot be found out; --sso-region/,
    ],
    [
      ['x', '--start-url', 'http://127.0.0.1:1/start', '--sso-region', 'eu-west-1'],
      /these are missing: --account, --role\./,
    ],
    [['x', '--sso-region', 'Ireland'], /--sso-region: "Ireland" is not the name of a region/],
    [['x', '--region', 'eu_west_1'], /--region: .* Did you mean eu-west-1\?/],
    [['x', '--output', 'xml'], /--output: "xml" is none of json/],
    [['x', '--start-url', 'ftp://acme.awsapps.com/start', ...ROLE], /A start URL is an address such as/],
  ]
  for (const [words, message] of cases) {
    const { status, stderr } = await configure(...words)
    const said = stderr.replace(/\s*\n[\s›]+/g, ' ')
    assert.equal(status, 2, said)
    assert.match(said, message)
  }
  await assert.rejects(config(), /ENOENT/)
})

test('a name that no config can hold is refused with exit status 3', async (t) => {
  const { configure } = await sceneFor(t, {})
  for (const words of [
    ['a\nb'],
    ['x]'],
    ['x', '--session', '[y', '--start-url', 'http://127.0.0.1:1/start'],
  ]) {
    const { status, stderr } = await configure(...words, ...ROLE)
    assert.equal(status, 3, stderr)
    assert.match(stderr, /cannot be the name of a section/)
  }
})

test('several sessions: the flag that says which one is named', async (t) => {
  const { configure } = await sceneFor(t, {
    'sso-session other': { sso_start_url: 'https://other.awsapps.com/start', sso_region: 'eu-west-1' },
  })
  const { status, stderr } = await configure('x', ...ROLE)
  assert.equal(status, 2)
  assert.match(stderr, /these are missing: --session\./)
})

test('with account and role a profile is written without a login and without a call', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t, {})
  const { status, stdout } = await configure('x', ...ROLE, '--region', 'eu-west-3', '--json')
  assert.equal(status, 0)
  const { backup, ...json } = JSON.parse(stdout) as Record<string, unknown>
  assert.match(String(backup), /backups\/config\./)
  assert.deepEqual(json, {
    profile: 'x',
    session: 'sandbox',
    startUrl: sandbox.startUrl,
    ssoRegion: sandbox.region,
    accountId: '111122223333',
    roleName: 'Developer',
    region: 'eu-west-3',
    file: path.join(String(json['file']), ''),
    changed: true,
    dryRun: false,
    newSession: false,
    warnings: [],
  })
  const added =
    '\n[profile x]\nsso_session = sandbox\nsso_account_id = 111122223333\nsso_role_name = Developer\nregion = eu-west-3\n'
  assert.equal(await config(), configText(sandboxSections(sandbox)) + added)
  assert.equal(sandbox.log().length, 0)
})

test('a new session: region from the portal, name from the host, scopes from the flag', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t)
  const scopes = ['--scopes', 'sso:account:access, codewhisperer:completions']
  const { status, stderr } = await configure('x', '--start-url', sandbox.startUrl, ...ROLE, ...scopes)
  assert.equal(status, 0, stderr)
  assert.equal(
    (await config()).split('\n\n')[1],
    `[sso-session sso]\nsso_start_url = ${sandbox.startUrl}\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access,codewhisperer:completions\n`,
  )
})

test('an account by its name needs the portal, and without a login exits with 4', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t, {})
  const { status, stderr } = await configure('x', '--account', 'acme-dev', '--role', 'Developer')
  assert.equal(status, 4)
  assert.match(stderr, /ssoenv login --session sandbox/)
  assert.equal(await config(), configText(sandboxSections(sandbox)))
})

test('--dry-run shows the difference and changes nothing', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t, {})
  const { status, stdout } = await configure('x', ...ROLE, '--dry-run')
  assert.equal(status, 0)
  assert.match(stdout, /^--- .*\.aws\/config\n\+\+\+ [^]*\n\+\[profile x\]\n\+sso_session = sandbox\n/)
  assert.equal(await config(), configText(sandboxSections(sandbox)))
})

test('a profile that is there is changed with --overwrite only; nothing to change is no error', async (t) => {
  const { configure, config } = await sceneFor(t, {})
  const before = await config()
  const refused = await configure('acme-prod', ...ROLE)
  assert.equal(refused.status, 2)
  assert.match(refused.stderr, /--overwrite/)
  assert.equal(await config(), before)
  const same = await configure('acme-dev', ...ROLE)
  assert.deepEqual([same.status, await config()], [0, before])
  const changed = await configure('acme-prod', ...ROLE, '--overwrite')
  assert.equal(changed.status, 0, changed.stderr)
  const expected = before.replace('333344445555', '111122223333').replace('ReadOnly', 'Developer')
  assert.equal(await config(), expected)
})

test('what a profile says already need not be said again', async (t) => {
  const { configure, config } = await sceneFor(t, {})
  const { status, stderr } = await configure('acme-prod', '--role', 'AdministratorAccess', '--overwrite')
  assert.equal(status, 0, stderr)
  assert.match(await config(), /sso_account_id = 333344445555\nsso_role_name = AdministratorAccess\n/)
})

test('a flag that says another thing than the session that is there is not passed over', async (t) => {
  const { configure } = await sceneFor(t, {})
  const others = [
    ['--start-url', 'https://other.awsapps.com/start'],
    ['--sso-region', 'us-east-1'],
    ['--scopes', 'other'],
  ]
  for (const words of others) {
    const { status, stderr } = await configure('x', '--session', 'sandbox', ...words, ...ROLE)
    assert.equal(status, 2)
    assert.match(stderr, /SSO session "sandbox" in/)
  }
})

test('a name that has its credentials from elsewhere is left alone', async (t) => {
  const role = { role_arn: 'arn:aws:iam::111122223333:role/x', source_profile: 'acme-dev' }
  const { configure, config, home } = await sceneFor(t, { 'profile chained': role })
  await home.write(
    '.aws/credentials',
    '[stored]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n',
  )
  const before = await config()
  const chained = await configure('chained', ...ROLE, '--overwrite')
  assert.deepEqual([chained.status, await config()], [3, before])
  assert.match(chained.stderr, /config:\d+: the profile "chained"\s+gets\s+its\s+credentials\s+by\s+role_arn/)
  const stored = await configure('stored', ...ROLE)
  assert.deepEqual([stored.status, await config()], [3, before])
  assert.match(stored.stderr, /credentials file has keys/)
})

test('a name that JavaScript does not see is quoted as the AWS CLI does, with a warning', async (t) => {
  const { configure, config } = await sceneFor(t, {})
  const { status, stderr } = await configure('my profile', ...ROLE)
  assert.equal(status, 0, stderr)
  assert.match(await config(), /\n\[profile 'my profile'\]\n/)
  assert.match(stderr, /the JavaScript SDK cannot see the profile "my profile"/)
})

test('a config that no AWS tool can read stays as it is', async (t) => {
  const { configure, config, home } = await sceneFor(t)
  await home.write('.aws/config', '[profile a]\nnonsense\n')
  const { status, stderr } = await configure('x', '--session', 's', ...ROLE)
  assert.equal(status, 3)
  assert.match(stderr, /config:2: neither a section/)
  assert.equal(await config(), '[profile a]\nnonsense\n')
})
