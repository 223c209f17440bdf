import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { homeFor } from '../support/home.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

interface Summary {
  url: string
  startUrl: string
  startUrls: string[]
  region: string
  home: string
  env: Record<string, string>
  unset: string[]
  pid: number
}

test('with a command it runs that in a throw-away home that leads to the sandbox, and removes all at the end', async (t) => {
  const outer = { AWS_PROFILE: 'real', AWS_ACCESS_KEY_ID: 'AKIA', SSOENV_APPLIED: 'x', XDG_STATE_HOME: '/x' }
  const script = 'env; cat ~/.aws/config; stat -c %a ~ ~/.aws ~/.aws/config'
  const { status, stdout, stderr } = await run(t, ['--', 'sh', '-c', script], outer)
  assert.deepEqual([status, stderr], [0, ''])
  const lines = stdout.split('\n')
  const url = /^AWS_ENDPOINT_URL_SSO=(http:\/\/127\.0\.0\.1:\d+)$/m.exec(stdout)?.[1] ?? ''
  for (const line of [
    `AWS_ENDPOINT_URL_SSO_OIDC=${url}`,
    `AWS_ENDPOINT_URL_STS=${url}`,
    `AWS_ENDPOINT_URL_IAM=${url}`,
    '[sso-session sandbox]',
    `sso_start_url = ${url}/start`,
    '[profile acme-dev]',
    '[profile acme-prod]',
  ]) {
    assert.ok(lines.includes(line), line)
  }
  assert.doesNotMatch(stdout, /^(AWS_PROFILE|AWS_ACCESS_KEY_ID|SSOENV_APPLIED|XDG_STATE_HOME)=/m)
  assert.deepEqual(lines.slice(-4), ['700', '700', '600', ''])
  const home = /^HOME=(.*)$/m.exec(stdout)?.[1] ?? ''
  assert.match(home, /ssoenv-sandbox-/)
  assert.equal(existsSync(home), false)
  await assert.rejects(fetch(url))
})

test("the command's exit status is passed on, also that of a death by signal and of one that is not there", async (t) => {
  assert.equal((await run(t, ['--', 'sh', '-c', 'exit 7'])).status, 7)
  assert.equal((await run(t, ['--', 'sh', '-c', 'kill -9 $$'])).status, 137)
  const missing = await run(t, ['--', 'no-such-command'])
  assert.deepEqual([missing.status, missing.stderr], [127, 'The command was not found.\n'])
  assert.equal((await run(t, ['--', '/'])).status, 126)
})

test('with --json the first line says what there is, and it serves until SIGTERM or SIGINT', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, summary } = await serving(t, ['--region', 'eu-north-1', '--person', 'deny'])
    assert.equal(summary.pid, child.pid)
    assert.deepEqual(summary.startUrls, [`${summary.url}/start`, `${summary.url}/other/start`])
    assert.deepEqual([summary.startUrl, summary.region], [`${summary.url}/start`, 'eu-north-1'])
    assert.equal(summary.env['HOME'], summary.home)
    const shown = (await (await fetch(`${summary.url}/_sandbox/`)).json()) as { person: { mode: string } }
    assert.equal(shown.person.mode, 'deny')
    assert.equal((await stat(summary.home)).mode & 0o777, 0o700)
    child.kill(signal)
    assert.deepEqual(await once(child, 'exit'), [0, null])
    assert.equal(existsSync(summary.home), false)
  }
})

test('a signal to the sandbox goes on to the command, and all is removed', async (t) => {
  const { child, summary } = await serving(t, ['--', 'sh', '-c', 'echo ready; exec sleep 1000'])
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [143, null])
  assert.equal(existsSync(summary.home), false)
})

