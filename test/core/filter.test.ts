import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterFor, type Choice } from '../../src/core/profile/filter.js'

const choices = (count: number): Choice[] =>
  Array.from({ length: count }, (_, index) => ({
    value: String(index),
    words: `Team${index % 97}-app${index}  ${100_000_000_000 + index}  Developer`,
    mark: 'recent',
  }))

test('every typed word has to occur, in any order and case; the mark does not count', () => {
  const filtered = filterFor(choices(2000))
  const values = (typed: string): string[] => filtered(typed).map(({ value }) => value)
  assert.deepEqual(values('DEVELOPER  app1999'), ['1999'])
  assert.deepEqual(values('app1999 nobody'), [])
  assert.deepEqual(values('recent'), [])
  assert.equal(values('  ').length, 2000)
})

test('ten times the entries cost ten times the time, not a hundred', () => {
  const fastest = (count: number): number => {
    const filtered = filterFor(choices(count))
    const runs = Array.from({ length: 20 }, () => {
      const start = performance.now()
      for (const typed of ['app', 'dev team9', 'nothing of it', '']) filtered(typed)
      return performance.now() - start
    })
    return Math.min(...runs)
  }
  fastest(1000)
  const [few, many] = [fastest(2000), fastest(20_000)]
  assert.ok(many < few * 40, `${few} ms, ${many} ms`)
})
