import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathsFrom, type Paths } from '../../src/core/paths.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { tokenId } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { readAttempt } from '../../src/world/files/attempts.js'
import { tokenFile } from '../../src/world/files/token-cache.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { run, start, type Ended, type RunOptions } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'

/** Who types a flow may be without a terminal. */
const BY_HAND = ['--flow', 'browser']

interface Scene {
  sandbox: Sandbox
  home: Home
  paths: Paths
  session: SsoSession
  env: Record<string, string>
  login: (...words: string[]) => Promise<Ended>
}

async function sceneFor(t: TestContext, mode: 'approve' | 'deny' | 'wait' = 'approve'): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode } })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    home,
    env,
    paths: pathsFrom(env, home.path),
    session: { kind: 'sso-session', name: 'sandbox', startUrl: sandbox.startUrl, region: sandbox.region },
    login: (...words) => run(['login', ...BY_HAND, ...words], { env }),
  }
}

async function putToken(scene: Scene, options: IssueOptions): Promise<void> {
  const file = tokenFile(scene.paths, scene.session).slice(scene.home.path.length + 1)
  await scene.home.write(file, JSON.stringify(scene.sandbox.issueToken(options)))
}

const browserVisits = async ({ home }: Scene): Promise<number> =>
  (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter(Boolean).length

test('logs in through the browser, also without a terminal; the second time nothing happens', async (t) => {
  const scene = await sceneFor(t)
  const first = await scene.login()
  assert.deepEqual([first.status, first.stdout], [0, 'SSO session "sandbox" is logged in now.\n'])
  const second = await scene.login()
  assert.deepEqual(
    [second.status, second.stdout, second.stderr],
    [0, 'SSO session "sandbox" is logged in.\n', ''],
  )
  assert.equal(await browserVisits(scene), 1)
})

test('without a terminal no login starts by itself: 4, and the commands to type', async (t) => {
  const scene = await sceneFor(t)
  for (const words of [[], ['--no-browser'], ['--json']]) {
    const { status, stdout, stderr } = await run(['login', ...words], { env: scene.env })
    assert.equal(status, 4)
    const told = (stdout + stderr).replace(/\s+/g, ' ')
    assert.match(told, /There is no login for SSO session .*sandbox.* yet\. Without a terminal, /)
    assert.match(told, /ssoenv login --session sandbox --flow browser/)
  }
  await putToken(scene, {})
  const before = await readFile(tokenFile(scene.paths, scene.session), 'utf8')
  assert.equal((await run(['login', '--force'], { env: scene.env })).status, 4)
  assert.equal(await readFile(tokenFile(scene.paths, scene.session), 'utf8'), before)
  assert.deepEqual(scene.sandbox.counts(), {})
  assert.equal(await browserVisits(scene), 0)
})

test('a session that can be refreshed is refreshed silently', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const { status, stdout, stderr } = await scene.login()
  assert.deepEqual(
    [status, stdout, stderr],
    [0, 'SSO session "sandbox" was refreshed without a login.\n', ''],
  )
  assert.equal(await browserVisits(scene), 0)
})

test('--json has the session, how it came, and when the access token ends', async (t) => {
  const scene = await sceneFor(t)
  const { stdout } = await scene.login('--json')
  const { sessions } = JSON.parse(stdout) as { sessions: { expiresAt: string }[] }
  const [{ expiresAt, ...rest } = { expiresAt: '' }] = sessions
  assert.match(expiresAt, /^\d{4}-.*Z$/)
  assert.deepEqual(rest, {
    session: 'sandbox',
    startUrl: scene.sandbox.startUrl,
    how: 'browser',
    renewable: true,
  })
})

const ways: [words: string[], env: Record<string, string>][] = [
  [['acme-dev'], {}],
  [['sandbox'], {}],
  [['--session', 'sandbox'], {}],
  [['--all'], {}],
  [[], { AWS_PROFILE: 'acme-prod' }],
]
for (const [words, more] of ways) {
  test(`the session is found by: login ${words.join(' ')} ${Object.entries(more).join(' ')}`, async (t) => {
    const scene = await sceneFor(t)
    const { status, stdout } = await run(['login', ...BY_HAND, ...words], { env: { ...scene.env, ...more } })
    assert.deepEqual([status, stdout], [0, 'SSO session "sandbox" is logged in now.\n'])
  })
}

