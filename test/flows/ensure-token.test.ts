import assert from 'node:assert/strict'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { ConfigError, LoginNeededError, UnreachableError } from '../../src/core/errors.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { ensureToken, refreshToken } from '../../src/flows/session/ensure-token.js'
import { lockSession } from '../../src/flows/session/others.js'
import { leaveSessionRecord } from '../../src/flows/session/session-record.js'
import type { IssuedToken, IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Rotation } from '../../src/sandbox/settings.js'
import { readToken, tokenFile } from '../../src/world/files/token-cache.js'
import { homeFor, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { legacySessionOf, sessionOf, worldFor, type TestWorld, type WorldOptions } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  session: SsoSession
  file: string
}

async function sceneFor(
  t: TestContext,
  options: WorldOptions & { rotation?: Rotation } = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings: { rotation: options.rotation ?? 'revoke' } })
  const home = await homeFor(t)
  const world = worldFor(home, sandbox, options)
  const session = sessionOf(sandbox)
  return { sandbox, home, world, session, file: tokenFile(world.paths, session) }
}

/** Puts a token into the session's file, in the JS SDK's form, which is not ours. */
async function putToken(scene: Scene, options: IssueOptions, change: object = {}): Promise<IssuedToken> {
  const token = scene.sandbox.issueToken(options)
  await putMembers(scene, { ...token, ...change })
  return token
}

async function putMembers({ file }: Scene, members: object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(members, null, 2), { mode: 0o644 })
}

const membersOf = async ({ file }: Scene): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>

test('a token that is good for long is used as it is, and nobody is asked', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { lastsSeconds: 21 * 60 })
  const result = await refreshToken(scene.world, scene.session)
  assert.equal(result.state === 'valid' && result.how, 'unchanged')
  assert.deepEqual(scene.sandbox.counts(), {})
})

test('20 minutes before its end a token is refreshed, ahead of the AWS CLI', async (t) => {
  const scene = await sceneFor(t)
  const old = await putToken(scene, { lastsSeconds: 20 * 60 })
  const result = await refreshToken(scene.world, scene.session)
  assert.equal(result.state === 'valid' && result.how, 'refreshed')
  assert.equal(scene.sandbox.count('CreateToken'), 1)
  const members = await membersOf(scene)
  assert.notEqual(members['accessToken'], old.accessToken)
  assert.notEqual(members['refreshToken'], old.refreshToken)
})

test('a refresh writes the form of the AWS CLI, privately, and keeps what it does not know', async (t) => {
  const scene = await sceneFor(t)
  const old = await putToken(scene, { state: 'expired' }, { note: 'mine' })
  await refreshToken(scene.world, scene.session)
  const text = await readFile(scene.file, 'utf8')
  const members = await membersOf(scene)
  assert.deepEqual(Object.keys(members), [
    'startUrl',
    'region',
    'accessToken',
    'expiresAt',
    'clientId',
    'clientSecret',
    'registrationExpiresAt',
    'refreshToken',
    'note',
  ])
  assert.equal(members['note'], 'mine')
  assert.equal(members['registrationExpiresAt'], old.registrationExpiresAt)
  assert.match(text, /^\{"startUrl": "[^"]+", "region": "eu-west-1", .*[^\n]$/)
  assert.match(String(members['expiresAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.equal((await stat(scene.file)).mode & 0o777, 0o600)
})

test('the token of a legacy profile is refreshed too', async (t) => {
  const scene = await sceneFor(t)
  const session = legacySessionOf(scene.sandbox)
  const legacy = { ...scene, session, file: tokenFile(scene.world.paths, session) }
  await putToken(legacy, { state: 'expired' })
  const result = await refreshToken(scene.world, session)
  assert.equal(result.state, 'valid')
})

test('where the service gives no new refresh token, the old one is kept', async (t) => {
  const scene = await sceneFor(t, { rotation: 'omit' })
  const old = await putToken(scene, { state: 'expired' })
  await refreshToken(scene.world, scene.session)
  assert.equal((await membersOf(scene))['refreshToken'], old.refreshToken)
})

for (const rotation of ['revoke', 'reject', 'grace', 'same', 'omit'] as const) {
  test(`twelve who ask at once make one refresh, and all have its token (used tokens: ${rotation})`, async (t) => {
    const scene = await sceneFor(t, { rotation })
    await putToken(scene, { state: 'expired' })
    scene.sandbox.addFault({ operation: 'CreateToken', kind: 'slow', milliseconds: 50 })
    const results = await Promise.all(
      Array.from({ length: 12 }, () => refreshToken(scene.world, scene.session, { wait: true })),
    )
    const tokens = results.map((result) => result.state === 'valid' && result.token.accessToken)
    assert.equal(new Set(tokens).size, 1)
    assert.equal(tokens[0], (await membersOf(scene))['accessToken'])
    assert.equal(scene.sandbox.count('CreateToken'), 1)
  })
}

test('who does not want to wait hears who is at it', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { lastsSeconds: 600 })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'slow', milliseconds: 200 })
  const first = refreshToken(scene.world, scene.session)
  await until(() => scene.sandbox.count('CreateToken') === 1)
  const second = await refreshToken(scene.world, scene.session)
  assert.equal(second.state === 'busy' && second.holder.purpose, 'refresh for "corp"')
  assert.equal((await first).state, 'valid')
})