test('start URLs, lifetimes, rotation, size and any setting are told by flags', async (t) => {
  const startUrl = 'https://acme.awsapps.com/start'
  const { child, summary } = await serving(t, [
    ...['--start-url', startUrl, '--access-token-lifetime', '60', '--session-lifetime', '120'],
    ...['--rotation', 'same', '--accounts', '30', '--roles', '2', '--set', 'callsPerSecond=0'],
  ])
  assert.deepEqual(summary.startUrls, [startUrl])
  const config = await readFile(`${summary.home}/.aws/config`, 'utf8')
  assert.match(config, /sso_start_url = https:\/\/acme\.awsapps\.com\/start\n/)
  assert.match(config, /\[profile workload-0001\]/)
  const { settings } = (await (await fetch(`${summary.url}/_sandbox/`)).json()) as {
    settings: Record<string, unknown>
  }
  const { accessTokenSeconds, sessionSeconds, rotation, callsPerSecond } = settings
  assert.deepEqual([accessTokenSeconds, sessionSeconds, rotation, callsPerSecond], [60, 120, 'same', 0])
  child.kill()
  await once(child, 'exit')
})

test('without a command it says in words what to set', async (t) => {
  const home = await homeFor(t)
  const child = spawn(process.execPath, [MAIN, 'sandbox'], {
    env: home.env({ AWS_PROFILE: 'real' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (line.includes('region =')) break
  }
  const text = lines.join('\n')
  assert.match(text, /^Local Identity Center at http:\/\/127\.0\.0\.1:\d+ \(Ctrl-C ends it\)$/m)
  assert.match(text, /^ {4}unset AWS_PROFILE( |$)/m)
  assert.match(text, /^ {4}export AWS_ENDPOINT_URL_SSO_OIDC='http:\/\/127\.0\.0\.1:\d+'$/m)
  child.kill()
  await once(child, 'exit')
})

test('wrong words are a usage error in one sentence', async (t) => {
  const { child, summary } = await serving(t, [])
  const { port } = new URL(summary.url)
  for (const [words, sentence] of [
    [['--port', port], /Port \d+ is in use/],
    [['--set', 'pageSize=many'], /pageSize must be a number/],
    [['--set', 'speed=1'], /There is no setting "speed"/],
    [['--set', 'speed'], /NAME=VALUE/],
    [['--tls-key', '/nowhere', '--tls-cert', '/nowhere'], /\/nowhere cannot be read/],
    [['--rotation', 'often'], /often/],
  ] as const) {
    const { status, stdout, stderr } = await run(t, [...words, '--', 'true'])
    assert.deepEqual([status, stdout], [2, ''], words.join(' '))
    assert.match(stderr.replace(/\s*\n\s*›?\s*/g, ' '), sentence)
  }
  child.kill()
  await once(child, 'exit')
})

interface Finished {
  status: number | string | null
  stdout: string
  stderr: string
}

/** Runs `ssoenv sandbox` with these words to its end. */
async function run(
  t: TestContext,
  words: readonly string[],
  extra: Record<string, string> = {},
): Promise<Finished> {
  const home = await homeFor(t)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, 'sandbox', ...words],
      { env: home.env(extra) },
      (error, stdout, stderr) =>
        resolve({ status: error ? (error.code ?? error.signal ?? null) : 0, stdout, stderr }),
    )
  })
}

/** Starts `ssoenv sandbox --json` and waits for its first line, and for a command's `ready`. */
async function serving(
  t: TestContext,
  words: readonly string[],
): Promise<{ child: ChildProcess; summary: Summary }> {
  const home = await homeFor(t)
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--json', ...words], {
    env: home.env(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const summary = JSON.parse(String((await lines.next()).value)) as Summary
  if (words.includes('--')) assert.equal((await lines.next()).value, 'ready')
  return { child, summary }
}

test('a start URL of another host is refused: nobody is shown one that leads elsewhere', async (t) => {
  const urls = ['http://evil.example/x', '//evil.example/x', 'https://evil.example/start', 'javascript:x']
  for (const startUrl of urls) {
    const { status, stderr } = await run(t, ['--start-url', startUrl, '--', 'true'])
    assert.equal(status, 2, startUrl)
    assert.match(stderr, /is no start URL for the sandbox/)
  }
})