test('a legacy profile logs in under its start URL', async (t) => {
  const scene = await sceneFor(t)
  await scene.home.writeConfig({
    'profile old': {
      sso_start_url: scene.sandbox.startUrl,
      sso_region: scene.sandbox.region,
      sso_account_id: '111122223333',
      sso_role_name: 'Developer',
    },
  })
  assert.equal((await scene.login('old')).status, 0)
  assert.equal(
    (await scene.login('--session', scene.sandbox.startUrl)).stdout.includes('is logged in.'),
    true,
  )
})

test('several sessions and no active profile: the person says which', async (t) => {
  const scene = await sceneFor(t)
  const other = { sso_start_url: scene.sandbox.startUrls[1] ?? '', sso_region: scene.sandbox.region }
  await scene.home.writeConfig({ ...sandboxSections(scene.sandbox), 'sso-session other': other })
  const { status, stderr } = await scene.login()
  assert.equal(status, 2)
  assert.match(stderr, /several SSO sessions/)
  assert.match(stderr, /ssoenv login --session sandbox/)
  const all = await scene.login('--all')
  assert.deepEqual(
    [all.status, all.stdout],
    [0, 'SSO session "sandbox" is logged in now.\nSSO session "other" is logged in now.\n'],
  )
})

test('what is named and not there is a matter of the configuration', async (t) => {
  const scene = await sceneFor(t)
  assert.equal((await scene.login('nobody')).status, 3)
  assert.equal((await scene.login('--session', 'nobody')).status, 3)
  await scene.home.writeConfig({})
  const { status, stderr } = await scene.login()
  assert.equal(status, 3)
  assert.match(stderr, /has no SSO session[\s\S]*ssoenv configure/)
})

test('a name with escape sequences is shown without them', async (t) => {
  const scene = await sceneFor(t)
  const { stderr } = await scene.login('x\u001b]0;owned\u0007')
  assert.ok(!stderr.includes('\u001b') && !stderr.includes('\u0007'))
})

test('denied is 5, unreachable is 6', async (t) => {
  const scene = await sceneFor(t, 'deny')
  const denied = await scene.login()
  assert.equal(denied.status, 5)
  assert.match(denied.stderr, /denied/)
  await scene.sandbox.close()
  const away = await scene.login()
  assert.equal(away.status, 6)
  assert.match(away.stderr, /Could not reach 127\.0\.0\.1/)
})

test('under --json an error has its message and exit status', async (t) => {
  const scene = await sceneFor(t)
  const { status, stdout } = await scene.login('nobody', '--json')
  const { error } = JSON.parse(stdout) as { error: { message: string; exitCode: number } }
  assert.equal(status, 3)
  assert.equal(error.exitCode, 3)
  assert.match(error.message, /"nobody"/)
})

test('other settings of AWS_PROFILE, of the environment and of the SDK do not touch the login', async (t) => {
  const scene = await sceneFor(t)
  await scene.home.writeConfig({
    ...sandboxSections(scene.sandbox),
    'profile evil': {
      region: 'xx-nowhere-1',
      endpoint_url: 'http://127.0.0.1:1',
      services: 'evil',
      use_fips_endpoint: 'true',
      use_dualstack_endpoint: 'true',
      max_attempts: '99',
      retry_mode: 'adaptive',
      defaults_mode: 'auto',
    },
    'services evil': { 'sso_oidc ': '\n  endpoint_url = http://127.0.0.1:1' },
  })
  const env = {
    ...scene.env,
    AWS_PROFILE: 'evil',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_REGION: 'xx-nowhere-1',
    AWS_MAX_ATTEMPTS: '99',
  }
  const { status, stderr } = await run(['login', ...BY_HAND, '--session', 'sandbox'], { env })
  assert.equal(status, 0)
  assert.doesNotMatch(stderr, /warn|Node\.js|NodeVersion|deprecat/i)
})

/** Every write of more than so many blocks of 1 KiB fails, as on a full disk. */
const onFullDisk = (scene: Scene, blocks: number): RunOptions => ({
  env: scene.env,
  through: ['/bin/bash', '-c', `ulimit -f ${blocks}; exec "$@"`, '-'],
})