test('a token of another portal or region is not sent anywhere', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' }, { startUrl: 'https://other.awsapps.com/start' })
  const result = await refreshToken(scene.world, scene.session)
  assert.equal(result.state, 'login-needed')
  assert.match('reason' in result ? result.reason : '', /another start URL or region/)
  assert.deepEqual(scene.sandbox.counts(), {})
})

test('a session that has ended is told so once; the refresh token is not tried again', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'ended' })
  const before = await readFile(scene.file)
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'login-needed')
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'login-needed')
  assert.equal(scene.sandbox.count('CreateToken'), 1)
  assert.deepEqual(await readFile(scene.file), before)
})

test('after a refusal the file is looked at again: another tool may have refreshed', async (t) => {
  const looks: number[] = []
  const scene: Scene = await sceneFor(t, {
    onSleep: async (milliseconds) => {
      looks.push(milliseconds)
      if (looks.length === 4) await putMembers(scene, other)
    },
  })
  await putToken(scene, { state: 'ended' })
  const other = scene.sandbox.issueToken()
  const result = await refreshToken(scene.world, scene.session)
  assert.equal(result.state === 'valid' && result.how, 'elsewhere')
  assert.equal(result.state === 'valid' && result.token.accessToken, other.accessToken)
})

test('the looks after a refusal take a second', async (t) => {
  let slept = 0
  const scene = await sceneFor(t, { onSleep: (milliseconds) => void (slept += milliseconds) })
  await putToken(scene, { state: 'ended' })
  await refreshToken(scene.world, scene.session)
  assert.equal(slept, 1000)
})

test('a registration that has expired means a login, and nobody is asked', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' }, { registrationExpiresAt: '2020-01-01T00:00:00Z' })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'login-needed')
  assert.deepEqual(scene.sandbox.counts(), {})
})

test('a client that the service has forgotten means a login', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.forgetClients()
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'login-needed')
})

test('no file, a broken file and a token that cannot be refreshed mean a login', async (t) => {
  const scene = await sceneFor(t)
  const state = async (): Promise<string> => (await refreshToken(scene.world, scene.session)).state
  assert.equal(await state(), 'login-needed')
  await mkdir(path.dirname(scene.file), { recursive: true })
  for (const text of [
    '',
    '{"accessToken": "a',
    '4711',
    '{"accessToken":"a","expiresAt":"2026-11-22T10:00:00"}',
  ]) {
    await writeFile(scene.file, text)
    assert.equal(await state(), 'login-needed')
  }
  await putToken(scene, { state: 'expired' }, { refreshToken: undefined })
  assert.equal(await state(), 'login-needed')
  assert.deepEqual(scene.sandbox.counts(), {})
})

test('while it lives, a token that cannot be refreshed is used', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { lastsSeconds: 300 }, { refreshToken: undefined })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'valid')
})

test('a throttled request had no effect and is sent again', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({
    operation: 'CreateToken',
    kind: 'status',
    status: 429,
    retryAfterSeconds: 1,
    times: 1,
  })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 503, times: 1 })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'valid')
  assert.equal(scene.sandbox.count('CreateToken'), 3)
})

