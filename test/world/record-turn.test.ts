import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { leaveRecord, removeRecord } from '../../src/world/for-shells/records.js'

describe('the turn, by which a shell sees that no record was written', () => {
  let state = ''
  beforeEach(async () => {
    state = path.join(await mkdtemp(path.join(tmpdir(), 'ssoenv-turn-')), 'state')
  })
  afterEach(() => rm(path.dirname(state), { recursive: true, force: true }))

  const leave = (name: string): Promise<void> =>
    leaveRecord(state, { folder: 'dirs/_a', name, fields: [], brackets: [], isBracket: () => false })
  const turns = async (): Promise<string[]> =>
    (await readdir(state)).filter((entry) => entry.startsWith('turn.'))
  const named = async (): Promise<string> =>
    `turn.${(await readFile(path.join(state, 'turn'), 'utf8')).trim()}`

  it('is named, and there is one', async () => {
    await leave('record')
    assert.deepEqual(await turns(), [await named()])
  })

  it('is another one after a record was written or removed', async () => {
    await leave('record')
    const first = await named()
    await leave('record')
    const second = await named()
    await removeRecord(state, 'dirs/_a', 'record')
    const third = await named()
    await leave('record')
    assert.equal(new Set([first, second, third, await named()]).size, 4)
    assert.deepEqual(await turns(), [await named()])
  })

  it('stays when there was nothing to remove', async () => {
    await leave('record')
    const first = await named()
    await removeRecord(state, '', 'settings')
    assert.deepEqual(await turns(), [first])
  })

  it('of an earlier time is gone when a change is done, however many change at once', async () => {
    await leave('record')
    const first = await named()
    await Promise.all(Array.from({ length: 20 }, (_, index) => leave(`record-${index}`)))
    assert.ok(!(await turns()).includes(first))
    assert.ok((await turns()).length <= 1)
  })

  it('is missing after a change that failed: the shells then read their records', async () => {
    await leave('record')
    await assert.rejects(leave('no/such/folder'))
    assert.deepEqual(await turns(), [])
  })
})
