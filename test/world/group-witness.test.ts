/** Who was meant by a signal, as the witness in the process group tells. */
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { groupWitness, type GroupWitness } from '../../src/world/process/group-witness.js'

/** One whose clock begins as that of a process does, and stands still. */
function witnessOf(t: TestContext, millisecondsAfterTheStart: number): GroupWitness {
  const witness = groupWitness(() => millisecondsAfterTheStart)
  t.after(witness.end)
  return witness
}

describe('groupWitness', () => {
  for (const milliseconds of [0, 1, 49, 50, 51, 60_000]) {
    it(`knows a signal to one process for what it is, ${milliseconds} ms after that process began`, async (t) => {
      assert.equal(await witnessOf(t, milliseconds).saw('SIGHUP'), false)
    })
  }

  it('has not seen for a second time what it has not seen at all', async (t) => {
    const witness = witnessOf(t, 0)
    assert.equal(await witness.saw('SIGINT'), false)
    assert.equal(await witness.saw('SIGINT'), false)
  })
})