test('a service that stays busy is unreachable after three calls', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 503 })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'unreachable')
  assert.equal(scene.sandbox.count('CreateToken'), 3)
})

test('an error of the service (500) is followed up once', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({
    operation: 'CreateToken',
    kind: 'exception',
    exception: 'InternalServerException',
    times: 1,
  })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'valid')
  assert.equal(scene.sandbox.count('CreateToken'), 2)
})

test('an answer that was lost is followed up once, and succeeds where the used token still works', async (t) => {
  const scene = await sceneFor(t, { rotation: 'grace' })
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'lost', times: 1 })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'valid')
  assert.equal(scene.sandbox.count('CreateToken'), 2)
})

test('an answer that was lost where used tokens are refused means a login, after one follow-up', async (t) => {
  const scene = await sceneFor(t, { rotation: 'reject' })
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'lost', times: 1 })
  assert.equal((await refreshToken(scene.world, scene.session)).state, 'login-needed')
  assert.equal(scene.sandbox.count('CreateToken'), 2)
})

for (const fault of [
  { kind: 'malformed' },
  { kind: 'html' },
  { kind: 'cut', bytes: 20 },
  { kind: 'reset' },
  { kind: 'status', status: 500 },
] as const) {
  test(`a service in trouble (${fault.kind}) is unreachable, and the file stays as it is`, async (t) => {
    const scene = await sceneFor(t, { rotation: 'same' })
    await putToken(scene, { state: 'expired' })
    const before = await readFile(scene.file)
    scene.sandbox.addFault({ operation: 'CreateToken', ...fault })
    const result = await refreshToken(scene.world, scene.session)
    assert.ok(result.state === 'unreachable' && result.error instanceof UnreachableError)
    assert.equal(result.error.cause, undefined)
    assert.equal(scene.sandbox.count('CreateToken'), 2)
    assert.deepEqual(await readFile(scene.file), before)
  })
}

test('a service that is away is unreachable by its address, and the next try is a minute off', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  await scene.sandbox.close()
  const result = await refreshToken(scene.world, scene.session)
  assert.ok(result.state === 'unreachable')
  assert.equal(result.error.message, `Could not reach 127.0.0.1:${scene.sandbox.port} (ECONNREFUSED).`)
})

test('while the token lives, a refresh that fails does not fail the command', async (t) => {
  const scene = await sceneFor(t)
  const token = await putToken(scene, { lastsSeconds: 600 })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 503 })
  const ensured = await ensureToken(scene.world, scene.session, { allow: 'refresh' })
  assert.equal(ensured.accessToken, token.accessToken)
  assert.match(scene.world.said.join(), /is busy \(HTTP 503\)\. The current token is valid until \d\d:\d\d\./)
})

test('a setting that cannot be used fails a command only when the token has ended', async (t) => {
  const scene = await sceneFor(t, { env: { AWS_CA_BUNDLE: '/nonexistent.pem' } })
  const { accessToken } = await putToken(scene, { lastsSeconds: 600 })
  const token = await ensureToken(scene.world, scene.session, { allow: 'refresh' })
  assert.equal(token.accessToken, accessToken)
  assert.match(scene.world.said.join(), /^AWS_CA_BUNDLE names \/nonexistent\.pem/)
  scene.sandbox.advance(601)
  await assert.rejects(ensureToken(scene.world, scene.session, { allow: 'refresh' }), ConfigError)
})

test('without a usable token the failure is the command\u2019s: unreachable, or a login that is not allowed', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 503 })
  await assert.rejects(ensureToken(scene.world, scene.session, { allow: 'refresh' }), UnreachableError)
  scene.sandbox.clearFaults()
  scene.sandbox.endSessions()
  await assert.rejects(
    ensureToken(scene.world, scene.session, { allow: 'refresh' }),
    (error: LoginNeededError) =>
      error instanceof LoginNeededError &&
      /^The login for SSO session "corp" ended 1 minute ago\.$/.test(error.message) &&
      error.suggestions[0] === 'ssoenv login --session corp',
  )
})

