/** The copy of a session's access token by its start URL, for SDKs that know no sso_session. */
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import type { SsoSession } from '../../src/core/session/session.js'
import { mirrorToken, removeMirror } from '../../src/flows/session/mirror-token.js'
import { lockSession } from '../../src/flows/session/others.js'
import { settle } from '../../src/flows/for-shells/settle.js'
import { link } from '../../src/flows/trust.js'
import { carryToken, carryTokensBack } from '../../src/flows/migrate/migrate-tokens.js'
import { logIn } from '../../src/flows/session/log-in.js'
import { logOut } from '../../src/flows/session/log-out.js'
import { refreshToken } from '../../src/flows/session/ensure-token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { readAwsConfig } from '../../src/world/files/aws-config-file.js'
import { readToken, tokenFile } from '../../src/world/files/token-cache.js'
import { homeFor, sandboxSections, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { legacySessionOf, sessionOf, worldFor, type TestWorld } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  session: SsoSession
  mirror: string
}

const ON = { SSOENV_TOKEN_MIRROR: 'on' }

async function sceneFor(t: TestContext, env: Record<string, string> = ON): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const world = { ...worldFor(home, sandbox, { env }), interactive: true }
  const session = sessionOf(sandbox, 'sandbox')
  return { sandbox, home, world, session, mirror: tokenFile(world.paths, legacySessionOf(sandbox)) }
}

async function put(file: string, members: object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(members), { mode: 0o600 })
}

async function putToken({ world, session, sandbox }: Scene, options: IssueOptions): Promise<void> {
  await put(tokenFile(world.paths, session), sandbox.issueToken(options))
}

const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)

async function mirrored(scene: Scene): Promise<Record<string, unknown>> {
  return JSON.parse((await textOf(scene.mirror)) ?? '{}') as Record<string, unknown>
}

/** Brings the mirror up to date with what the session's file has. */
async function bring({ world, session }: Scene): Promise<void> {
  assert.equal(await mirrorToken(world, session), undefined)
}

async function assertMirrored(scene: Scene): Promise<void> {
  const { accessToken } = (await readToken(scene.world.paths, scene.session)) ?? {}
  assert.ok(accessToken)
  assert.equal((await mirrored(scene))['accessToken'], accessToken)
}

test('a login leaves the access token by the start URL too, privately, and nothing to refresh it with', async (t) => {
  const scene = await sceneFor(t)
  const { world, session, mirror, sandbox } = scene
  const { outcome } = await logIn(world, session, { reason: 'test', flow: 'browser', wait: true })
  assert.equal(outcome, 'done')
  await assertMirrored(scene)
  assert.deepEqual(Object.keys(await mirrored(scene)), [
    'startUrl',
    'region',
    'accessToken',
    'expiresAt',
    'ssoenvMirrorOf',
  ])
  assert.equal((await mirrored(scene))['startUrl'], sandbox.startUrl)
  assert.equal((await stat(mirror)).mode & 0o777, 0o600)
})

test('a copy that is current is not written again', async (t) => {
  const scene = await sceneFor(t)
  await logIn(scene.world, scene.session, { reason: 'test', flow: 'browser', wait: true })
  const { ino } = await stat(scene.mirror)
  await bring(scene)
  assert.equal((await stat(scene.mirror)).ino, ino)
})

test('a refresh brings the copy up to date', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { lastsSeconds: 600 })
  await bring(scene)
  const before = await textOf(scene.mirror)
  const result = await refreshToken(scene.world, scene.session)
  assert.equal(result.state === 'valid' && result.how, 'refreshed')
  assert.notEqual(await textOf(scene.mirror), before)
  await assertMirrored(scene)
})

test('where the settings say nothing no copy is made, and one that another process wants stays', async (t) => {
  const scene = await sceneFor(t, {})
  await putToken(scene, { lastsSeconds: 600 })
  await bring(scene)
  assert.equal(await textOf(scene.mirror), undefined)
  const wanting: Scene = { ...scene, world: { ...scene.world, env: { ...scene.world.env, ...ON } } }
  await bring(wanting)
  await assertMirrored(scene)
  await refreshToken(scene.world, scene.session)
  assert.ok(await textOf(scene.mirror))
})

test('what another tool has refreshed is copied when the shell looks at the session again', async (t) => {
  const scene = await sceneFor(t)
  const here = path.join(scene.home.path, 'acme')
  await mkdir(here)
  await link(scene.world, here, 'acme-dev', false)
  await putToken(scene, {})
  for (let round = 0; round < 2; round++) {
    await settle(scene.world, { event: 'prompt', directory: here, direnv: false })
    await assertMirrored(scene)
    await putToken(scene, { lastsSeconds: 3000 })
  }
})

