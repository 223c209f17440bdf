/** What `status` says of a session over days, on the sandbox's clock. */
import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import type { SsoSession } from '../../src/core/session/session.js'
import { statusText } from '../../src/core/text/status-text.js'
import { LoginNeededError } from '../../src/core/errors.js'
import { ensureToken } from '../../src/flows/session/ensure-token.js'
import { logIn } from '../../src/flows/session/log-in.js'
import { logOut } from '../../src/flows/session/log-out.js'
import { isReady, statusHere, type SessionStatus } from '../../src/flows/status.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { readAwsConfig } from '../../src/world/files/aws-config-file.js'
import { tokenFile } from '../../src/world/files/token-cache.js'
import { homeFor, sandboxSections, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf, worldFor, type TestWorld } from '../support/world.js'

// Else an end of the day in this machine's zone may lie between two moments.
process.env['TZ'] = 'UTC'

interface Scene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  session: SsoSession
  logIn: () => Promise<void>
  /** Works on, with a refresh every 40 minutes; whether the session still lived at the end. */
  work: (minutes: number) => Promise<boolean>
  status: () => Promise<SessionStatus>
  /** The lines below the session's name. */
  lines: () => Promise<string[]>
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  sandbox.setClock(new Date('2026-11-23T09:00:00Z'))
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const world = worldFor(home, sandbox)
  const session = sessionOf(sandbox, 'sandbox')
  const work = async (minutes: number): Promise<boolean> => {
    for (let left = minutes; left > 0; left -= 40) {
      sandbox.advance(Math.min(left, 40) * 60)
      await ensureToken(world, session, { allow: 'refresh' }).catch((error: unknown) => {
        if (!(error instanceof LoginNeededError)) throw error
      })
    }
    return (await isReady(world, home.path)) && !(await status()).session.endedAt
  }
  const status = async (): Promise<SessionStatus> => {
    const { sessions } = await statusHere(world, home.path)
    assert.ok(sessions[0])
    return sessions[0]
  }
  return {
    sandbox,
    home,
    world,
    session,
    work,
    status,
    logIn: async () => {
      const { outcome } = await logIn(world, session, { reason: 'a test.', flow: 'browser', wait: true })
      assert.equal(outcome, 'done')
    },
    lines: async () => {
      const text = statusText(await statusHere(world, home.path), world.now(), home.path)
      return text
        .split('\n')
        .slice(3)
        .map((line) => line.trim())
    },
  }
}

const at = (time: string): Date => new Date(`2026-11-${time}:00Z`)
/** As the text says it. */
const clock = (instant: Date): string => instant.toTimeString().slice(0, 5)

test('after the first login it is said since when, and that the end is not known', async (t) => {
  const scene = await sceneFor(t)
  await scene.logIn()
  scene.sandbox.advance(60)
  assert.deepEqual(await scene.lines(), [
    `logged in since ${clock(at('23T09:00'))}; when it ends is not known`,
    `token until ${clock(at('23T10:00'))}, refreshed without asking`,
  ])
  const { session, expiresAt } = await scene.status()
  const { loggedInAt, renewableUntil, ...rest } = session
  assert.deepEqual([rest, expiresAt?.toISOString().slice(11, 16)], [{}, '10:00'])
  assert.equal(loggedInAt?.toISOString().slice(0, 16), '2026-11-23T09:00')
  assert.ok(renewableUntil && renewableUntil > at('30T00:00'))
})

test('the refused refresh ends the session, and from then on its length is known', async (t) => {
  const scene = await sceneFor(t)
  await scene.logIn()
  assert.equal(await scene.work(8 * 60 - 1), true)
  assert.equal(await scene.work(40), false)
  assert.match((await scene.lines())[0] ?? '', /^ended: its refresh was refused just now\. Try: ssoenv login/)
  scene.sandbox.setClock(at('24T09:00'))
  await scene.logIn()
  const { session } = await scene.status()
  assert.deepEqual(
    [session.usuallyLastsSeconds, session.basis, session.endsAbout?.toISOString().slice(0, 16)],
    [8 * 3600, 'seen', '2026-11-24T17:00'],
  )
  scene.sandbox.advance(60)
  const hours = [at('24T09:00'), at('24T17:00')].map((instant) => clock(instant))
  assert.deepEqual(
    (await scene.lines())[0],
    `logged in since ${hours[0]}; earlier sessions lasted about 8 h: until about ${hours[1]}`,
  )
})

