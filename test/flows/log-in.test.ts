import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { CancelledError, LoginFailedError, UnreachableError } from '../../src/core/errors.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { tokenId } from '../../src/core/session/token.js'
import { logIn, type LogInOptions, type LoginResult } from '../../src/flows/session/log-in.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { readAttempt } from '../../src/world/files/attempts.js'
import { readToken, tokenFile } from '../../src/world/files/token-cache.js'
import { connectProxyFor } from '../support/connect-proxy.js'
import { homeFor, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { tlsFor } from '../support/tls.js'
import { until } from '../support/until.js'
import { legacySessionOf, sessionOf, worldFor, type TestWorld, type WorldOptions } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  session: SsoSession
}

async function sceneFor(
  t: TestContext,
  mode: 'approve' | 'deny' | 'wait' = 'approve',
  options: WorldOptions = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode } })
  const home = await homeFor(t)
  return { sandbox, home, world: worldFor(home, sandbox, options), session: sessionOf(sandbox) }
}

const logInTo = (scene: Scene, options: Partial<LogInOptions> = {}): Promise<LoginResult> =>
  logIn(scene.world, scene.session, { reason: 'a test.', flow: 'browser', wait: true, ...options })

const attemptOf = async ({ world, session }: Scene) => readAttempt(world.paths.state, tokenId(session))

const browserVisits = async ({ home }: Scene): Promise<string[]> =>
  (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter(Boolean)

test('through the browser: one visit, one token, in the file before the page says so', async (t) => {
  const scene = await sceneFor(t)
  const result = await logInTo(scene)
  assert.ok(result.outcome === 'done')
  assert.equal(result.how, 'browser')
  const token = await readToken(scene.world.paths, scene.session)
  assert.deepEqual(
    { ...token, expiresAt: 0, registrationExpiresAt: 0 },
    { ...result.token, expiresAt: 0, registrationExpiresAt: 0 },
  )
  assert.ok(token?.refreshToken && token.clientSecret && token.registrationExpiresAt)
  assert.deepEqual([token.startUrl, token.region], [scene.session.startUrl, scene.session.region])
  assert.equal((await browserVisits(scene)).length, 1)
  assert.equal((await attemptOf(scene))?.outcome, 'done')
})

test('the address is shown as well, and no code or token is', async (t) => {
  const scene = await sceneFor(t)
  const result = await logInTo(scene)
  const said = scene.world.said.join('\n')
  assert.ok(result.outcome === 'done')
  assert.ok(said.includes((await browserVisits(scene))[0] ?? '-'))
  assert.ok(!said.includes(result.token.accessToken) && !said.includes('code_verifier'))
})

test('with a device code: shown with its address, asked for until it is approved', async (t) => {
  const scene = await sceneFor(t, 'wait')
  let polls = 0
  scene.world.sleep = async () => {
    if (++polls === 3) scene.sandbox.decide('approve')
    scene.sandbox.advance(1)
    await Promise.resolve()
  }
  const result = await logInTo(scene, { flow: 'device', noBrowser: true })
  assert.equal(result.outcome === 'done' && result.how, 'device')
  assert.match(
    scene.world.said.join('\n'),
    /\/device\?user_code=[^]*\n.*approve only if it shows this code:\n {2}[A-Z]{4}-[A-Z]{4}$/,
  )
  assert.equal(scene.sandbox.count('CreateToken'), 3)
})

test('a device login asks for the scope that gives a refresh token, also for a legacy profile', async (t) => {
  const scene = await sceneFor(t)
  const legacy = { ...scene, session: legacySessionOf(scene.sandbox) }
  const result = await logInTo(legacy, { flow: 'device', noBrowser: true })
  assert.ok(result.outcome === 'done' && result.token.refreshToken)
})

test('slow_down makes the pauses five seconds longer, for good', async (t) => {
  const pauses: number[] = []
  const scene = await sceneFor(t, 'wait', {
    onSleep: (milliseconds) => {
      pauses.push(milliseconds / 1000)
      if (pauses.length === 4) scene.sandbox.decide('approve')
    },
  })
  scene.sandbox.addFault({
    operation: 'CreateToken',
    kind: 'exception',
    exception: 'SlowDownException',
    times: 2,
  })
  assert.equal((await logInTo(scene, { flow: 'device', noBrowser: true })).outcome, 'done')
  assert.deepEqual(pauses, [1, 6, 11, 11])
})

test('a code that nobody approves ends, by our own clock', async (t) => {
  const scene = await sceneFor(t, 'wait')
  await assert.rejects(
    logInTo(scene, { flow: 'device', noBrowser: true }),
    (error: Error) =>
      error instanceof LoginFailedError && /ran out before it was approved/.test(error.message),
  )
  assert.equal((await attemptOf(scene))?.outcome, 'failed')
})

test('a code that ran out while the machine slept is told so', async (t) => {
  const scene = await sceneFor(t, 'wait', {
    onSleep: () => {
      scene.sandbox.advance(7 * 3600)
    },
  })
  scene.world.monotonic = () => 0
  await assert.rejects(logInTo(scene, { flow: 'device', noBrowser: true }), {
    message: 'The code for "corp" ran out before it was approved, while this machine slept.',
  })
})

test('polling survives answers that are lost', async (t) => {
  const scene = await sceneFor(t)
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'reset', times: 3 })
  assert.equal((await logInTo(scene, { flow: 'device', noBrowser: true })).outcome, 'done')
})

