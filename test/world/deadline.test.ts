import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { withDeadline } from '../../src/world/deadline.js'

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
  })

test('the time aborts, and says that it was the time, whatever the garbage collector takes', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const outer = new AbortController()
  const over = await withDeadline(50, outer.signal, async ({ signal, isOver }) => {
    const ended = aborted(signal)
    collect()
    await ended
    return isOver()
  })
  assert.equal(over, true)
})

test('the outer signal aborts, and that was not the time', async () => {
  const outer = new AbortController()
  const over = await withDeadline(60_000, outer.signal, async ({ signal, isOver }) => {
    outer.abort()
    await aborted(signal)
    return isOver()
  })
  assert.equal(over, false)
})

test('an outer signal that has aborted already leaves no time at all', async () => {
  await withDeadline(60_000, AbortSignal.abort(), async ({ signal }) => aborted(signal))
})

test('what is done in time is returned, and nothing is left running', async () => {
  assert.equal(await withDeadline(60_000, undefined, () => Promise.resolve(7)), 7)
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout'),
    [],
  )
})

test('what came while the process stood still over the end is in time', async (t) => {
  const server = createServer((socket) => {
    socket.end('answer')
    // As a process that is stopped: nothing of it goes on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const over = await withDeadline(200, undefined, async ({ signal, isOver }) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await Promise.race([once(socket, 'data'), aborted(signal)])
    socket.destroy()
    return isOver()
  })
  assert.equal(over, false)
})

test('where nothing came meanwhile, the time is over', async () => {
  const over = await withDeadline(200, undefined, async ({ signal, isOver }) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
    await aborted(signal)
    return isOver()
  })
  assert.equal(over, true)
})
