/**
 * The layer that brings faults about (layer.cjs) knows the calls that Node's functions are asked for. Whether these are all that change
 * something is seen by the kernel's own calls (strace): each has to follow the point that stands for it.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { run } from '../support/program.js'
import { beginning, CASES } from './cases.js'
import { ALL } from './points.js'
import { LAYER, stageFor } from './stage.js'
import { callsOf, stracing } from './system-calls.js'

/** Between them they write every kind of file, and make every kind of call. */
const SOME = [
  'migrate --yes',
  'login',
  'credential-process',
  'link',
  'settle',
  'setup --shell',
  'exec acme-prod',
]

describe('no system call that changes a file is without a point of the layer:', { concurrency: 2 }, () => {
  const cases = CASES.filter(
    ({ words, lost }) => ALL || (!lost && SOME.some((some) => words.startsWith(some))),
  )
  for (const one of cases)
    test(one.words, async (t) => {
      const stage = await stageFor(t)
      await beginning(stage)
      await one.begin?.(stage)
      await one.anew?.(stage)
      const home = stage.home.path
      const words = one.words.split(' ').map((word) => (word === 'HERE' ? `${home}/acme` : word))
      const trace = await traceFor(t)
      const { status, stderr, calls } = await stage.harmed(words, undefined, one.steps, stracing(trace))
      assert.equal(status, 0, stderr)
      const { seen, without } = compared(trace, home, `${home}/acme`)
      assert.deepEqual(without, [])
      // Folders are asked for from below, until one can be made; a text may be empty.
      assert.ok(seen > calls.length / 2, `${seen} of ${calls.length}`)
    })

  test('one that the layer does not know is seen', async (t) => {
    const { home } = await stageFor(t)
    const trace = await traceFor(t)
    const code = 'fs.mkdirSync("a"); fs.writeFileSync("a/b", "x"); fs.promises.writeFile("c", "x")'
    const log = `${trace}.log`
    const ended = await run([], {
      env: { ...home.env(), SSOENV_FAULT: JSON.stringify({ below: home.path, log }) },
      cwd: home.path,
      through: [...stracing(trace), process.execPath, '--require', LAYER, '-e', code],
      node: '--',
    })
    assert.equal(ended.status, 0, ended.stderr)
    assert.deepEqual(
      compared(trace, home.path, home.path).without.map((line) => line.replaceAll(home.path, '~')),
      ['openat ~/a/b, after write ~/a/b', 'openat ~/c, after write ~/a/b', 'write ~/c, after write ~/a/b'],
    )
  })
})

async function traceFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-trace-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return path.join(folder, 'trace')
}

/** What the layer writes of a point; behind it may be a whole text, which is cut off. */
const POINT = /^\d+<\/[^>]*log>, "\{\\"operation\\":\\"(\w+)\\",\\"file\\":\\"([^"]*)\\"/

/** @returns how many points a system call followed, and the system calls that no point stands for */
function compared(trace: string, home: string, cwd: string): { seen: number; without: string[] } {
  const [seen, without] = [new Set<number>(), [] as string[]]
  const point = { operation: '', file: '', number: 0 }
  for (const { name, operation, file, words } of callsOf(readFileSync(trace, 'utf8'), cwd)) {
    const [, pointed, of = ''] = (operation === 'write' && POINT.exec(words)) || []
    if (pointed !== undefined)
      Object.assign(point, { operation: pointed, file: of, number: point.number + 1 })
    if (!file.startsWith(`${home}/`) || file.startsWith(`${home}/.cache`)) continue
    const isItsOwn = point.file === file && point.operation === operation
    // A text may take several calls; everything else is one.
    if (isItsOwn && (operation === 'write' || !seen.has(point.number))) seen.add(point.number)
    else without.push(`${name} ${file}, after ${point.operation} ${point.file}`)
  }
  return { seen: seen.size, without }
}