for (const [what, options, change] of [
  ['lives', { refreshable: false }, {}],
  ['has ended and can be refreshed', { state: 'expired' }, {}],
  ['ends before ours', { refreshable: false, lastsSeconds: 60 }, {}],
] as const) {
  test(`a login of another tool under the start URL stays where it ${what}`, async (t) => {
    const scene = await sceneFor(t)
    await putToken(scene, {})
    await put(scene.mirror, { ...scene.sandbox.issueToken(options), ...change })
    const before = await textOf(scene.mirror)
    await bring(scene)
    assert.equal(await textOf(scene.mirror), before)
    await removeMirror(scene.world, scene.session, await readToken(scene.world.paths, scene.session))
    assert.equal(await textOf(scene.mirror), before)
  })
}

test('a login of another tool that has ended for good makes room', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await put(scene.mirror, scene.sandbox.issueToken({ state: 'expired', refreshable: false }))
  await bring(scene)
  await assertMirrored(scene)
})

test('a file that another tool is writing is left alone', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  for (const text of ['', '{"startUrl": "https://']) {
    await writeFile(scene.mirror, text)
    await bring(scene)
    assert.equal(await textOf(scene.mirror), text)
  }
})

for (const [what, lockOf] of [
  ['somebody logs in under the start URL', ({ sandbox }: Scene) => legacySessionOf(sandbox)],
  ['the session is being logged out', ({ session }: Scene) => session],
] as const) {
  test(`while ${what} the copy waits for the next look`, async (t) => {
    const scene = await sceneFor(t)
    await putToken(scene, {})
    const lock = await lockSession(scene.world, lockOf(scene), 'login')
    assert.ok(lock.kind === 'lock')
    await bring(scene)
    assert.equal(await textOf(scene.mirror), undefined)
    await lock.release()
    await bring(scene)
    await assertMirrored(scene)
  })
}

test('a look at the moment of a logout brings no token back', async (t) => {
  const scene = await sceneFor(t)
  const { world, session } = scene
  const config = await readAwsConfig(world.paths)
  for (let round = 0; round < 8; round++) {
    await putToken(scene, {})
    const both = [() => mirrorToken(world, session), () => logOut(world, session, config)]
    await Promise.all((round % 2 ? both : both.reverse()).map((act) => act()))
    assert.equal(await textOf(scene.mirror), undefined)
  }
})

test('a logout takes the copy also while somebody logs in under the start URL', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await bring(scene)
  const lock = await lockSession(scene.world, legacySessionOf(scene.sandbox), 'login')
  assert.ok(lock.kind === 'lock')
  const { world, session } = scene
  await logOut(world, session, await readAwsConfig(world.paths))
  assert.equal(await textOf(scene.mirror), undefined)
  await lock.release()
})

test('of two sessions of one portal the copy of the first stays until it ends, and each logout takes its own', async (t) => {
  const scene = await sceneFor(t)
  const second: Scene = { ...scene, session: sessionOf(scene.sandbox, 'second') }
  await putToken(scene, { lastsSeconds: 2000 })
  await putToken(second, { lastsSeconds: 3000 })
  await bring(scene)
  await bring(second)
  await assertMirrored(scene)
  const config = await readAwsConfig(scene.world.paths)
  await logOut(second.world, second.session, config)
  await assertMirrored(scene)
  await putToken(second, { lastsSeconds: 3000 })
  scene.sandbox.advance(2001)
  await bring(second)
  await assertMirrored(second)
  await logOut(second.world, second.session, config)
  assert.equal(await textOf(scene.mirror), undefined)
})

test('where only the copy is left, a logout ends the session by it', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await bring(scene)
  const { world, session, sandbox } = scene
  await rm(tokenFile(world.paths, session))
  const { tokenRemoved, portal } = await logOut(world, session, await readAwsConfig(world.paths))
  assert.deepEqual({ tokenRemoved, portal }, { tokenRemoved: true, portal: { state: 'told' } })
  assert.equal(sandbox.count('Logout'), 1)
  assert.equal(await textOf(scene.mirror), undefined)
})

test('a legacy profile that uses the copy is logged out without the session', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await bring(scene)
  const { world, sandbox } = scene
  const done = await logOut(world, legacySessionOf(sandbox), await readAwsConfig(world.paths))
  assert.equal(done.copyOf, 'sandbox')
  assert.equal(sandbox.count('Logout'), 0)
  assert.equal(await textOf(scene.mirror), undefined)
  assert.ok(await readToken(world.paths, scene.session))
})

test('a logout takes the copy also where no more are made', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await bring(scene)
  const world = { ...scene.world, env: { ...scene.world.env, SSOENV_TOKEN_MIRROR: 'off' } }
  await logOut(world, scene.session, await readAwsConfig(world.paths))
  assert.deepEqual(await readdir(scene.world.paths.tokenCache), [])
})

