import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullScene } from '../support/every-command.js'
import { run } from '../support/program.js'

test('what Node tells of the wire under NODE_DEBUG is withheld, and what ssoenv says is not', async (t) => {
  const scene = await fullScene(t)
  const env = { ...scene.env, NODE_DEBUG: 'http,net', FORCE_COLOR: '1' }
  const listed = await run(['accounts'], { env, cwd: scene.here })
  assert.equal(listed.status, 0)
  assert.doesNotMatch(listed.stderr, /^(?:HTTP|NET) /m)
  const { stderr } = await run(['accounts', '--session', 'nobody'], { env, cwd: scene.here })
  assert.match(stderr, /There is no SSO session/)
})
