/** One command without harm: what it does call by call, and which texts its files may have while it runs. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { beginning, type Case } from './cases.js'
import {
  age,
  filesBelow,
  modeOf,
  nameIn,
  stageFor,
  steady,
  type Call,
  type Fault,
  type Stage,
} from './stage.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Ended } from '../support/program.js'

export interface Scene {
  sandbox: Sandbox
  calls: Call[]
  /** Runs it from the beginning, and looks at what is there then: nothing may be torn, and nothing open to others. */
  harmed: (fault: Fault) => Promise<Harmed>
  /** Runs it again, unharmed: its end has to be the end of a run without harm. */
  again: (how: string) => Promise<void>
}

export interface Harmed extends Ended {
  /** Temporary files that were left. */
  strays: string[]
  calls: Call[]
}

const DISPOSABLE = /\/\.local\/state\/ssoenv\/|\/trust\/\.changed\./

/** Below these folders whatever is written is nobody else's. */
const PRIVATE = /^\.aws\/(?:sso|cli|credentials)|^\.local\/(?:share|state)\/ssoenv\//

export async function sceneFor(t: TestContext, one: Case): Promise<Scene> {
  const stage = await stageFor(t)
  await beginning(stage)
  await one.begin?.(stage)
  stage.keep()
  const begin = async (): Promise<void> => {
    stage.restore()
    await one.anew?.(stage)
  }
  const words = one.words.split(' ').map((word) => (word === 'HERE' ? `${stage.home.path}/acme` : word))
  const run = (fault?: Fault) => stage.harmed(words, fault, one.steps)
  await begin()
  const old = filesBelow(stage.home.path).texts
  const { status, calls, stderr } = await run()
  assert.equal(status, 0, stderr)
  const end = ends(stage)
  return {
    sandbox: stage.sandbox,
    calls,
    harmed: async (fault) => {
      await begin()
      const ended = await run(fault)
      const { texts, strays } = filesBelow(stage.home.path)
      // A run that fails somewhere goes on in another way.
      const may = textsOf(stage, old, [...calls, ...ended.calls])
      for (const name of new Set([...old.keys(), ...texts.keys()])) {
        const text = texts.get(name)
        assert.ok(may(name, text), `${name} is torn: ${JSON.stringify(text)}`)
        const isPrivate = PRIVATE.test(name) && text !== undefined && old.get(name) !== text
        if (isPrivate && !name.includes('<')) assertPrivate(`${stage.home.path}/${name}`)
      }
      strays.forEach(assertAsPrivate)
      return { ...ended, strays }
    },
    again: async (how) => {
      age(filesBelow(stage.home.path).strays)
      const ended = await run()
      const isOver = one.over?.test(ended.stdout + ended.stderr)
      if (one.lost?.test(ended.stderr)) return
      assert.ok(ended.status === 0 || isOver, `${how}, and run again: ${ended.stdout}${ended.stderr}`)
      const now = ends(stage)
      for (const name of new Set([...end.keys(), ...now.keys()]))
        assert.equal(now.get(name), end.get(name), `${name}: ${how}, and run again`)
      // What is not written again has no secrets, and is cleared away with the next writing (test/world/files.test.ts).
      const left = filesBelow(stage.home.path).strays.filter((file) => !DISPOSABLE.test(file))
      assert.deepEqual(left, [], how)
    },
  }
}

/**
 * What an end is: the files, without those of the state folder, which is safe to delete, but the records of directories. Of the
 * copies of files there may be one more than without harm (the latest twenty are kept), and a migration that was taken back may be noted.
 */
function ends({ home }: Stage): Map<string, string> {
  const passes = /^\.local\/state\/ssoenv\/(?!dirs\/)|\/backups\/|\/undo\//
  return new Map([...filesBelow(home.path).texts].filter(([name]) => !passes.test(name)))
}

/** Whether a file may have that text: the one of before, or one that got its name whole. Undefined: it may be gone. */
function textsOf(stage: Stage, old: ReadonlyMap<string, string>, calls: readonly Call[]) {
  const whole = new Map<string, Set<string | undefined>>()
  const add = (name: string, text: string | undefined): void => {
    whole.set(name, (whole.get(name) ?? new Set([old.get(name)])).add(text))
  }
  for (const { operation, file, to, text } of calls) {
    if (operation === 'rename' && text !== undefined) add(nameIn(stage.home.path, to ?? ''), steady(text))
    if (operation === 'unlink') add(nameIn(stage.home.path, file), undefined)
    if (operation === 'open') add(nameIn(stage.home.path, file), '')
  }
  return (name: string, text: string | undefined): boolean =>
    whole.get(name)?.has(text) ?? old.get(name) === text
}

function assertPrivate(file: string): void {
  assert.equal(modeOf(file) & 0o077, 0, `others may read ${file}`)
}

/** What was to become a file that others may read, as an rc file or one to be committed, may be read by them too. */
function assertAsPrivate(stray: string): void {
  const [, name = ''] = /^\.(.*)\.[0-9a-f]{12}\.tmp$/.exec(path.basename(stray)) ?? []
  const target = path.join(path.dirname(stray), name)
  const mode = name === '.ssoenv' ? 0o644 : existsSync(target) ? modeOf(target) : 0o600
  assert.equal(modeOf(stray) & 0o077 & ~mode, 0, `others may read ${stray}`)
}
