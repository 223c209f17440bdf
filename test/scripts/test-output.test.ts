import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { batsResults, failedLines, nodeResults, together } from '../../scripts/test-output.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'ssoenv-test-output-'))
after(() => rmSync(folder, { recursive: true }))

/** What a runner prints for a file of tests, and its status. It is asked as from a shell, and not as a part of this run. */
function run(name: string, text: string, words: readonly string[]) {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  const env = { PATH: process.env['PATH'], HOME: folder }
  const { stdout, status } = spawnSync(process.execPath, [...words, name], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { output: stdout, status }
}
const nodeRun = (name: string, text: string) => {
  const { output, status } = run(name, text, ['--test', '--test-reporter=spec'])
  return nodeResults(output, status)
}

test("what failed under Node's runner is named by file and title, and a group only by its members", () => {
  const text = `
    import { describe, it, test } from 'node:test'
    console.log('\\nℹ tests 7\\nℹ pass 7\\n✖ failing tests:\\ntest at x.ts:1:1\\n✖ printed by a test (1ms)')
    describe('a group', () => {
      it('fails (1ms) in it', () => { throw new Error('no') })
      it('is well', () => {})
    })
    test('is left', { skip: true }, () => {})
    test('does not end', { timeout: 1 }, () => new Promise((resolve) => setTimeout(resolve, 60_000).unref()))
  `
  const { titles, ...counts } = nodeRun('some.test.mjs', text)
  assert.deepEqual(titles, ['some.test.mjs: fails (1ms) in it', 'some.test.mjs: does not end'])
  assert.deepEqual({ ...counts, failed: counts.failed >= 2 }, { passed: 1, failed: true, skipped: 1 })
})

test('a file that breaks before its tests is named, and a run in which nothing failed names nothing', () => {
  const broken = nodeRun('broken.test.mjs', "throw new Error('broken')")
  assert.deepEqual(broken, { passed: 0, failed: 1, skipped: 0, titles: ['broken.test.mjs'] })
  const well = nodeRun('well.test.mjs', "import { test } from 'node:test'\ntest('is well', () => {})")
  assert.deepEqual(well, { passed: 1, failed: 0, skipped: 0, titles: [] })
})

test('a run of no test at all has failed', () => {
  assert.deepEqual(nodeResults('', 0), { passed: 0, failed: 1, skipped: 0, titles: [] })
  assert.deepEqual(batsResults('a.bats', '', 1), { passed: 0, failed: 1, skipped: 0, titles: [] })
})

test('what failed under bats is named by file and title', () => {
  const text = '@test "bash: a # b" {\n  false\n}\n@test "well" {\n  :\n}\n@test "left" {\n  skip why\n}\n'
  const file = path.join(folder, 'some.bats')
  writeFileSync(file, text)
  const { stdout, status } = spawnSync(
    path.join(root, 'node_modules/bats/bin/bats'),
    ['--formatter', 'tap', file],
    { encoding: 'utf8' },
  )
  assert.deepEqual(batsResults('some.bats', stdout, status), {
    passed: 1,
    failed: 1,
    skipped: 1,
    titles: ['some.bats: bash: a # b'],
  })
})

test('a log closes with each failure by its part, also where none has a name', () => {
  const one = { passed: 3, failed: 1, skipped: 0, titles: ['a.bats: a'] }
  const two = { passed: 1, failed: 1, skipped: 2, titles: [] }
  const rows = [
    { part: 'zsh', ...one },
    { part: 'types', ...two },
  ]
  assert.deepEqual(failedLines(rows), ['not ok: zsh: a.bats: a', 'not ok: types: no test by name; see above'])
  assert.deepEqual(together(rows), { passed: 4, failed: 2, skipped: 2, titles: ['a.bats: a'] })
})
