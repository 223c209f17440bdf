import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tokenId } from '../../src/core/session/token.js'
import type { SettleEvent } from '../../src/core/for-shells/settle-event.js'
import { logIn } from '../../src/flows/session/log-in.js'
import { leaveSessionRecord } from '../../src/flows/session/session-record.js'
import { settle } from '../../src/flows/for-shells/settle.js'
import { link } from '../../src/flows/trust.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { noteAttempt, readAttempt } from '../../src/world/files/attempts.js'
import { readToken, tokenFile } from '../../src/world/files/token-cache.js'
import { homeFor, sandboxSections, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { sessionOf, worldFor, type TestWorld } from '../support/world.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const execFileAsync = promisify(execFile)

interface Scene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  here: string
  token: string
  /** The lines of `settle`, by key. */
  settled: (event: SettleEvent) => Promise<Map<string, string>>
}

/** A directory bound to `acme-dev`, in a shell with a terminal. */
async function sceneFor(
  t: TestContext,
  options: { mode?: 'approve' | 'deny' | 'wait'; env?: Record<string, string> } = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode: options.mode ?? 'approve' } })
  const home = await homeFor(t)
  const world = { ...worldFor(home, sandbox, options.env ? { env: options.env } : {}), interactive: true }
  await home.writeConfig(sandboxSections(sandbox))
  const here = path.join(home.path, 'acme')
  await mkdir(here)
  await link(world, here, 'acme-dev', false)
  const settled = async (event: SettleEvent): Promise<Map<string, string>> => {
    const text = await settle(world, { event, directory: here, direnv: false })
    assert.match(text, /\nend\n$/)
    return new Map(
      text.split('\n').map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' ')]),
    )
  }
  const token = tokenFile(world.paths, sessionOf(sandbox, 'sandbox'))
  return { sandbox, home, world, here, token, settled }
}

async function putToken({ sandbox, token }: Scene, options: IssueOptions): Promise<void> {
  await mkdir(path.dirname(token), { recursive: true })
  await writeFile(token, JSON.stringify(sandbox.issueToken(options)), { mode: 0o600 })
}

const visits = async ({ home }: Scene): Promise<number> =>
  (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter(Boolean).length

const sessionId = ({ token }: Scene): string => path.basename(token, '.json')

test('entering after the night: the refresh is refused, and the login follows at once', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'ended' })
  const lines = await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 1)
  assert.equal(await visits(scene), 1)
  assert.equal(lines.get('profile'), 'acme-dev')
  assert.equal(lines.get('ended'), '-')
})

test('at a prompt a refused refresh only shows that a login is needed', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'ended' })
  const lines = await scene.settled('prompt')
  assert.equal(await visits(scene), 0)
  assert.notEqual(lines.get('ended'), '-')
})

test('an expired token that can be refreshed is refreshed, and nobody is asked', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const lines = await scene.settled('enter')
  assert.equal(scene.sandbox.count('CreateToken'), 1)
  assert.equal(await visits(scene), 0)
  assert.ok(Number(lines.get('expires')) > Date.now() / 1000)
})

for (const event of ['first', 'direnv'] as const) {
  test(`the event ${event} resolves, and neither refreshes nor logs in`, async (t) => {
    const scene = await sceneFor(t)
    await putToken(scene, { state: 'expired' })
    const lines = await scene.settled(event)
    assert.equal(lines.get('profile'), 'acme-dev')
    assert.deepEqual(scene.sandbox.counts(), {})
    assert.deepEqual(scene.world.said, [])
  })
}

const NOBODY: [why: string, change: (scene: Scene) => void][] = [
  ['no terminal', ({ world }) => (world.interactive = false)],
  ['auto_login = never', ({ world }) => (world.env = { ...world.env, SSOENV_AUTO_LOGIN: 'never' })],
]
for (const [why, change] of NOBODY) {
  test(`${why}: no login, on entering as before a command`, async (t) => {
    const scene = await sceneFor(t)
    change(scene)
    await scene.settled('enter')
    await scene.settled('before')
    assert.deepEqual(scene.sandbox.counts(), {})
  })
}

