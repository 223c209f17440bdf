/** Words of the command line that are off: exit status 2, what was meant, and nothing as it was typed. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { access } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { commandNames } from '../support/every-command.js'
import { homeFor } from '../support/home.js'
import { PROGRAM } from '../support/program.js'

interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

async function ran(t: TestContext, words: readonly string[]): Promise<Ran> {
  const { env } = await homeFor(t)
  return spawnSync(process.execPath, [PROGRAM, ...words], { env: env(), encoding: 'utf8' })
}

const MEANT: [words: string[], says: string, suggests: string][] = [
  [['Login'], 'There is no command "Login".', 'ssoenv login'],
  [['lgoin', 'acme-dev', '--force'], 'There is no command "lgoin".', 'ssoenv login'],
  [['lgoin', '--help'], 'There is no command "lgoin".', 'ssoenv login'],
  [['help', 'statsu'], 'There is no command "statsu".', 'ssoenv help status'],
  [['bogus'], 'There is no command "bogus".', 'ssoenv --help'],
  [['settl'], 'There is no command "settl".', 'ssoenv --help'],
  [[''], 'There is no command "".', 'ssoenv --help'],
  [['__proto__'], 'There is no command "__proto__".', 'ssoenv --help'],
  [['--bogus'], '"--bogus" stands where a command is expected.', 'ssoenv --help'],
  [['status', 'foo'], '"foo" is one word too many', 'ssoenv status --help'],
  [['profiles', 'sync', 'foo', '--prune'], '"foo" is one word too many', 'ssoenv profiles sync --help'],
  [['login', '--frce'], 'Nonexistent flag: --frce', '--force'],
]
for (const [words, says, suggests] of MEANT) {
  test(`ssoenv ${words.join(' ')}: it says so, and names ${suggests}`, async (t) => {
    const { status, stdout, stderr } = await ran(t, words)
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.ok(stderr.includes(says), stderr)
    assert.match(stderr, new RegExp(`Try this: ${suggests}$`, 'm'))
  })
}

test('an error begins with who tells it, and not with a class of the program', async (t) => {
  for (const [words, begins] of [
    [['whoami', 'nowhere'], /^\W*ssoenv: There is no profile "nowhere"/],
    [['bogus'], /^\W*ssoenv: There is no command/],
    [['login', '--frce'], /^\W*ssoenv: Nonexistent flag/],
  ] as const) {
    const { stderr } = await ran(t, words)
    assert.match(stderr, begins)
    assert.doesNotMatch(stderr, /[A-Z]\w*Error/)
  }
})

const EVIL = 'x\u001b]0;owned\u0007\u009b31m\u202e\nssoenv: y'
for (const words of [
  [EVIL],
  [EVIL, '--help'],
  ['help', EVIL],
  [`login:${EVIL}`],
  [`--${EVIL}`],
  ['login', `--${EVIL}`],
  ['login', '--flow', EVIL],
  ['login', `--flow=${EVIL}`],
  ['login', '--callback-port', EVIL],
  ['login', 'a', EVIL],
  ['hook', EVIL],
  ['status', '--check', '--min-ttl', EVIL],
  ['settle', '--event', EVIL],
]) {
  test(`no word reaches the terminal as it was typed: ${JSON.stringify(words.join(' '))}`, async (t) => {
    const { status, stdout, stderr } = await ran(t, words)
    assert.equal(status, 2, stderr)
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    assert.doesNotMatch(stdout + stderr, /^\W*ssoenv: y/m)
  })
}

test('no file makes commands or code of its own out of an unknown word', async (t) => {
  const home = await homeFor(t)
  const ran = path.join(home.path, 'ran')
  const plugin = await home.write(
    'plugin/package.json',
    '{"name":"other","version":"1.0.0","oclif":{"commands":"./commands","hooks":{"init":"./init.js"}}}',
  )
  await home.write(
    'plugin/init.js',
    `require('fs').writeFileSync('${ran}', ''); module.exports = () => undefined`,
  )
  await home.write('plugin/commands/lgoin.js', `require('fs').writeFileSync('${ran}', '')`)
  const root = path.dirname(plugin)
  const plugins = JSON.stringify({ oclif: { plugins: [{ name: 'other', type: 'link', root }] } })
  for (const folder of ['.local/share/ssoenv', '.config/ssoenv', 'project'])
    await home.write(`${folder}/package.json`, plugins)
  for (const words of [['lgoin'], ['help', 'lgoin'], ['--help'], ['status']]) {
    spawnSync(process.execPath, [PROGRAM, ...words], {
      env: home.env(),
      cwd: path.join(home.path, 'project'),
    })
  }
  await assert.rejects(access(ran))
})

test('a line that oclif indents is shown so', async (t) => {
  const { stderr } = await ran(t, ['login', '--callback-port', 'x'])
  assert.match(stderr, /^ \S {5}Expected an integer/m)
  assert.doesNotMatch(stderr, /\?Expected/)
})

test('under --json such an error is one value like any other', async (t) => {
  for (const words of [
    ['login', '--frce', '--json'],
    ['deny', 'x', 'y', '--json'],
  ]) {
    const { status, stdout, stderr } = await ran(t, words)
    assert.equal(status, 2)
    assert.equal(stderr, '')
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> }
    assert.deepEqual(Object.keys(error).sort(), ['exitCode', 'message', 'name', 'suggestions'])
    assert.deepEqual([error['name'], error['exitCode']], ['UsageError', 2])
  }
})

test('status --check answers by its exit status alone, also under --json', async (t) => {
  const { status, stdout, stderr } = await ran(t, ['status', '--check', '--json'])
  assert.deepEqual([status, stdout, stderr], [4, '', ''])
})

test('-h is --help, and -v is --version', async (t) => {
  assert.equal((await ran(t, ['-h'])).stdout, (await ran(t, ['--help'])).stdout)
  assert.equal((await ran(t, ['login', '-h'])).stdout, (await ran(t, ['login', '--help'])).stdout)
  assert.equal((await ran(t, ['-v'])).stdout, (await ran(t, ['--version'])).stdout)
})

test('a topic that is a command too: another word behind it is the name of one of its commands', async (t) => {
  const { status, stderr } = await ran(t, ['profiles', 'lsit'])
  assert.equal(status, 2)
  assert.match(stderr, /There is no command "profiles lsit"[^]*ssoenv profiles list/)
  const flag = await ran(t, ['profiles', 'remove', 'x', '--frce'])
  assert.equal(flag.status, 2)
  assert.match(flag.stderr, /Nonexistent flag: --frce/)
})

test('what stands on standard input is no word of the command line', async (t) => {
  const home = await homeFor(t)
  await home.writeConfig({ 'profile dev': { region: 'eu-west-1' } })
  for (const words of [['login'], ['allow'], ['use', '--for-shell'], ['keys', 'park']]) {
    const { stderr, stdout } = spawnSync(process.execPath, [PROGRAM, ...words], {
      cwd: home.path,
      env: home.env(),
      encoding: 'utf8',
      input: 'from-the-pipe\n',
    })
    assert.doesNotMatch(stdout + stderr, /from-the-pipe/, words.join(' '))
  }
})

test('help fits into 80 columns, but for examples, which are to be copied', async (t) => {
  for (const name of commandNames()) {
    const { stdout } = await ran(t, [...name.split(' '), '--help'])
    const [before = ''] = stdout.split('\nEXAMPLES')
    for (const line of before.split('\n')) assert.ok(line.length <= 80, `${name}: ${line}`)
  }
  for (const line of (await ran(t, ['--help'])).stdout.split('\n')) assert.ok(line.length <= 80, line)
})
