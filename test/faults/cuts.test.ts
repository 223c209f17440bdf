/**
 * The network cuts a reply of the services after each of its bytes: the token's file is the old or the new one, the calls are counted,
 * and the next run goes on from there.
 */
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { cuttingProxyFor, type CuttingProxy } from '../support/cutting-proxy.js'
import { configText, endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'
import { CUT_REPLIES, type CutReply } from './cut-replies.js'
import { note, someOf } from './points.js'
import { filesBelow } from './stage.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  proxy: CuttingProxy
  run: () => Promise<Ended>
  /** Puts the home and the log of calls back to their beginning. */
  begin: () => Promise<void>
  token: () => string
}

describe('a network that cuts off', { concurrency: 8 }, () => {
  for (const [index, reply] of CUT_REPLIES.entries()) {
    test(`${reply.about} at any byte cuts nothing else off: ${reply.words}`, async (t) => {
      const scene = await sceneFor(t, reply)
      const points = someOf(await lengthOf(scene, reply), index, reply.stride)
      for (const [which, point] of points.entries())
        await cutAt(scene, reply, point - 1, which % 2 ? 'reset' : 'end')
      note({ what: 'cut', about: reply.about, words: reply.words, points: points.length })
    })
  }
})

/** How long the reply is where nothing cuts it. */
async function lengthOf({ proxy, begin, run }: Scene, { of, words }: CutReply): Promise<number> {
  await begin()
  proxy.cut({ of, after: Infinity })
  const { status, stderr } = await run()
  assert.equal(status, 0, `${words}: ${stderr}`)
  return proxy.length()
}

async function cutAt(scene: Scene, reply: CutReply, after: number, by: 'end' | 'reset'): Promise<void> {
  const { proxy, sandbox, home } = scene
  const { of, times = 1, status, calls, again } = reply
  const how = `${by} after ${after} bytes`
  await scene.begin()
  const old = scene.token()
  proxy.cut({ of, after, by, times })
  const harmed = await scene.run()
  assert.equal(proxy.cuts(), times, how)
  assert.equal(harmed.status, status, `${how}: ${harmed.stderr}`)
  assertOneSentence(harmed, how)
  const isNew = scene.token() !== old
  assert.equal(isNew, status === 0 && reply.token.state !== 'valid', `${how}: the token's file`)
  assertWhole(home, how)
  assert.deepEqual(sandbox.counts(), calls, how)
  proxy.cut(undefined)
  const next = await scene.run()
  assert.equal(next.status, again.status, `${how}, and run again: ${next.stderr}`)
  assertOneSentence(next, `${how}, and run again`)
  assertWhole(home, `${how}, and run again`)
  assert.deepEqual(sandbox.counts(), again.calls, `${how}, and run again`)
}

async function sceneFor(t: TestContext, { words, token, rotation = 'grace' }: CutReply): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings: { rotation, graceSeconds: 600 } })
  const home = await homeFor(t)
  const proxy = await cuttingProxyFor(t, sandbox.port)
  // The person of the sandbox approves by themselves: no browser has to.
  const env = home.env({ ...endpointsOf({ ...sandbox, url: proxy.url }), BROWSER: '/bin/true' })
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  return {
    sandbox,
    home,
    proxy,
    run: () => run(words.split(' '), { env }),
    begin: async () => {
      for (const folder of ['.aws', '.local'])
        rmSync(path.join(home.path, folder), { recursive: true, force: true })
      await home.write('.aws/config', configText(sandboxSections(sandbox)))
      await home.write(file, JSON.stringify(sandbox.issueToken(token)))
      sandbox.clearLog()
    },
    token: () => readFileSync(path.join(home.path, file), 'utf8'),
  }
}

/** A failure is one sentence, with nothing beside it on standard output; no secret and no stack. */
function assertOneSentence({ status, stdout, stderr }: Ended, how: string): void {
  assert.doesNotMatch(stderr, /\n\s+at |unexpected|undefined|SandboxSecret/i, how)
  if (status === 0) return
  assert.equal(stdout, '', how)
  // A long one is broken over lines, with a margin.
  const lines = stderr
    .replace(/\n\s+(?!\s*ssoenv:)/g, ' ')
    .trimEnd()
    .split('\n')
  assert.equal(lines.filter((line) => /^\s*ssoenv: ./.test(line)).length, 1, `${how}: ${stderr}`)
  assert.match(lines.at(-1) ?? '', /^\s*ssoenv: ./, how)
}

/** Each cache is a whole document, and nothing lies about. */
function assertWhole({ path: home }: Home, how: string): void {
  const { texts, strays } = filesBelow(home)
  assert.deepEqual(strays, [], how)
  for (const [name, text] of texts)
    if (name.endsWith('.json')) assert.doesNotThrow(() => JSON.parse(text) as unknown, `${how}: ${name}`)
}
