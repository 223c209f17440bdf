import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sha1 } from '../../src/core/text/sha1.js'
import { homeFor, type Home } from '../support/home.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const terminal = fileURLToPath(new URL('../support/terminal.py', import.meta.url))

const URL_TEXT = 'https://acme-example.awsapps.com/start'
const LEGACY = `# mine
[profile dev]
sso_start_url = ${URL_TEXT}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Developer

[profile broken]
sso_start_url = ${URL_TEXT}
sso_account_id = 111122223333
sso_role_name = Developer
`
const MIGRATED = `# mine
[profile dev]
sso_session = acme-example
sso_account_id = 111122223333
sso_role_name = Developer

[profile broken]
sso_start_url = ${URL_TEXT}
sso_account_id = 111122223333
sso_role_name = Developer

[sso-session acme-example]
sso_start_url = ${URL_TEXT}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`

interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

interface Scene {
  home: Home
  config: string
  run: (words: string[], env?: Record<string, string>) => Ran
  /** The same on a terminal, where `answer` is typed at the question. */
  ask: (words: string[], answer: string) => { status: number | null; screen: string }
  now: () => Promise<string>
}

async function sceneFor(t: TestContext, text = LEGACY): Promise<Scene> {
  const home = await homeFor(t)
  const config = await home.write('.aws/config', text)
  const options = (
    env: Record<string, string> = {},
  ): { cwd: string; env: Record<string, string>; encoding: 'utf8' } => {
    return { cwd: home.path, env: home.env(env), encoding: 'utf8' }
  }
  const run: Scene['run'] = (words, env) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'migrate', ...words], {
      ...options(env),
      input: '',
    })
    return { status, stdout, stderr }
  }
  const ask: Scene['ask'] = (words, answer) => {
    const steps = JSON.stringify([['[y/N]', { type: answer }]])
    const all = [terminal, '20', steps, process.execPath, program, 'migrate', ...words]
    return JSON.parse(spawnSync('/usr/bin/python3', all, options()).stdout) as ReturnType<Scene['ask']>
  }
  return { home, config, run, ask, now: () => readFile(config, 'utf8') }
}

/** The error's words on one line: oclif breaks them for the terminal's width. */
function words(text: string): string {
  return text.replace(/[\s›]+/g, ' ')
}

test('--dry-run shows the change, says why a profile stays, and changes nothing', async (t) => {
  const { run, now, home } = await sceneFor(t)
  const { status, stdout } = run(['--dry-run'])
  assert.equal(status, 0)
  assert.match(stdout, /^-sso_start_url = .*\n-sso_region = eu-west-1\n\+sso_session = acme-example$/m)
  assert.match(stdout, /^ {2}dev {2}legacy {2}→ acme-example$/m)
  assert.match(
    stdout,
    /^Left as it is: \S*config:8: the profile "broken" has no SSO region; say it with --sso-region\.$/m,
  )
  assert.equal(await now(), LEGACY)
  await assert.rejects(readdir(path.join(home.path, '.local')))
})

test('without a terminal nothing is changed, exit 2; --yes changes it', async (t) => {
  const { run, now, config } = await sceneFor(t)
  const refused = run([])
  assert.equal(refused.status, 2)
  assert.match(words(refused.stderr), /There is no terminal to ask on, so nothing was changed\. Say --yes/)
  assert.equal(await now(), LEGACY)
  const { status, stdout } = run(['--yes'])
  assert.equal(status, 0)
  assert.equal(await now(), MIGRATED)
  assert.match(stdout, /SSO session "acme-example" needs a login: ssoenv login --session acme-example/)
  const backup = /the file as it was is (\S+), and/
    .exec(stdout)?.[1]
    ?.replace('~', path.dirname(path.dirname(config)))
  assert.equal(await readFile(backup ?? '', 'utf8'), LEGACY)
})

test('on a terminal it asks: anything but yes changes nothing', async (t) => {
  const { ask, now } = await sceneFor(t)
  const no = ask([], '\r')
  assert.equal(no.status, 130)
  assert.match(no.screen, /Change ~\/\.aws\/config\? \[y\/N\]/)
  assert.equal(await now(), LEGACY)
  assert.equal(ask([], 'y\r').status, 0)
  assert.equal(await now(), MIGRATED)
})

test('--undo puts the file back, byte for byte, once', async (t) => {
  const text = LEGACY.replaceAll('\n', '\r\n').trimEnd()
  const { run, ask, now } = await sceneFor(t, text)
  assert.equal(run(['--yes']).status, 0)
  assert.notEqual(await now(), text)
  assert.equal(run(['--undo', '--dry-run']).status, 0)
  assert.equal(run(['--undo']).status, 2)
  assert.notEqual(await now(), text)
  assert.equal(ask(['--undo'], 'y\r').status, 0)
  assert.equal(await now(), text)
  const again = run(['--undo', '--yes'])
  assert.equal(again.status, 3)
  assert.match(words(again.stderr), /No migration of \S+ is known that could be taken back/)
})

