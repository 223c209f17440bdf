/** Killed (SIGKILL) at each of its renames and removals in turn: the key is never lost, and the same command then ends what was begun. */
import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { keysScene, linesOf, type KeysScene } from '../support/keys.js'

const CALLS = 'rename,renameat,renameat2,unlink,unlinkat'
/** More than there are; the last run is one that nobody kills. */
const MOST = 60

interface State {
  config: string
  credentials: string
  parked: string
}

async function stateOf(scene: KeysScene): Promise<State> {
  const parked = await readFile(path.join(scene.parked, 'old'), 'utf8').catch(() => '')
  return { config: await scene.config(), credentials: await scene.credentials(), parked }
}

const killedAt = (call: number): string[] => [
  ...['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${CALLS}`],
  ...['-e', `inject=${CALLS}:signal=KILL:when=${call}`],
]

/**
 * Kills `ssoenv keys WORDS…` at its first such call, then, from the same beginning, at its second, and so on.
 *
 * @param begin makes the beginning
 * @param check looks at what a killed run has left, before and after another run
 * @returns how often it was killed
 */
async function killedEverywhere(
  scene: KeysScene,
  words: readonly string[],
  begin: () => Promise<void>,
  check: (now: State, how: string) => void | Promise<void>,
): Promise<number> {
  for (let call = 1; call < MOST; call++) {
    await begin()
    const { status, stderr } = await scene.keys(words, killedAt(call))
    if (status === 0) return call - 1
    assert.equal(stderr, '')
    await check(await stateOf(scene), `killed at call ${call}`)
    const again = await scene.keys(words)
    const isOver = words[0] === 'restore' && /No key of profile "old" is parked/.test(again.stderr)
    assert.ok(again.status === 0 || isOver, `after call ${call}: ${again.stderr}`)
    await check(await stateOf(scene), `killed at call ${call}, and run again`)
  }
  throw new Error('It never came to its end.')
}

async function beginningFor(
  t: TestContext,
  role = 'Developer',
): Promise<{ scene: KeysScene; reset: () => Promise<void>; first: State }> {
  const scene = await keysScene(t, {
    credentials: (lines) => `[a]\nregion = x\n\n[old]\n${lines}`,
    config: '\n[profile old]\nregion = eu-west-1\n',
    role,
  })
  const first = await stateOf(scene)
  const reset = async (): Promise<void> => {
    await scene.home.write('.aws/config', first.config)
    await scene.home.write('.aws/credentials', first.credentials)
    await rm(scene.parked, { recursive: true, force: true })
  }
  return { scene, reset, first }
}

it('keys park', async (t) => {
  const { scene, reset, first } = await beginningFor(t)
  const words = ['park', 'old', '--yes']
  const kills = await killedEverywhere(scene, words, reset, async (now, how) => {
    const { config, credentials, parked } = now
    const inPlace = credentials.includes(linesOf(scene.key))
    assert.ok(inPlace || parked.includes(scene.key.secretAccessKey), `${how}: the key is lost`)
    assert.ok(inPlace || config !== first.config, `${how}: nothing in the key's place`)
    if (!how.includes('again')) return
    assert.equal(credentials, '[a]\nregion = x\n', how)
    assert.match(
      config,
      /\[profile old\]\nregion = eu-west-1\nsso_session = sandbox\n.*\nsso_role_name = Developer\n$/,
      how,
    )
    await scene.keys(['restore', 'old', '--yes'])
    assert.deepEqual(await stateOf(scene), first, `${how}, and restored`)
    assert.deepEqual(await readdir(scene.parked), [], how)
  })
  assert.ok(kills >= 5, `${kills} kills`)
})

it('keys park --deactivate, and what was killed anywhere is taken back: byte for byte, and Active in IAM', async (t) => {
  const { scene, reset, first } = await beginningFor(t, 'AdministratorAccess')
  for (let call = 1; call < MOST; call++) {
    await reset()
    const { status } = await scene.keys(['park', 'old', '--deactivate', '--yes'], killedAt(call))
    await scene.keys(['restore', 'old', '--yes'])
    assert.deepEqual(await stateOf(scene), first, `killed at call ${call}`)
    assert.equal(scene.sandbox.keys()[0]?.status, 'Active', `killed at call ${call}`)
    if (status === 0) return
  }
})

it('keys restore', async (t) => {
  const { scene, reset, first } = await beginningFor(t)
  const parkAnew = async (): Promise<void> => {
    await reset()
    const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
    assert.equal(status, 0, stderr)
  }
  const kills = await killedEverywhere(scene, ['restore', 'old', '--yes'], parkAnew, (now, how) => {
    const { secretAccessKey } = scene.key
    assert.ok(
      [now.credentials, now.parked].some((text) => text.includes(secretAccessKey)),
      `${how}: the key is lost`,
    )
    if (how.includes('again')) assert.deepEqual(now, first, how)
  })
  assert.ok(kills >= 5, `${kills} kills`)
})
