import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import type { ListingProgress } from '../../src/core/portal-listing-progress.js'
import type { SsoSession } from '../../src/core/session.js'
import { tokenFileName } from '../../src/core/token.js'
import { listReachable, type ListOptions } from '../../src/flows/portal-listing.js'
import { manyAccounts, type Account } from '../../src/sandbox/accounts.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { LogEntry } from '../../src/sandbox/log.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Settings } from '../../src/sandbox/settings.js'
import { homeFor } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf, worldFor, type TestWorld, type WorldOptions } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  world: TestWorld
  session: SsoSession
  notes: string
  putToken: (options?: IssueOptions) => Promise<void>
  list: (options?: Partial<ListOptions>) => ReturnType<typeof listReachable>
}

type SceneOptions = WorldOptions & { settings?: Partial<Settings> }

/** A portal with the real limit, these accounts, and a valid token for it. */
async function sceneFor(
  t: TestContext,
  accounts: readonly Account[],
  { settings, ...options }: SceneOptions = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, {
    instances: [{ startUrl: '/start', accounts }],
    settings: { callsPerSecond: 20, ...settings },
  })
  const home = await homeFor(t)
  const world = worldFor(home, sandbox, options)
  const session = sessionOf(sandbox)
  const putToken = async (issue?: IssueOptions): Promise<void> => {
    await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(sandbox.issueToken(issue)))
  }
  await putToken()
  return {
    sandbox,
    world,
    session,
    notes: path.join(world.paths.state, 'portal', tokenFileName(session)),
    putToken,
    list: (more) => listReachable(world, session, { allow: 'refresh', ...more }),
  }
}

/** The most calls of an operation in any second of the sandbox's clock. */
function mostInASecond(log: readonly LogEntry[]): number {
  const times = log.map((entry) => Date.parse(entry.time)).sort((one, other) => one - other)
  return Math.max(
    0,
    ...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length),
  )
}

const refused = (sandbox: Sandbox): number =>
  sandbox.log().filter((entry) => entry.outcome === 'TooManyRequestsException').length

test('2,000 accounts with 5 roles each: all of them, never above the limit, resumed and repeated cheaply', async (t) => {
  const scene = await sceneFor(t, manyAccounts(2000, 5))
  const { sandbox } = scene
  const stop = new AbortController()
  const seen: ListingProgress[] = []
  const began = sandbox.now().getTime()
  await assert.rejects(
    scene.list({
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.total !== undefined && progress.done === 1000) stop.abort()
      },
    }),
    { name: 'CancelledError' },
  )
  assert.match(scene.world.said.join(), /^The roles of 1,00\d of 2,000 accounts are known; the same command/)
  const first = sandbox.count('ListAccountRoles')
  assert.ok(first >= 1000 && first < 1010, String(first))

  const found = await scene.list({ onProgress: (progress) => seen.push(progress) })
  assert.equal(found.complete, true)
  assert.deepEqual(found.warnings, [])
  assert.deepEqual(
    [found.accounts.length, found.accounts.every(({ roles }) => roles.length === 5)],
    [2000, true],
  )
  const calls = sandbox.count('ListAccountRoles')
  assert.ok(calls >= 2000 && calls <= 2010, String(calls))
  assert.equal(sandbox.count('ListAccounts'), 2 * 20)
  assert.equal(refused(sandbox), 0)
  assert.ok(mostInASecond(sandbox.log()) <= 20)
  const seconds = (sandbox.now().getTime() - began) / 1000
  assert.ok(seconds > 120 && seconds < 200, `${seconds} s`)

  const last = seen.at(-1)
  assert.deepEqual([last?.done, last?.total], [2000, 2000])
  const middle = seen.find(({ done, total }) => total !== undefined && done === 900)
  assert.ok(middle?.rate && middle.rate > 10 && middle.rate < 16, String(middle?.rate))
  assert.ok(middle.secondsLeft && middle.secondsLeft > 60, String(middle.secondsLeft))

  sandbox.clearLog()
  assert.deepEqual(await scene.list(), found)
  assert.deepEqual(sandbox.counts(), { ListAccounts: 20 })
  assert.equal((await stat(scene.notes)).mode & 0o777, 0o600)
  assert.doesNotMatch(await readFile(scene.notes, 'utf8'), /SandboxSecret|aoa/)
})