test('auto_login = never tells the command to type, in one line', async (t) => {
  const scene = await sceneFor(t, { env: { SSOENV_AUTO_LOGIN: 'never' } })
  await scene.settled('before')
  assert.deepEqual(scene.world.said, [
    'ssoenv: this command needs profile "acme-dev" in ~/acme, and SSO session "sandbox" has ended. Try: ssoenv login --session sandbox',
  ])
})

test('after a denied login entering is quiet for an hour; a command that uses AWS is not', async (t) => {
  const scene = await sceneFor(t, { mode: 'deny' })
  const lines = await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 1)
  assert.equal(lines.get('profile'), 'acme-dev')
  assert.match(
    scene.world.said.at(-1) ?? '',
    /^ssoenv: The login to "sandbox" was denied in the browser\. To try again: ssoenv login --session sandbox$/,
  )
  await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 1)
  await scene.settled('before')
  assert.equal(scene.sandbox.count('Authorize'), 2)
  scene.sandbox.advance(3601)
  await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 3)
})

test('after a login that failed because the service could not be reached entering is quiet for five minutes only', async (t) => {
  const scene = await sceneFor(t)
  scene.sandbox.addFault({ operation: '*', kind: 'reset' })
  await scene.settled('enter')
  assert.match(scene.world.said.at(-1) ?? '', /To try again: ssoenv login/)
  scene.sandbox.clearFaults()
  await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 0)
  scene.sandbox.advance(301)
  await scene.settled('enter')
  assert.equal(scene.sandbox.count('Authorize'), 1)
})

test('a login that another shell saw denied while we came to it is not begun again', async (t) => {
  const { sandbox, world } = await sceneFor(t)
  const session = sessionOf(sandbox, 'sandbox')
  const options = { reason: 'a test.', flow: 'browser', wait: true } as const
  const decidedAt = sandbox.now()
  const attempt = { startedAt: decidedAt, endedAt: decidedAt, outcome: 'cancelled' } as const
  await noteAttempt(world.paths.state, tokenId(session), attempt)
  const result = await logIn(world, session, { ...options, decidedAt })
  assert.ok(result.outcome === 'cancelled')
  assert.match(result.error.message, /^Another login to "sandbox" has just been cancelled\.$/)
  assert.deepEqual(sandbox.counts(), {})
  sandbox.advance(1)
  assert.equal((await logIn(world, session, { ...options, decidedAt: sandbox.now() })).outcome, 'done')
})

test('the program waits for a refresh, three seconds at most, and the refresh goes on without it', async (t) => {
  const scene = await sceneFor(t)
  const { sandbox, world, here } = scene
  await putToken(scene, { state: 'expired' })
  sandbox.addFault({ operation: 'CreateToken', kind: 'slow', milliseconds: 4500, times: 1 })
  const words = ['settle', '--shell', 'bash', '--event', 'prompt', '--dir', here]
  const started = Date.now()
  const first = await execFileAsync(process.execPath, [program, ...words], { cwd: here, env: world.env })
  assert.ok(Date.now() - started < 4400)
  assert.match(first.stdout, /\nend\n$/)
  // Another prompt meanwhile starts no second one.
  assert.match(
    (await execFileAsync(process.execPath, [program, ...words], { cwd: here, env: world.env })).stdout,
    /\nend\n$/,
  )
  await until(
    async () => (await readToken(world.paths, sessionOf(sandbox, 'sandbox')))!.expiresAt > new Date(),
  )
  assert.equal(sandbox.count('CreateToken'), 1)
})

test('the program refreshes while it is waited for', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const words = ['settle', '--shell', 'bash', '--event', 'prompt', '--dir', scene.here]
  const { stdout } = await execFileAsync(process.execPath, [program, ...words], {
    cwd: scene.here,
    env: scene.world.env,
  })
  const expires = Number(/^expires (\d+)$/m.exec(stdout)?.[1])
  assert.ok(expires > Date.now() / 1000, stdout)
})

