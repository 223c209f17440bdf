/** The pitfalls of prompt hooks (test/vectors/pitfalls.json): each has its tests. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pitfallTests, readPitfalls, unshown } from '../../scripts/docs/pitfalls.js'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..')

test('every pitfall has a test in each shell that it concerns', () => {
  assert.deepEqual((unshown as (...lists: unknown[]) => string[])(readPitfalls(root), pitfallTests(root)), [])
})

test('the list has 48, by their numbers, and no test names another', () => {
  const numbers = (readPitfalls(root) as { number: number }[]).map(({ number }) => number)
  assert.deepEqual(
    numbers,
    Array.from({ length: 48 }, (_, at) => at + 1),
  )
  for (const { number, file } of pitfallTests(root) as { number: number; file: string }[])
    assert.ok(numbers.includes(number), `${file} names pitfall ${number}`)
})
