import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { homeFor, type Home } from '../support/home.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

interface Scene {
  home: Home
  here: string
  run: (words: string[], env?: Record<string, string>, cwd?: string) => Ran
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const home = await homeFor(t)
  const here = path.join(home.path, 'acme')
  await mkdir(path.join(here, 'api'), { recursive: true })
  await home.writeConfig({
    'sso-session corp': { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-west-1' },
    'profile dev': { sso_session: 'corp', sso_account_id: '111111111111', sso_role_name: 'Dev' },
    'profile "two words"': { sso_session: 'corp', sso_account_id: '222222222222', sso_role_name: 'Dev' },
  })
  const run = (words: string[], env: Record<string, string> = {}, cwd = here): Ran => {
    const options = { cwd, env: home.env(env), encoding: 'utf8', input: '' } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], options)
    return { status, stdout, stderr }
  }
  return { home, here, run }
}

const json = ({ stdout }: Ran): unknown => JSON.parse(stdout)

test('link, allow, deny and unlink say what they did, as one JSON value under --json', async (t) => {
  const { here, run } = await sceneFor(t)
  const file = path.join(here, '.ssoenv')
  const allowed = {
    file,
    effect: 'sets AWS_PROFILE to "dev" (account 111111111111, role Dev, corp.awsapps.com/start)',
    profile: 'dev',
    accountId: '111111111111',
    roleName: 'Dev',
  }
  assert.deepEqual(json(run(['link', 'dev', '--json'])), { ...allowed, warnings: [] })
  assert.deepEqual(json(run(['deny', '--json'])), { file, withdrawn: true })
  assert.deepEqual(json(run(['deny', '--json'])), { file, withdrawn: false })
  assert.deepEqual(json(run(['allow', '.ssoenv', '--json'])), { ...allowed, warnings: [] })
  assert.deepEqual(json(run(['unlink', '--json'])), { file, removed: true })
  assert.deepEqual(json(run(['unlink', '--json'])), { file, removed: false })
})

const ERRORS: [words: string[], name: string, exitCode: number][] = [
  [['link', 'nobody'], 'ConfigError', 3],
  [['link'], 'UsageError', 2],
  [['allow'], 'UsageError', 2],
  [['deny'], 'UsageError', 2],
  [['allow', 'nowhere'], 'UsageError', 2],
]
for (const [words, name, exitCode] of ERRORS) {
  test(`${words.join(' ')}: the error is JSON under --json, and nothing else is on standard output`, async (t) => {
    const { run } = await sceneFor(t)
    const ran = run([...words, '--json'])
    assert.equal(ran.status, exitCode)
    const { error } = json(ran) as { error: Record<string, unknown> }
    assert.deepEqual(Object.keys(error).sort(), ['exitCode', 'message', 'name', 'suggestions'])
    assert.deepEqual([error['name'], error['exitCode']], [name, exitCode])
    const plain = run(words)
    assert.equal(plain.status, exitCode)
    assert.equal(plain.stdout, '')
  })
}

test('prompt prints one JSON value, by --format json and by --json', async (t) => {
  const { run } = await sceneFor(t)
  run(['link', 'dev'])
  const segment = {
    text: 'dev login needed',
    state: 'login',
    protected: false,
    shadowed: false,
    againstBinding: false,
  }
  for (const words of [['--json'], ['--format', 'json'], ['--format', 'json', '--json']]) {
    assert.deepEqual(json(run(['prompt', ...words])), segment)
  }
})

test('names with blanks and directories that begin with a hyphen are words like others', async (t) => {
  const { here, run } = await sceneFor(t)
  await mkdir(path.join(here, '-n'))
  assert.equal(run(['link', 'two words'], {}, path.join(here, '-n')).status, 0)
  assert.equal(await readFile(path.join(here, '-n/.ssoenv'), 'utf8'), 'profile = two words\n')
  assert.equal(run(['deny', '--', '-n']).status, 0)
  assert.equal(run(['allow', './-n']).status, 0)
})

test('a PWD of elsewhere does not decide where a file is written', async (t) => {
  const { home, here, run } = await sceneFor(t)
  for (const PWD of [path.join(here, 'api'), '/nowhere', 'acme', `${here}/api/..`, '']) {
    const ran = run(['link', 'dev', '--json'], { PWD })
    assert.equal((json(ran) as { file: string }).file, path.join(here, '.ssoenv'), PWD)
  }
  await symlink(here, path.join(home.path, 'linked'))
  const linked = run(['link', 'dev', '--json'], { PWD: path.join(home.path, 'linked') })
  assert.equal((json(linked) as { file: string }).file, path.join(home.path, 'linked/.ssoenv'))
})