test('a clock that was ahead and was set back leaves no years of quiet', async (t) => {
  const scene = await sceneFor(t)
  const far = new Date(scene.sandbox.now().getTime() + 5 * 365 * 86_400_000)
  await noteAttempt(scene.world.paths.state, sessionId(scene), {
    startedAt: far,
    endedAt: far,
    outcome: 'cancelled',
  })
  await putToken(scene, { state: 'expired' })
  const session = sessionOf(scene.sandbox, 'sandbox')
  await leaveSessionRecord(scene.world, session, { retryAt: far })
  const { standing } = await leaveSessionRecord(scene.world, session)
  assert.equal(standing.quietUntil, undefined)
  assert.equal(standing.retryAt, undefined)
})

test('what fails while logging in is told in one line, and the binding holds', async (t) => {
  const scene = await sceneFor(t)
  await scene.sandbox.close()
  const lines = await scene.settled('enter')
  assert.equal(lines.get('profile'), 'acme-dev')
  assert.match(scene.world.said.at(-1) ?? '', /^ssoenv: .*To try again: ssoenv login --session sandbox$/)
  assert.equal((await readAttempt(scene.world.paths.state, sessionId(scene)))?.outcome, 'failed')
})

const STANDS: [what: string, make: (file: string) => Promise<unknown>][] = [
  ['a FIFO', (file) => Promise.resolve(execFileSync('mkfifo', [file]))],
  ['a folder', (file) => mkdir(file)],
  ['a link to /dev/zero', (file) => symlink('/dev/zero', file)],
  ['a circle of links', (file) => symlink(path.basename(file), file)],
]
const FILES: [name: string, file: (scene: Scene) => string][] = [
  ['token', ({ token }) => token],
  ['settings', ({ world }) => world.paths.settings],
  ['credentials', ({ world }) => world.paths.awsCredentials],
  ['attempt', (scene) => path.join(scene.world.paths.state, 'attempts', sessionId(scene))],
]
for (const [what, make] of STANDS) {
  for (const [name, file] of FILES) {
    test(`${what} in the place of the ${name} file: the binding holds all the same`, async (t) => {
      const scene = await sceneFor(t)
      await mkdir(path.dirname(file(scene)), { recursive: true, mode: 0o700 })
      await rm(file(scene), { force: true })
      await make(file(scene))
      assert.equal((await scene.settled('first')).get('profile'), 'acme-dev')
    })
  }
  test(`${what} in the place of the config: refused, with its name`, async (t) => {
    const scene = await sceneFor(t)
    await rm(scene.world.paths.awsConfig)
    await make(scene.world.paths.awsConfig)
    const lines = await scene.settled('first')
    assert.equal(lines.get('profile'), 'ssoenv-refused')
    assert.match(lines.get('say') ?? '', /\.aws\/config (cannot be read|is not a regular file)/)
  })
}

test('settings that cannot be read are told in the directory, and the defaults hold', async (t) => {
  const scene = await sceneFor(t)
  await mkdir(scene.world.paths.settings, { recursive: true })
  const lines = await scene.settled('first')
  assert.match(lines.get('say') ?? '', /ssoenv\/config cannot be read \(EISDIR\)\. The defaults hold\.$/)
  assert.equal(lines.get('prompt'), 'on')
})

test("what one environment says of login_before is not put into every shell's record", async (t) => {
  const scene = await sceneFor(t, { env: { SSOENV_LOGIN_BEFORE: 'mytool' } })
  await scene.home.write('.config/ssoenv/config', '# nothing\n')
  await scene.settled('first')
  const record = await readFile(path.join(scene.world.paths.state, 'settings'), 'utf8')
  assert.match(record, /^commands .*\|terraform\|/m)
  assert.doesNotMatch(record, /mytool/)
})
