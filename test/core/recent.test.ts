import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RECENT_LIMIT, recentFirst, withFirst } from '../../src/core/profile/recent.js'

test('the last one used is the first, and each is there once', () => {
  assert.deepEqual(withFirst(['a', 'b', 'c'], 'c'), ['c', 'a', 'b'])
  assert.deepEqual(withFirst([], 'a'), ['a'])
})

test('fifty are remembered', () => {
  const many = Array.from({ length: RECENT_LIMIT }, (_, index) => `p${index}`)
  const after = withFirst(many, 'new')
  assert.deepEqual([after.length, after[0], after.at(-1)], [50, 'new', 'p48'])
})

test('a name that is no line is not remembered', () => {
  for (const name of ['', 'a\nb', 'a\r', 'x'.repeat(501)]) assert.deepEqual(withFirst(['a'], name), ['a'])
})

test('recent ones come first, those that are gone not at all, the others stay in order', () => {
  assert.deepEqual(recentFirst(['a', 'b', 'c', 'd'], ['d', 'gone', 'b', 'd']), ['d', 'b', 'a', 'c'])
})
