/** A refresh token is used up when its successor comes: what hinders writing that one must not end the session. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CASES } from './cases.js'
import { sceneFor, type Scene } from './harm.js'

const CASE = CASES.find(({ words, lost }) => words.startsWith('credential-process') && lost)!

/** The number of the call that begins the new token's file. */
function beginOfToken({ calls }: Scene): number {
  const at = calls.findIndex(
    ({ operation, file }) => operation === 'open' && /\/sso\/cache\/\.[0-9a-f]{40}\.json\./.test(file),
  )
  assert.ok(at >= 0)
  return at + 1
}

test('a new token that cannot be written is tried again, and then kept', async (t) => {
  const scene = await sceneFor(t, CASE)
  for (const kind of ['EIO', 'ESTALE', 'ENOSPC'] as const) {
    const { status, stderr } = await scene.harmed({ at: beginOfToken(scene), kind })
    assert.deepEqual([status, stderr], [0, ''], kind)
    await scene.again(kind)
  }
})

test('where it can never be written, the process goes on with it and does not send the used one again', async (t) => {
  const scene = await sceneFor(t, CASE)
  const { status, stdout } = await scene.harmed({ at: beginOfToken(scene), kind: 'EACCES', lasting: true })
  assert.equal(status, 0)
  assert.match(stdout, /"AccessKeyId"/)
  assert.deepEqual(
    scene.sandbox.log('CreateToken').map(({ outcome }) => outcome),
    ['ok', 'ok'],
  )
})