for (const flow of ['browser', 'device'] as const) {
  test(`denied (${flow}): failed, noted so that no shell tries again by itself`, async (t) => {
    const scene = await sceneFor(t, 'deny')
    const result = await logInTo(scene, { flow })
    assert.ok(result.outcome === 'failed' && result.error instanceof LoginFailedError)
    assert.equal(result.error.message, 'The login to "corp" was denied in the browser.')
    assert.equal((await attemptOf(scene))?.outcome, 'cancelled')
    assert.equal(await readToken(scene.world.paths, scene.session), undefined)
  })

  test(`the registration is kept for the next login (${flow})`, async (t) => {
    const scene = await sceneFor(t)
    await logInTo(scene, { flow })
    await logInTo(scene, { flow, force: true })
    assert.equal(scene.sandbox.count('RegisterClient'), 1)
    assert.equal(scene.sandbox.count('CreateToken'), 2)
  })

  test(`a kept registration that is refused is made anew, once (${flow})`, async (t) => {
    const scene = await sceneFor(t)
    await logInTo(scene, { flow })
    const operation = flow === 'browser' ? 'CreateToken' : 'StartDeviceAuthorization'
    scene.sandbox.addFault({ operation, kind: 'exception', exception: 'InvalidClientException', times: 1 })
    assert.equal((await logInTo(scene, { flow, force: true })).outcome, 'done')
    assert.equal(scene.sandbox.count('RegisterClient'), 2)
    scene.sandbox.addFault({ operation, kind: 'exception', exception: 'InvalidClientException' })
    await assert.rejects(logInTo(scene, { flow, force: true }), LoginFailedError)
    assert.equal(scene.sandbox.count('RegisterClient'), 3)
  })
}

test('a registration that is about to expire is not used', async (t) => {
  const scene = await sceneFor(t)
  await logInTo(scene)
  scene.sandbox.advance(90 * 86_400 - 600)
  await logInTo(scene)
  assert.equal(scene.sandbox.count('RegisterClient'), 2)
})

test('a browser that never came back drops the kept registration: the service may have forgotten it', async (t) => {
  const scene = await sceneFor(t)
  await logInTo(scene)
  scene.sandbox.forgetClients()
  assert.equal((await logInTo(scene, { force: true, limitSeconds: 0.5 })).outcome, 'cancelled')
  assert.equal((await logInTo(scene)).outcome, 'done')
})

test('nobody answers: cancelled after the limit, and nothing listens any more', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const result = await logInTo(scene, { limitSeconds: 2 })
  assert.ok(result.outcome === 'cancelled')
  assert.match(result.error.message, /^Nobody answered the login to "corp" within 2 seconds\.$/)
  assert.equal((await attemptOf(scene))?.outcome, 'cancelled')
  await until(async () => (await browserVisits(scene)).length === 1)
  const [visit = ''] = await browserVisits(scene)
  const redirect = new URL(visit).searchParams.get('redirect_uri') ?? ''
  await assert.rejects(fetch(redirect), (error: Error) => /ECONNREFUSED/.test(String(error.cause)))
})

test('an abort cancels at once, and the lock is free', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const controller = new AbortController()
  const login = logInTo(scene, { signal: controller.signal })
  await until(async () => (await browserVisits(scene)).length === 1)
  controller.abort()
  const result = await login
  assert.ok(result.outcome === 'cancelled' && result.error instanceof CancelledError)
  scene.sandbox.person({ mode: 'approve' })
  assert.equal((await logInTo(scene)).outcome, 'done')
})

test('the attempt is noted before anything starts, and is open while it lasts', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const controller = new AbortController()
  const login = logInTo(scene, { signal: controller.signal })
  await until(() => scene.sandbox.count('RegisterClient') === 1)
  const attempt = await attemptOf(scene)
  assert.ok(attempt && attempt.endedAt === undefined)
  controller.abort()
  await login
})