test('--undo leaves what was changed in other places since', async (t) => {
  const { run, now, config } = await sceneFor(t)
  run(['--yes'])
  const added = '\n[profile later]\nregion = us-east-1\n'
  await writeFile(config, `[default]\noutput = json\n\n${MIGRATED}${added}`)
  const { status, stdout } = run(['--undo', '--yes'])
  assert.equal(status, 0)
  assert.match(stdout, /What was changed since the migration stays/)
  assert.equal(await now(), `[default]\noutput = json\n\n${LEGACY}${added}`)
})

test('--undo refuses where the same places were changed, and where a session is in use since', async (t) => {
  const { run, now, config } = await sceneFor(t)
  run(['--yes'])
  const changed = [
    MIGRATED.replace('sso_session = acme-example', 'sso_session = acme-example\nregion = x'),
    MIGRATED.replace('sso_region = eu-west-1', 'sso_region = us-east-1'),
    `${MIGRATED}\n[profile later]\nsso_session = acme-example\nsso_account_id = 111122223333\nsso_role_name = R\n`,
  ]
  for (const text of changed) {
    await writeFile(config, text)
    const { status, stdout, stderr } = run(['--undo', '--yes'])
    assert.equal(status, 3)
    assert.match(stdout, /^-sso_session = acme-example$/m)
    assert.match(
      words(stderr),
      /was changed since in the same places.*as it was before it is \S+\/backups\/config\.\w+\.\S+Z\./,
    )
    assert.equal(await now(), text)
  }
})

test('a named profile that cannot move: the others move, exit 3', async (t) => {
  const { run, now } = await sceneFor(t)
  const { status, stdout } = run(['dev', 'broken', '--yes'])
  assert.equal(status, 3)
  assert.match(stdout, /Left as it is: .* "broken" has no SSO region/)
  assert.equal(await now(), MIGRATED)
})

test('only the named profiles move, and a session gets the name that is given', async (t) => {
  const { run, now } = await sceneFor(t)
  assert.equal(run(['broken', '--sso-region', 'eu-west-1', '--session', 'corp', '--yes']).status, 0)
  const text = await now()
  assert.match(text, /\[profile dev\]\nsso_start_url/)
  assert.match(text, /\[profile broken\]\nsso_session = corp\nsso_account_id/)
  assert.match(run(['broken']).stdout, /The profile "broken" has nothing to move/)
  const unknown = run(['nobody'])
  assert.equal(unknown.status, 3)
  assert.match(words(unknown.stderr), /There is no profile "nobody"/)
})

test('--json says all of it, and asks nothing', async (t) => {
  const { run, config } = await sceneFor(t)
  const asked = run(['--json'])
  assert.equal(asked.status, 2)
  const result = JSON.parse(run(['--json', '--yes']).stdout) as Record<string, unknown>
  const { diff, backup, skipped, ...rest } = result
  assert.deepEqual(rest, {
    file: config,
    changed: true,
    migrated: [{ profile: 'dev', from: 'legacy', session: 'acme-example' }],
    tidied: [],
    sessions: [
      { name: 'acme-example', startUrl: URL_TEXT, region: 'eu-west-1', isNew: true, tokenCarried: false },
    ],
    notes: [],
  })
  assert.match(String(diff), /^\+sso_session = acme-example$/m)
  assert.match(String(backup), /backups\/config\./)
  assert.match(JSON.stringify(skipped), /"profile":"broken","reason":/)
  const undo = JSON.parse(run(['--undo', '--yes', '--json']).stdout) as Record<string, unknown>
  assert.deepEqual([undo['file'], undo['changed']], [config, true])
})

test('nothing to migrate is no failure, with a file and without one', async (t) => {
  const { run } = await sceneFor(t, '[default]\nregion = eu-west-1\n')
  for (const env of [{}, { AWS_CONFIG_FILE: '/nonexistent/config' }]) {
    const { status, stdout } = run(['--yes'], env)
    assert.equal(status, 0)
    assert.match(stdout, /There is nothing to migrate in /)
  }
})

test('the file keeps its mode, and a link stays a link', async (t) => {
  const { home, run, config } = await sceneFor(t)
  const target = await home.write('dotfiles/aws-config', LEGACY, 0o640)
  const link = path.join(home.path, 'link')
  await symlink(target, link)
  assert.equal(run(['--yes'], { AWS_CONFIG_FILE: link }).status, 0)
  assert.ok((await lstat(link)).isSymbolicLink())
  assert.equal(await readFile(target, 'utf8'), MIGRATED)
  assert.equal((await stat(target)).mode & 0o777, 0o640)
  assert.equal(await readFile(config, 'utf8'), LEGACY)
  // What is taken back is that file's migration, not another's.
  assert.equal(run(['--undo', '--yes']).status, 3)
  assert.equal(run(['--undo', '--yes'], { AWS_CONFIG_FILE: link }).status, 0)
  assert.equal(await readFile(target, 'utf8'), LEGACY)
})

test('what an earlier migration replaced is private', async (t) => {
  const { home, run } = await sceneFor(t)
  run(['--yes'])
  const folder = path.join(home.path, '.local/share/ssoenv/undo')
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  for (const name of await readdir(folder))
    assert.equal((await stat(path.join(folder, name))).mode & 0o777, 0o600)
})