test('--check --min-ttl goes by what earlier sessions lasted, not by the hour of the token', async (t) => {
  const scene = await sceneFor(t)
  const { world, home } = scene
  await scene.logIn()
  assert.equal(await isReady(world, home.path, 24 * 3600), true, 'as far as is known')
  await scene.work(8 * 60 + 20)
  assert.equal(await isReady(world, home.path), false)
  await scene.logIn()
  assert.equal(await isReady(world, home.path, 7 * 3600), true)
  assert.equal(await isReady(world, home.path, 9 * 3600), false)
  await scene.work(7 * 60)
  assert.equal(await isReady(world, home.path, 30 * 60), true)
  assert.equal(await isReady(world, home.path, 90 * 60), false)
  assert.equal(await isReady(world, home.path), true)
})

test('the day after it is not known whether a session still lasts, only what earlier ones did', async (t) => {
  const scene = await sceneFor(t)
  await scene.logIn()
  await scene.work(8 * 60 + 20)
  await scene.logIn()
  scene.sandbox.advance(16 * 3600)
  assert.deepEqual(await scene.lines(), [
    'logged in since 17:20 on 23 November; whether it still lasts is not known (earlier sessions lasted about 8 h)',
    'token ended 15 hours ago, to be refreshed without asking',
  ])
})

test('an outage ends no session, and a logout is no measure', async (t) => {
  const scene = await sceneFor(t)
  const { world, sandbox, session } = scene
  await scene.logIn()
  sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 500 })
  sandbox.advance(50 * 60)
  await ensureToken(world, session, { allow: 'refresh' })
  assert.equal((await scene.status()).session.endedAt, undefined)
  sandbox.clearFaults()
  await logOut(world, session, await readAwsConfig(world.paths))
  assert.match((await scene.lines())[0] ?? '', /^not logged in/)
  await scene.logIn()
  assert.equal((await scene.status()).session.usuallyLastsSeconds, undefined)
})

test("of another tool's login it is not known when it was", async (t) => {
  const scene = await sceneFor(t)
  const { sandbox, world, home, session } = scene
  await scene.logIn()
  const file = tokenFile(world.paths, session).slice(home.path.length + 1)
  await home.write(file, JSON.stringify(sandbox.issueToken({})))
  assert.deepEqual((await scene.lines())[0], 'logged in; when it ends is not known')
  assert.equal((await scene.status()).session.loggedInAt, undefined)
})

test('a token that lives on after its session is told apart from it', async (t) => {
  const scene = await sceneFor(t)
  await scene.logIn()
  scene.sandbox.endSessions()
  await scene.work(40)
  const [session, token] = await scene.lines()
  assert.equal(session, 'ended: its refresh was refused just now')
  assert.equal(token, `token still good until ${clock(at('23T10:00'))}`)
  assert.equal((await scene.status()).loginNeeded, false)
})

test('what is remembered is private and holds no secret; where it cannot be kept nothing else fails', async (t) => {
  const scene = await sceneFor(t)
  const { world, session } = scene
  await scene.logIn()
  const folder = path.join(world.paths.state, 'session-notes')
  const [name = '', ...more] = await readdir(folder)
  assert.deepEqual(more, [])
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  assert.equal((await stat(path.join(folder, name))).mode & 0o777, 0o600)
  const notes = await readFile(path.join(folder, name), 'utf8')
  const token = JSON.parse(await readFile(tokenFile(world.paths, session), 'utf8')) as Record<string, string>
  for (const secret of ['accessToken', 'refreshToken', 'clientId', 'clientSecret'])
    assert.ok(token[secret] && !notes.includes(token[secret]), secret)
  const elsewhere = await sceneFor(t)
  await elsewhere.home.write('.local/state/ssoenv/session-notes', 'in the way')
  await elsewhere.logIn()
  assert.match((await elsewhere.lines())[0] ?? '', /^logged in; when it ends/)
})