test('where a login is allowed, it is made when nothing else helps', async (t) => {
  const scene = await sceneFor(t)
  scene.sandbox.person({ mode: 'approve' })
  const token = await ensureToken({ ...scene.world, interactive: true }, scene.session, { allow: 'login' })
  assert.equal(token.accessToken, (await membersOf(scene))['accessToken'])
  assert.match(
    scene.world.said[0] ?? '',
    /^Logging in to "corp": There is no login for SSO session "corp" yet\.$/,
  )
})

test('a token that the portal refused is refreshed once, although it has not expired', async (t) => {
  const scene = await sceneFor(t)
  const { accessToken } = await putToken(scene, { lastsSeconds: 3000 })
  const result = await refreshToken(scene.world, scene.session, { rejected: accessToken })
  assert.equal(result.state === 'valid' && result.how, 'refreshed')
})

test('those who waited behind a refresh that could not be done do not try again one by one', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  scene.sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 500 })
  const results = await Promise.all(
    Array.from({ length: 8 }, () => refreshToken(scene.world, scene.session, { wait: true })),
  )
  assert.deepEqual(new Set(results.map((result) => result.state)), new Set(['unreachable']))
  assert.equal(scene.sandbox.count('CreateToken'), 2)
})

test('who waited behind a refresh that was killed tries it, and does not tell of an older trouble', async (t) => {
  const scene = await sceneFor(t)
  const { world, session, sandbox } = scene
  await putToken(scene, { state: 'expired' })
  sandbox.addFault({ operation: 'CreateToken', kind: 'reset' })
  assert.equal((await refreshToken(world, session)).state, 'unreachable')
  sandbox.clearFaults()
  const lock = await lockSession(world, session, 'refresh')
  assert.ok(lock.kind === 'lock')
  const waiting = refreshToken(world, session, { wait: true })
  await until(() => world.said.some((line) => line.startsWith('Waiting for process')))
  // As a prompt does that starts a refresh; it finds one under way, which then dies without a word.
  const retryAt = new Date(world.now().getTime() + 60_000)
  await leaveSessionRecord(world, session, { retryAt })
  await lock.release()
  assert.equal((await waiting).state, 'valid')
})

test('no secret is in what is said or thrown', async (t) => {
  const scene = await sceneFor(t)
  const token = await putToken(scene, { state: 'expired' })
  const results = []
  for (const kind of ['malformed', 'html', 'reset'] as const) {
    scene.sandbox.addFault({ operation: 'CreateToken', kind, times: 2 })
    results.push(await refreshToken(scene.world, scene.session))
  }
  const seen = inspect(results, { depth: 10, showHidden: true }) + scene.world.said.join()
  assert.match(seen, /Could not reach/)
  for (const secret of [token.accessToken, token.refreshToken, token.clientSecret]) {
    assert.ok(secret && !seen.includes(secret))
  }
})

test('reading the token of the file gives what the refresh returned', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  const result = await refreshToken(scene.world, scene.session)
  const read = await readToken(scene.world.paths, scene.session)
  assert.ok(result.state === 'valid' && read)
  assert.equal(read.accessToken, result.token.accessToken)
})

for (const [what, part] of [
  ['nothing', 0],
  ['half of it', 100],
] as const) {
  test(`a file that another tool is just writing, and has ${what}, is read once it is whole`, async (t) => {
    const held: { write?: () => Promise<void> } = {}
    const scene = await sceneFor(t, { onSleep: () => held.write?.() })
    const token = await putToken(scene, { lastsSeconds: 3600 })
    const whole = await readFile(scene.file, 'utf8')
    held.write = () => writeFile(scene.file, whole)
    await writeFile(scene.file, whole.slice(0, part))
    assert.equal(
      (await ensureToken(scene.world, scene.session, { allow: 'refresh' })).accessToken,
      token.accessToken,
    )
    assert.deepEqual(scene.sandbox.counts(), {})
  })
}

test('a refusal counts for the token that was refused, not for one that another tool has written since', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { lastsSeconds: 10 * 60 })
  const refused = await readToken(scene.world.paths, scene.session)
  assert.ok(refused)
  const { standing } = await leaveSessionRecord(scene.world, scene.session, { refused })
  assert.equal(standing.renewable, false)
  await putToken(scene, { lastsSeconds: 10 * 60 })
  const after = await leaveSessionRecord(scene.world, scene.session, { refused })
  assert.equal(after.standing.renewable, true)
})