test('in a directory that has been removed it says so', async (t) => {
  const { home } = await sceneFor(t)
  const gone = path.join(home.path, 'gone')
  await mkdir(gone)
  const { status, stderr } = spawnSync(
    '/bin/sh',
    ['-c', 'rmdir "$PWD" && exec "$0" "$@"', process.execPath, program, 'link', 'dev'],
    { cwd: gone, env: home.env(), encoding: 'utf8' },
  )
  assert.equal(status, 2)
  assert.match(stderr, /The working directory does not exist any more/)
})

test('nothing of a hostile path reaches the terminal as it is', async (t) => {
  const { home, run } = await sceneFor(t)
  const hostile = path.join(home.path, 'x\u001b]0;y\u0007\nssoenv: z')
  await mkdir(path.join(hostile, '.aws/config'), { recursive: true })
  for (const words of [['status'], ['login'], ['link', 'dev'], ['prompt'], ['hook', 'bash'], ['allow']]) {
    const { stdout, stderr } = run(words, { HOME: hostile }, hostile)
    const shown = `${words[0] === 'hook' ? '' : stdout}${stderr}`
    assert.ok(!shown.includes('\u001b') && !shown.includes('\u0007'), words.join(' '))
    assert.doesNotMatch(shown, /^ssoenv: z/m)
  }
})

test('a home that is no absolute path is one line and exit status 3, at both doors', async (t) => {
  const { here, run } = await sceneFor(t)
  for (const words of [
    ['hook', 'bash'],
    ['settle', '--shell', 'bash', '--event', 'first', '--dir', here],
    ['refresh', 'sso-session', 'corp', 'eu-west-1'],
  ]) {
    const { status, stdout, stderr } = run(words, { HOME: 'somewhere' })
    assert.equal(status, 3)
    assert.equal(stdout, '')
    assert.equal(stderr, 'ssoenv: HOME is not an absolute path, so ~/.aws cannot be found.\n')
  }
  assert.equal(run(['status'], { HOME: 'somewhere' }).status, 3)
})

test('a reader that has gone ends the hook quietly; a full disk is told in one line', async (t) => {
  const { home } = await sceneFor(t)
  const shell = (script: string): Ran => {
    const options = { env: home.env({ NODE: process.execPath, PROGRAM: program }), encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync('/bin/bash', ['-c', script], options)
    return { status, stdout, stderr }
  }
  assert.equal(shell('"$NODE" "$PROGRAM" hook bash | true; exit ${PIPESTATUS[0]}').stderr, '')
  const full = shell('"$NODE" "$PROGRAM" hook bash >/dev/full')
  assert.deepEqual(
    [full.status, full.stderr],
    [3, 'ssoenv: Nothing can be written to standard output (ENOSPC).\n'],
  )
})

test('settings that are a folder keep no hook from being printed', async (t) => {
  const { home, run } = await sceneFor(t)
  await mkdir(path.join(home.path, '.config/ssoenv/config'), { recursive: true })
  assert.equal(run(['hook', 'bash']).status, 0)
})

test('a file of XDG_STATE_HOME or XDG_DATA_HOME is told, and only where it matters', async (t) => {
  const { home, here, run } = await sceneFor(t)
  const file = await home.write('file', '')
  assert.equal(run(['link', 'dev'], { XDG_STATE_HOME: file }).status, 0)
  const settle = ['settle', '--shell', 'bash', '--event', 'first', '--dir', here]
  assert.match(run(settle, { XDG_STATE_HOME: file }).stdout, /^profile dev$/m)
  await rm(path.join(here, '.ssoenv'))
  const ran = run(['link', 'dev'], { XDG_DATA_HOME: file })
  assert.equal(ran.status, 3)
  assert.match(ran.stderr, /file\/ssoenv cannot be made/)
})

test('use names the profile for the shell, and what a name is not', async (t) => {
  const { home, run } = await sceneFor(t)
  const { status, stdout } = run(['use', '--for-shell', 'two words'])
  assert.deepEqual([status, stdout], [0, 'profile two words\nend\n'])
  assert.equal(run(['use', '--for-shell', 'nobody']).status, 3)
  await home.writeConfig({ "profile 'dev\u2028x'": { region: 'eu-west-1' } })
  const odd = run(['use', '--for-shell', 'dev\u2028x'])
  assert.deepEqual([odd.status, odd.stdout], [2, ''])
  await writeFile(path.join(home.path, '.aws/config'), 'nonsense\n')
  assert.match(run(['use', '--for-shell', 'dev']).stderr, /\.aws\/config:1/)
})