test("the portal of aws-sso-cli is found in its configuration, and asked for where that is another person's to write", async (t) => {
  const line =
    'credential_process = aws-sso -S Default process --arn arn:aws:iam::111122223333:role/Developer'
  const { home, run } = await sceneFor(t, `[profile dev]\n${line}\n`)
  const yaml = `SSOConfig:\n  Default:\n    SSORegion: eu-west-1\n    StartUrl: ${URL_TEXT}\n`
  const missing = run(['--dry-run'])
  assert.match(
    missing.stdout,
    /stands in the configuration of aws-sso-cli \("Default"\), where it was not found/,
  )
  await home.write('.config/aws-sso/config.yaml', yaml)
  assert.match(run(['--dry-run']).stdout, /dev {2}aws-sso-cli {2}→ acme-example/)
  // An older place comes first, where there is one.
  await mkdir(path.join(home.path, '.aws-sso'))
  assert.match(run(['--dry-run']).stdout, /where it was not found/)
  await home.write('.aws-sso/config.yaml', yaml.replace('acme-example', 'older-example'))
  assert.match(run(['--dry-run']).stdout, /dev {2}aws-sso-cli {2}→ older-example/)
  const named = await home.write('named.yaml', yaml.replace('acme-example', 'named-example'), 0o600)
  assert.match(run(['--dry-run'], { AWS_SSO_CONFIG: named }).stdout, /→ named-example/)
  const open = await home.write('open.yaml', yaml)
  spawnSync('chmod', ['666', open])
  assert.match(run(['--dry-run'], { AWS_SSO_CONFIG: open }).stdout, /where it was not found/)
  const said = run(
    ['--dry-run', '--start-url', 'https://said-example.awsapps.com/start', '--sso-region', 'eu-west-1'],
    {
      AWS_SSO_CONFIG: open,
    },
  )
  assert.match(said.stdout, /→ said-example/)
})

const FAR = '2099-01-01T00:00:00Z'

test('a new session does not take the name whose token file has the live token of another portal', async (t) => {
  const { home, run } = await sceneFor(t)
  const foreign = {
    startUrl: 'https://other.awsapps.com/start',
    region: 'eu-west-1',
    accessToken: 'x',
    expiresAt: FAR,
  }
  const file = `.aws/sso/cache/${sha1('acme-example')}.json`
  await home.write(file, JSON.stringify(foreign))
  assert.match(run(['--dry-run']).stdout, /→ acme-example-eu-west-1/)
  await home.write(file, JSON.stringify({ ...foreign, expiresAt: '2020-01-01T00:00:00Z' }))
  assert.match(run(['--dry-run']).stdout, /→ acme-example$/m)
})

test('the legacy token becomes that of the session, and only one file has the refresh token', async (t) => {
  const { home, run } = await sceneFor(t)
  const token = {
    startUrl: URL_TEXT,
    region: 'eu-west-1',
    accessToken: 'the-access-token',
    expiresAt: FAR,
    clientId: 'id',
    clientSecret: 'the-client-secret',
    registrationExpiresAt: FAR,
    refreshToken: 'the-refresh-token',
  }
  const file = (key: string): string => path.join(home.path, '.aws/sso/cache', `${sha1(key)}.json`)
  await home.write(path.relative(home.path, file(URL_TEXT)), JSON.stringify(token))
  const ran = run(['--yes'])
  assert.match(ran.stdout, /SSO session "acme-example" goes on with the token that there was/)
  assert.doesNotMatch(ran.stdout + ran.stderr, /the-(?:access|refresh|client)/)
  const text = await readFile(file('acme-example'), 'utf8')
  assert.equal(
    text,
    JSON.stringify(token).replaceAll('":"', '": "').replaceAll('","', '", "'),
    'in the form of the AWS CLI',
  )
  assert.equal((await stat(file('acme-example'))).mode & 0o777, 0o600)
  const { refreshToken, ...rest } = token
  assert.deepEqual(JSON.parse(await readFile(file(URL_TEXT), 'utf8')), rest)
  assert.doesNotMatch(await readFile(file(URL_TEXT), 'utf8'), new RegExp(refreshToken))
  // What goes back to the legacy profiles takes it along.
  assert.equal(run(['--undo', '--yes']).status, 0)
  assert.deepEqual(JSON.parse(await readFile(file(URL_TEXT), 'utf8')), token)
  assert.doesNotMatch(await readFile(file('acme-example'), 'utf8'), new RegExp(refreshToken))
})

test("a session's own token is not replaced", async (t) => {
  const { home, run } = await sceneFor(t)
  const token = (accessToken: string): string =>
    JSON.stringify({ startUrl: URL_TEXT, region: 'eu-west-1', accessToken, expiresAt: FAR })
  const own = await home.write(`.aws/sso/cache/${sha1('acme-example')}.json`, token('own'))
  await home.write(`.aws/sso/cache/${sha1(URL_TEXT)}.json`, token('legacy'))
  run(['--yes'])
  assert.equal(await readFile(own, 'utf8'), token('own'))
})
