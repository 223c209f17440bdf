/** The clock of this machine jumps: nothing is lost by it, the difference is told, and all is well when the clock is right again. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { fullScene } from '../support/every-command.js'
import { endpointsOf, homeFor, sandboxSections } from '../support/home.js'
import { movedClock } from '../support/moved-clock.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

/**
 * As faketime has it, and what credentials then come to: given, ended when they arrive, or not asked for, since the registration
 * seems to have ended.
 */
const JUMPS: readonly (readonly [title: string, jump: string, keys: 0 | 4 | 6])[] = [
  ['to 1971', '@1971-01-01 00:00:00', 0],
  ['a year back', '-365d', 0],
  ['a day back', '-1d', 0],
  ['a day on', '+1d', 6],
  ['a year on', '+365d', 4],
  ['to the end of 2037', '@2037-12-31 00:00:00', 4],
]
const STATUS = 'status'
const KEYS = 'credential-process --profile acme-dev'
const LOGIN = 'login --session sandbox --flow device --force'
const TOLD = /The clock of this machine is .* (?:behind|ahead of) that of 127\.0\.0\.1:\d+;/

interface Scene {
  sandbox: Sandbox
  /** With the clock moved, and right. */
  jumped: (words: string) => Promise<Ended>
  right: (words: string) => Promise<Ended>
  token: () => string
}

async function sceneFor(t: TestContext, jump: string, state: 'valid' | 'expired'): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings: { rotation: 'revoke' } })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  const target = await home.write(file, JSON.stringify(sandbox.issueToken({ state })))
  const env = home.env({ ...endpointsOf(sandbox), BROWSER: '/bin/true' })
  const moved = { ...env, ...movedClock(jump) }
  return {
    sandbox,
    jumped: (words) => run(words.split(' '), { env: moved }),
    right: (words) => run(words.split(' '), { env }),
    token: () => readFileSync(target, 'utf8'),
  }
}

describe('a clock that jumps', { concurrency: 2 }, () => {
  for (const [title, jump, keys] of JUMPS) {
    test(`${title} loses no token, and the difference is told`, async (t) => {
      for (const state of ['valid', 'expired'] as const) {
        const scene = await sceneFor(t, jump, state)
        const before = scene.token()
        await ended(scene.jumped(STATUS), 0)
        assert.equal(scene.token(), before)
        const harmed = await ended(scene.jumped(KEYS), keys)
        // Where no service was asked, nobody said another time.
        if (keys === 4) assert.deepEqual([scene.token(), scene.sandbox.counts()], [before, {}])
        else assert.match(oneLine(harmed), TOLD)
        await ended(scene.right(KEYS), 0)
        // A service that revokes the session where a used refresh token comes again has not seen one.
        assert.ok(scene.sandbox.count('CreateToken') <= 1)
      }
    })

    test(`${title} before a login is told by it, and what it gave is used when the clock is right`, async (t) => {
      const scene = await sceneFor(t, jump, 'valid')
      assert.match(oneLine(await ended(scene.jumped(LOGIN), 0)), TOLD)
      const keysThen = await ended(scene.jumped(KEYS), keys === 0 ? 0 : 6)
      assert.match(oneLine(keysThen), TOLD)
      await ended(scene.right(KEYS), 0)
      assert.deepEqual(
        scene.sandbox.log('CreateToken').filter(({ outcome }) => outcome !== 'ok'),
        [],
      )
    })

    test(`${title} before migrate, or before a key is parked: each is taken back whole when it is right`, async (t) => {
      const { home, env } = await fullScene(t)
      const moved = { ...env, ...movedClock(jump) }
      const files = (): string[] =>
        ['config', 'credentials'].map((name) => readFileSync(path.join(home.path, '.aws', name), 'utf8'))
      const before = files()
      const words = (text: string, its: Record<string, string>): Promise<Ended> =>
        run(text.split(' '), { env: its })
      await ended(words('migrate --yes', moved), 0)
      assert.notDeepEqual(files(), before)
      await ended(words('migrate --undo --yes', env), 0)
      assert.deepEqual(files(), before)
      await ended(words('credential-process --profile legacy', env), 0)
      await ended(words('keys park old-ci --to acme-dev --yes', moved), keys)
      if (keys === 0) await ended(words('keys restore old-ci --yes', env), 0)
      assert.deepEqual(files(), before)
    })
  }
})

/** A run that ended so, and in a manner that every run has. */
async function ended(running: Promise<Ended>, expected: number): Promise<Ended> {
  const result = await running
  assert.equal(result.status, expected, result.stderr)
  assert.doesNotMatch(result.stderr, /\n\s+at |unexpected|undefined|NaN|Invalid Date|SandboxSecret/i)
  return result
}

/** A long sentence is broken over lines, with a margin. */
const oneLine = ({ stderr }: Ended): string => stderr.replace(/\s+/g, ' ')
