import assert from 'node:assert/strict'
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { ConfigError } from '../../src/core/errors.js'
import { clearAttempt, noteAttempt, readAttempt } from '../../src/world/files/attempts.js'

const key = '0ad374308c5a4e22f723adf10145eafad7c4031c'
const startedAt = new Date('2026-11-22T10:00:00Z')
const endedAt = new Date('2026-11-22T10:02:00Z')

async function stateFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-attempts-'))
  t.after(() => rm(folder, { recursive: true }))
  return path.join(folder, 'state')
}

test('an attempt is read as it was noted, while it goes on and after it', async (t) => {
  const state = await stateFolder(t)
  await noteAttempt(state, key, { startedAt })
  assert.deepEqual(await readAttempt(state, key), { startedAt })
  await noteAttempt(state, key, { startedAt, endedAt, outcome: 'cancelled' })
  assert.deepEqual(await readAttempt(state, key), { startedAt, endedAt, outcome: 'cancelled' })
})

test('the file of an attempt and its folder are private', async (t) => {
  const state = await stateFolder(t)
  await noteAttempt(state, key, { startedAt })
  assert.equal((await stat(path.join(state, 'attempts'))).mode & 0o777, 0o700)
  assert.equal((await stat(path.join(state, 'attempts', key))).mode & 0o777, 0o600)
})

test('nothing is known before the first attempt and after it was forgotten', async (t) => {
  const state = await stateFolder(t)
  assert.equal(await readAttempt(state, key), undefined)
  await clearAttempt(state, key)
  await noteAttempt(state, key, { startedAt })
  await clearAttempt(state, key)
  assert.equal(await readAttempt(state, key), undefined)
})

test('a file that makes no sense is no attempt', async (t) => {
  const state = await stateFolder(t)
  await mkdir(path.join(state, 'attempts'), { recursive: true, mode: 0o700 })
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '7',
    '{}',
    '{"startedAt":5}',
    '{"startedAt":"soon"}',
    '\u0000\u0001',
  ]) {
    await writeFile(path.join(state, 'attempts', key), text)
    assert.equal(await readAttempt(state, key), undefined, JSON.stringify(text))
  }
})

test('an end and an outcome that make no sense are left out', async (t) => {
  const state = await stateFolder(t)
  await noteAttempt(state, key, { startedAt })
  const text = JSON.stringify({ startedAt, endedAt: 'never', outcome: 'exploded' })
  await writeFile(path.join(state, 'attempts', key), text)
  assert.deepEqual(await readAttempt(state, key), { startedAt })
})

test('a state folder that cannot be made is a configuration error that names it', async (t) => {
  const state = await stateFolder(t)
  await writeFile(state, 'a file')
  await assert.rejects(noteAttempt(state, key, { startedAt }), (error: Error) => {
    assert(error instanceof ConfigError)
    assert.match(error.message, /state/)
    return true
  })
})
