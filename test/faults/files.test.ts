/**
 * Each call that changes a file, by each command that writes: the process is killed there (SIGKILL; a text that is being written is
 * half written), or the call fails. Every file is the old or the new one, and the next run ends as if nothing had been.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CASES, type Case } from './cases.js'
import { sceneFor, type Scene } from './harm.js'
import { ALL, note, someOf } from './points.js'
import type { Fault } from './stage.js'

/** `lasting`: from there on, as on a full disk; `operation`: no other call meets with it. */
const ERRORS: readonly (Omit<Fault, 'at'> & { operation?: string })[] = [
  { kind: 'ENOSPC', lasting: true },
  { kind: 'EACCES' },
  { kind: 'EROFS', lasting: true },
  { kind: 'EIO' },
  { kind: 'ENOSPC' },
  { kind: 'ESTALE' },
  // A mount point; a file system above others that cannot move what lies in a lower one.
  { kind: 'EBUSY', operation: 'rename' },
  { kind: 'EXDEV', operation: 'rename' },
]

describe('at any call that changes a file,', { concurrency: 2 }, () => {
  for (const [index, one] of CASES.entries()) {
    test(`a kill or a failure tears nothing, and the next run ends as it would have: ${one.words}`, async (t) => {
      const scene = await sceneFor(t, one)
      await killed(scene, one, index)
      await failing(scene, one, index)
    })
  }
})

async function killed(scene: Scene, one: Case, index: number): Promise<void> {
  const points = someOf(scene.calls.length, index)
  for (const at of points) {
    const how = `killed at ${told(scene, at)}`
    const { signal, status, stderr, calls } = await scene.harmed({ at, kind: 'kill' })
    // A date is set only where two changes fall into one second: a run can have a call less.
    if (status === 0 && calls.length < at) continue
    assert.ok(signal === 'SIGKILL' || status === 137, `${how}: ${status} ${signal} ${stderr}`)
    await scene.again(how)
  }
  note({ what: 'kill', about: one.about, words: one.words, points: points.length })
}

async function failing(scene: Scene, one: Case, index: number): Promise<void> {
  for (const [which, { operation, ...error }] of ERRORS.entries()) {
    // Beside each other the errors go over all points.
    const points = someOf(scene.calls.length, index + 7 * which, 60).filter(
      (at) => operation === undefined || scene.calls[at - 1]?.operation === operation,
    )
    for (const at of points) {
      const how = `${error.lasting ? 'lasting ' : ''}${error.kind} at ${told(scene, at)}`
      const { status, stderr, strays } = await scene.harmed({ at, ...error })
      assert.ok(status === 0 || status === 3, `${how}: ${status} ${stderr}`)
      assert.ok(status === 0 || stderr.includes('/'), `${how} names no file: ${stderr}`)
      assert.doesNotMatch(stderr, /\n\s+at |unexpected/i, how)
      // What cannot be removed stays for the next one.
      if (!error.lasting && scene.calls[at - 1]?.operation !== 'unlink') assert.deepEqual(strays, [], how)
      // What was told as not done is not done.
      const isTold = status === 0 && /cannot be|No lock/.test(stderr)
      if (!ALL && !isTold) await scene.again(how)
    }
    note({ what: error.kind, about: one.about, words: one.words, points: points.length })
  }
}

function told({ calls }: Scene, at: number): string {
  const { operation, file } = calls[at - 1]!
  return `call ${at}, ${operation} ${file}`
}
