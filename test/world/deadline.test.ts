import assert from 'node:assert/strict'
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