test('ten that find the session ended make one login; the others have its token', async (t) => {
  const scene = await sceneFor(t)
  const results = await Promise.all(Array.from({ length: 10 }, () => logInTo(scene)))
  assert.ok(results.every((result) => result.outcome === 'done'))
  assert.equal(scene.sandbox.count('Authorize'), 1)
  assert.equal((await browserVisits(scene)).length, 1)
})

test('who waits says whom for, and takes over a cancelled login: it starts none of its own', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const controller = new AbortController()
  const first = logInTo(scene, { signal: controller.signal })
  await until(async () => (await browserVisits(scene)).length === 1)
  const others = [logInTo(scene), logInTo(scene)]
  await until(() => scene.world.said.filter((line) => line.startsWith('Waiting')).length === 2)
  assert.ok(
    scene.world.said.includes(`Waiting for process ${process.pid} (login for "corp"). Ctrl-C stops waiting.`),
  )
  controller.abort()
  assert.equal((await first).outcome, 'cancelled')
  for (const result of await Promise.all(others)) {
    assert.ok(result.outcome === 'cancelled')
    assert.match(result.error.message, /^The login to "corp" that process \d+ had started was cancelled\.$/)
  }
  assert.equal((await browserVisits(scene)).length, 1)
})

test('who waits takes over a login that failed', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const first = logInTo(scene, { flow: 'device', noBrowser: true })
  let second: Promise<LoginResult> | undefined
  scene.world.sleep = async () => {
    second ??= logInTo(scene)
    await until(() => scene.world.said.some((line) => line.startsWith('Waiting')))
    scene.sandbox.advance(700)
  }
  await assert.rejects(first, LoginFailedError)
  assert.equal((await second)?.outcome, 'failed')
})

test('who does not wait hears that somebody is logging in', async (t) => {
  const scene = await sceneFor(t, 'wait')
  const controller = new AbortController()
  const first = logInTo(scene, { signal: controller.signal })
  await until(async () => (await browserVisits(scene)).length === 1)
  const second = await logInTo(scene, { wait: false })
  assert.ok(second.outcome === 'busy')
  assert.equal(second.holder.pid, process.pid)
  controller.abort()
  await first
})

test('a login by another tool in the meantime is used', async (t) => {
  const scene = await sceneFor(t)
  const file = tokenFile(scene.world.paths, scene.session)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(scene.sandbox.issueToken()))
  const result = await logInTo(scene)
  assert.equal(result.outcome === 'done' && result.how, 'already')
  assert.equal(scene.sandbox.count('Authorize'), 0)
})

test('a broken token file is healed by the login', async (t) => {
  const scene = await sceneFor(t)
  const file = tokenFile(scene.world.paths, scene.session)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, '{"accessToken": "a", "exp')
  assert.equal((await logInTo(scene)).outcome, 'done')
  assert.ok(await readToken(scene.world.paths, scene.session))
})

test('a new login by force ends the old session at the portal first', async (t) => {
  const scene = await sceneFor(t)
  const first = await logInTo(scene)
  const second = await logInTo(scene, { force: true })
  assert.ok(first.outcome === 'done' && second.outcome === 'done')
  assert.notEqual(first.token.accessToken, second.token.accessToken)
  assert.equal(scene.sandbox.log('Logout')[0]?.outcome, 'ok')
})

for (const flow of ['browser', 'device'] as const) {
  test(`a company's own start URL in the config is followed to the portal, and stays what the files say (${flow})`, async (t) => {
    const portal = 'https://acme.awsapps.com/start'
    const own = 'https://sso.acme.example'
    const sandbox = await sandboxFor(t, { person: { mode: 'approve' }, instances: [{ startUrl: portal }] })
    const tls = await tlsFor(t, ['sso.acme.example', 'acme.awsapps.com'])
    const start = createTlsServer({ key: tls.key, cert: tls.cert }, ({ headers }, response) => {
      if (headers.host === 'sso.acme.example') response.writeHead(302, { location: portal }).end()
      else response.end(`<meta name="region" content="${sandbox.region}"/>`)
    }).listen(0, '127.0.0.1')
    t.after(() => start.close())
    await until(() => start.listening)
    const { port } = start.address() as AddressInfo
    const proxy = await connectProxyFor(t, {
      routes: { 'sso.acme.example:443': port, 'acme.awsapps.com:443': port },
    })
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
    const home = await homeFor(t)
    const world = worldFor(home, sandbox, { env })
    const session = { ...sessionOf(sandbox), startUrl: own }
    const result = await logInTo({ sandbox, home, world, session }, { flow })
    assert.equal(result.outcome === 'done' && result.how, flow)
    assert.equal((await readToken(world.paths, session))?.startUrl, own)
    assert.deepEqual(proxy.asked, ['sso.acme.example:443', 'acme.awsapps.com:443'])
  })

  test(`a new login by force without a network leaves the old token as it was (${flow})`, async (t) => {
    const scene = await sceneFor(t)
    await logInTo(scene, { flow })
    const before = await readFile(tokenFile(scene.world.paths, scene.session), 'utf8')
    const nowhere = 'http://127.0.0.1:1'
    const env = { AWS_ENDPOINT_URL_SSO_OIDC: nowhere, AWS_ENDPOINT_URL_SSO: nowhere }
    const offline = { ...scene, world: worldFor(scene.home, scene.sandbox, { env }) }
    await assert.rejects(logInTo(offline, { flow, force: true }), UnreachableError)
    assert.equal(await readFile(tokenFile(scene.world.paths, scene.session), 'utf8'), before)
    assert.equal(scene.sandbox.count('Logout'), 0)
    const result = await logInTo(scene, { flow })
    assert.equal(result.outcome === 'done' && result.how, 'already')
  })
}

