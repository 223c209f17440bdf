/** The process that has the lock of a session is stopped (SIGSTOP) or killed (SIGKILL) in the middle of a refresh, while others wait. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { describe, test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { endpointsOf, homeFor, sandboxSections } from '../support/home.js'
import { start, type Running } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { sessionOf } from '../support/world.js'

const WORDS = ['env', 'acme-dev']
const WAITERS = 3

interface Scene {
  sandbox: Sandbox
  holder: Running
  waiters: Running[]
}

/** @param hold what keeps the holder's refresh from its end */
async function stopped(
  t: TestContext,
  hold: Parameters<Sandbox['addFault']>[0],
  { words = WORDS, variables = {} }: { words?: string[]; variables?: Record<string, string> } = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'revoke' } })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  await home.write(file, JSON.stringify(sandbox.issueToken({ state: 'expired' })))
  sandbox.addFault(hold)
  const env = home.env({ ...endpointsOf(sandbox), ...variables })
  const begun = (words: string[]): Running => {
    const running = start(words, { env })
    t.after(() => running.child.kill('SIGKILL'))
    return running
  }
  const holder = begun(WORDS)
  await until(() => sandbox.count('CreateToken') === 1)
  holder.child.kill('SIGSTOP')
  const waiters = Array.from({ length: WAITERS }, () => begun(words))
  return { sandbox, holder, waiters }
}

/** The same, when all have said whom they wait for. What it does is not known: it cannot be asked. */
async function waitedFor(t: TestContext, hold: Parameters<Sandbox['addFault']>[0]): Promise<Scene> {
  const scene = await stopped(t, hold)
  const words = `Waiting for process ${scene.holder.child.pid}. Ctrl-C stops waiting.`
  await until(() => scene.waiters.every(({ output }) => output.stderr.includes(words)))
  return scene
}

describe('while others wait,', { concurrency: 2 }, () => {
  test('a refresh that is killed is taken over, by one of them', async (t) => {
    const { sandbox, holder, waiters } = await waitedFor(t, {
      operation: 'CreateToken',
      kind: 'hang',
      times: 1,
    })
    assert.equal(sandbox.count('CreateToken'), 1)
    holder.child.kill('SIGKILL')
    await assertOneAnswer(waiters)
    assert.deepEqual(sandbox.counts(), { CreateToken: 2, GetRoleCredentials: 1 })
  })

  test('a refresh that is stopped is left alone, and good for all when it goes on', async (t) => {
    const fault = { operation: 'CreateToken', kind: 'slow', milliseconds: 2000, times: 1 } as const
    const { sandbox, holder, waiters } = await waitedFor(t, fault)
    assert.deepEqual(sandbox.counts(), { CreateToken: 1 })
    // One that does not want to wait need not.
    waiters.pop()?.child.kill('SIGINT')
    holder.child.kill('SIGCONT')
    await assertOneAnswer([holder, ...waiters])
    assert.deepEqual(sandbox.counts(), { CreateToken: 1, GetRoleCredentials: 1 })
  })
})

test('a refresh that stays stopped is told after a minute, and stays whole', async (t) => {
  const fault = { operation: 'CreateToken', kind: 'slow', milliseconds: 2000, times: 1 } as const
  const variables = { NODE_OPTIONS: `--require ${fileURLToPath(new URL('impatient.cjs', import.meta.url))}` }
  const words = ['credential-process', '--profile', 'acme-dev']
  const { sandbox, holder, waiters } = await stopped(t, fault, { words, variables })
  for (const { status, stdout, stderr } of await Promise.all(waiters.map(({ ended }) => ended))) {
    assert.equal(status, 6, stderr)
    assert.equal(stdout, '')
    const { pid } = holder.child
    assert.equal(
      stderr,
      `ssoenv: Process ${pid} is in the way and does not answer: it seems to be stopped. Run: kill -CONT ${pid}\n`,
    )
  }
  assert.deepEqual(sandbox.counts(), { CreateToken: 1 })
  holder.child.kill('SIGCONT')
  await assertOneAnswer([holder])
})

/** All end well, with the same credentials. */
async function assertOneAnswer(running: readonly Running[]): Promise<void> {
  const ended = await Promise.all(running.map(({ ended }) => ended))
  for (const { status, stderr } of ended) assert.equal(status, 0, stderr)
  assert.equal(new Set(ended.map(({ stdout }) => stdout)).size, 1)
  assert.match(ended[0]?.stdout ?? '', /AWS_ACCESS_KEY_ID=/)
}
