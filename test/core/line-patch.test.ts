import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { linePatch, withoutPatch } from '../../src/core/config/line-patch.js'

const BEFORE = 'a\nb\nc\nd\ne\nf\ng\nh\n'
const AFTER = 'a\nb\nc\nx\ne\nf\ng\nh\n'

test('an edit is taken back byte for byte, whatever it did', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\r\n', '\n', 'c', '[d]\n', '  e\r'), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      assert.equal(withoutPatch(after, linePatch(before, after)), before)
    }),
    { seed: 7, numRuns: 500 },
  )
})

test('also where lines were added or removed elsewhere since', () => {
  const patch = linePatch(BEFORE, AFTER)
  assert.equal(withoutPatch(`1\n2\n${AFTER}3\n`, patch), `1\n2\n${BEFORE}3\n`)
  assert.equal(
    withoutPatch(
      AFTER.slice(0, -2),
      linePatch(
        `z
${BEFORE}`,
        `z
${AFTER}`,
      ),
    ),
    BEFORE.slice(0, -2),
  )
})

test('not where the lines around it are others, or the place could be one of two', () => {
  const patch = linePatch(BEFORE, AFTER)
  assert.equal(withoutPatch(AFTER.replace('c', 'C'), patch), undefined)
  assert.equal(withoutPatch(`-\n${AFTER}${AFTER}`, patch), undefined)
  assert.equal(withoutPatch('', patch), undefined)
})

test('it holds the lines of the edit, and of those around it nothing that can be read', () => {
  const text = JSON.stringify(linePatch('secret\nold\nother\n', 'secret\nnew\nother\n'))
  assert.match(text, /old.*new/)
  assert.doesNotMatch(text, /secret|other/)
})