test('a new login by force that is left: a token that the portal has ended is not there any more, another one is', async (t) => {
  const scene = await sceneFor(t)
  await logInTo(scene)
  scene.sandbox.addFault({ operation: 'Logout', kind: 'status', status: 500, times: 10 })
  const leave = async (): Promise<boolean> => {
    const stop = new AbortController()
    scene.sandbox.person({ mode: 'wait' })
    const left = logInTo(scene, { force: true, signal: stop.signal })
    await until(() => scene.world.said.some((line) => line.startsWith('The browser opens')))
    stop.abort()
    assert.equal((await left).outcome, 'cancelled')
    return (await readToken(scene.world.paths, scene.session)) !== undefined
  }
  scene.world.said.length = 0
  assert.equal(await leave(), true)
  scene.sandbox.clearFaults()
  scene.world.said.length = 0
  assert.equal(await leave(), false)
})

test('where the port is taken, auto goes on with a device code, and a wish for the browser fails', async (t) => {
  const scene = await sceneFor(t)
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await until(() => taken.listening)
  const { port: callbackPort } = taken.address() as AddressInfo
  const result = await logInTo(scene, { flow: 'auto', callbackPort })
  assert.equal(result.outcome === 'done' && result.how, 'device')
  await assert.rejects(
    logInTo(scene, { flow: 'browser', callbackPort, force: true }),
    (error: LoginFailedError) =>
      error.message ===
        `ssoenv cannot listen on 127.0.0.1:${callbackPort} for the browser: another program does.` &&
      error.suggestions[1] === 'ssoenv login --session corp --flow device',
  )
})

test('a chosen callback port is the one that the browser comes back to', async (t) => {
  const scene = await sceneFor(t)
  const free = createServer().listen(0, '127.0.0.1')
  await until(() => free.listening)
  const { port: callbackPort } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  assert.equal((await logInTo(scene, { callbackPort })).outcome, 'done')
  assert.match((await browserVisits(scene))[0] ?? '', new RegExp(`127\\.0\\.0\\.1%3A${callbackPort}%2F`))
})

test('over SSH the way is a device code, without a browser', async (t) => {
  const scene = await sceneFor(t, 'approve', { env: { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } })
  const result = await logInTo(scene, { flow: 'auto' })
  assert.equal(result.outcome === 'done' && result.how, 'device')
  assert.deepEqual(await browserVisits(scene), [])
})

test('a browser that cannot be started leaves the address to open', async (t) => {
  const scene = await sceneFor(t, 'approve', { env: { BROWSER: '/nonexistent/browser' } })
  const login = logInTo(scene)
  await until(() => scene.world.said.some((line) => line.startsWith('Open this address')))
  const address = scene.world.said.at(-1)?.split('\n  ')[1] ?? ''
  await fetch(address)
  assert.equal((await login).outcome, 'done')
})

test('a service that is away makes no login, and says so', async (t) => {
  const scene = await sceneFor(t)
  await scene.sandbox.close()
  await assert.rejects(logInTo(scene), UnreachableError)
  assert.equal((await attemptOf(scene))?.outcome, 'failed')
})

test('a start URL that the service does not know is told in its words', async (t) => {
  const scene = await sceneFor(t)
  const elsewhere = { ...scene, session: { ...scene.session, startUrl: `${scene.sandbox.url}/nobody` } }
  await assert.rejects(
    logInTo(elsewhere, { flow: 'device' }),
    (error: Error) =>
      error instanceof LoginFailedError &&
      /refused startDeviceAuthorization \(InvalidRequestException\): /.test(error.message),
  )
})