test("what lies under the start URL and cannot be read is in nobody's way where no copies are wanted", async (t) => {
  const scene = await sceneFor(t, {})
  await putToken(scene, {})
  await mkdir(scene.mirror)
  await bring(scene)
  await logOut(scene.world, scene.session, await readAwsConfig(scene.world.paths))
  assert.deepEqual(await readdir(scene.world.paths.tokenCache), [path.basename(scene.mirror)])
})

test('a legacy profile on a copy whose session is logged out, or gone, is logged out at the portal', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, {})
  await bring(scene)
  const { world, sandbox } = scene
  await rm(tokenFile(world.paths, scene.session))
  const done = await logOut(world, legacySessionOf(sandbox), await readAwsConfig(world.paths))
  assert.deepEqual([done.portal, done.copyOf], [{ state: 'told' }, undefined])
  assert.equal(await textOf(scene.mirror), undefined)
})

test('the same token without a mark, as a migration leaves it, becomes the copy, and goes with a logout', async (t) => {
  for (const env of [ON, {}]) {
    const scene = await sceneFor(t, env)
    const { world, session } = scene
    await putToken(scene, {})
    const token = await readToken(world.paths, session)
    assert.ok(token)
    const { refreshToken, ...rest } = JSON.parse(
      await readFile(tokenFile(world.paths, session), 'utf8'),
    ) as Record<string, unknown>
    assert.ok(refreshToken)
    await put(scene.mirror, rest)
    await bring(scene)
    assert.equal((await mirrored(scene))['ssoenvMirrorOf'], env === ON ? 'sandbox' : undefined)
    await logOut(world, session, await readAwsConfig(world.paths))
    assert.equal(await textOf(scene.mirror), undefined)
  }
})

test('a copy of another login than the session has now is ended at the portal too', async (t) => {
  const scene = await sceneFor(t)
  const { world, session, sandbox } = scene
  await putToken(scene, {})
  await bring(scene)
  await putToken(scene, {})
  await logOut(world, session, await readAwsConfig(world.paths))
  assert.equal(sandbox.count('Logout'), 2)
})

test('a new login that is denied leaves no copy of the session that gave way to it', async (t) => {
  const scene = await sceneFor(t)
  const { world, session, sandbox } = scene
  await putToken(scene, {})
  await bring(scene)
  sandbox.person({ mode: 'deny' })
  const result = await logIn(world, session, { reason: 'test', flow: 'browser', wait: true, force: true })
  assert.equal(result.outcome, 'failed')
  assert.equal(sandbox.count('Logout'), 1)
  assert.deepEqual(
    (await readdir(world.paths.tokenCache)).filter((name) => !name.startsWith('ssoenv-')),
    [],
  )
})

test("migrate and its undo take no copy for a login: it may be another session's", async (t) => {
  const scene = await sceneFor(t)
  const { world, sandbox, session } = scene
  const second = sessionOf(sandbox, 'second')
  await put(tokenFile(world.paths, second), sandbox.issueToken({}))
  await bring({ ...scene, session: second })
  const copy = await mirrored(scene)
  assert.equal(copy['ssoenvMirrorOf'], 'second')
  const target = { name: 'sandbox', startUrl: sandbox.startUrl, region: sandbox.region }
  assert.equal(await carryToken(world, { ...target, isNew: true, startUrls: [sandbox.startUrl] }), false)
  await putToken(scene, {})
  const token = await readToken(world.paths, session)
  const role = 'sso_account_id = 111122223333\nsso_role_name = Developer\n'
  const address = `sso_start_url = ${sandbox.startUrl}\nsso_region = ${sandbox.region}\n`
  await carryTokensBack(
    world,
    `[profile a]\nsso_session = sandbox\n${role}[sso-session sandbox]\n${address}`,
    `[profile a]\n${address}${role}`,
  )
  const now = await mirrored(scene)
  assert.equal(now['accessToken'], token?.accessToken)
  assert.equal(now['refreshToken'], token?.refreshToken)
})

test('an ended token is not copied, and a legacy session has no copy', async (t) => {
  const scene = await sceneFor(t)
  await putToken(scene, { state: 'expired' })
  await bring(scene)
  assert.equal(await textOf(scene.mirror), undefined)
  const legacy: Scene = { ...scene, session: legacySessionOf(scene.sandbox) }
  await putToken(legacy, {})
  const before = await readdir(scene.world.paths.tokenCache)
  await bring(legacy)
  assert.deepEqual(await readdir(scene.world.paths.tokenCache), before)
})

test('a copy that cannot be written is told, and the login is done all the same', async (t) => {
  const scene = await sceneFor(t)
  await mkdir(scene.mirror, { recursive: true })
  const { world, session } = scene
  const { outcome } = await logIn(world, session, { reason: 'test', flow: 'browser', wait: true })
  assert.equal(outcome, 'done')
  assert.ok(await readToken(world.paths, session))
  assert.match(world.said.join('\n'), /The token's copy for old SDKs is not up to date\. \S+\.json cannot be/)
  assert.doesNotMatch(world.said.join('\n'), /SandboxSecret/)
})