for (const blocks of [0, 8]) {
  test(`on a full disk (${blocks} KiB left) nobody is asked for a token that could not be kept`, async (t) => {
    const scene = await sceneFor(t)
    const { status, stderr } = await run(['login', ...BY_HAND], onFullDisk(scene, blocks))
    assert.equal(status, 3)
    assert.match(stderr.replace(/\n +/g, ' '), /No token can be kept in .* \(EFBIG\)/)
    assert.deepEqual(scene.sandbox.counts(), {})
    assert.deepEqual(await readdir(scene.paths.tokenCache), [])
  })

  test(`on a full disk (${blocks} KiB left) a refresh token is not spent`, async (t) => {
    const scene = await sceneFor(t)
    await putToken(scene, { state: 'expired' })
    const before = await readFile(tokenFile(scene.paths, scene.session))
    const { status } = await run(['login', ...BY_HAND], onFullDisk(scene, blocks))
    assert.equal(status, 3)
    assert.deepEqual(scene.sandbox.counts(), {})
    assert.deepEqual(await readFile(tokenFile(scene.paths, scene.session)), before)
  })
}

const endings: [signal: NodeJS.Signals, status: number | null, died: NodeJS.Signals | null][] = [
  ['SIGINT', null, 'SIGINT'],
  ['SIGTERM', null, 'SIGTERM'],
  ['SIGHUP', null, 'SIGHUP'],
  ['SIGTSTP', 130, null],
]
for (const [signal, status, died] of endings) {
  test(`${signal} in the middle: noted as cancelled, nothing listens, the next login works`, async (t) => {
    const scene = await sceneFor(t, 'wait')
    const login = start(['login', ...BY_HAND], { env: scene.env })
    await until(() => scene.sandbox.count('Authorize') === 1)
    login.child.kill(signal)
    const ended = await login.ended
    assert.deepEqual([ended.status, ended.signal], [status, died])
    assert.equal((await readAttempt(scene.paths.state, tokenId(scene.session)))?.outcome, 'cancelled')
    const [address = ''] = (await readFile(scene.home.browserLog, 'utf8')).split('\n')
    const redirect = new URL(address).searchParams.get('redirect_uri') ?? ''
    await assert.rejects(fetch(redirect))
    scene.sandbox.person({ mode: 'approve' })
    assert.equal((await scene.login()).status, 0)
  })
}

test('Ctrl-C in the middle of a refresh does not lose the answer: it is written, then the program dies of it', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const before = await readFile(tokenFile(scene.paths, scene.session), 'utf8')
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'slow', milliseconds: 300 })
  const login = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => scene.sandbox.count('CreateToken') === 1)
  login.child.kill('SIGINT')
  assert.equal((await login.ended).signal, 'SIGINT')
  assert.notEqual(await readFile(tokenFile(scene.paths, scene.session), 'utf8'), before)
  const next = await scene.login()
  assert.equal(next.stdout, 'SSO session "sandbox" is logged in.\n')
})

test('a login that was killed blocks nobody', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const login = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => scene.sandbox.count('Authorize') === 1)
  login.child.kill('SIGKILL')
  await login.ended
  scene.sandbox.person({ mode: 'approve' })
  assert.equal((await scene.login()).status, 0)
})

test('two logins at once: one browser, and both end when it is done', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const first = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => scene.sandbox.count('Authorize') === 1)
  const second = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => second.output.stderr.includes('Waiting for process'))
  assert.match(
    second.output.stderr,
    new RegExp(`Waiting for process ${first.child.pid ?? 0} \\(login for "sandbox"\\)`),
  )
  await fetch(scene.sandbox.decide('approve') ?? '')
  assert.equal((await first.ended).status, 0)
  const waited = await second.ended
  assert.deepEqual(
    [waited.status, waited.stdout],
    [0, 'SSO session "sandbox" was logged in by another process.\n'],
  )
  assert.equal(await browserVisits(scene), 1)
})

test('two logins at once: when the first is cancelled, the second is too', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const first = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => scene.sandbox.count('Authorize') === 1)
  const second = start(['login', ...BY_HAND], { env: scene.env })
  await until(() => second.output.stderr.includes('Waiting for process'))
  first.child.kill('SIGINT')
  assert.equal((await second.ended).status, 130)
  assert.equal(await browserVisits(scene), 1)
})

test('50 processes with a token that can be refreshed make one refresh, and all succeed', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const all = await Promise.all(Array.from({ length: 50 }, () => scene.login()))
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([0]))
  assert.equal(scene.sandbox.count('CreateToken'), 1)
  const names = await readdir(path.dirname(tokenFile(scene.paths, scene.session)))
  assert.equal(names.length, 1)
})
