import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockWarning } from '../../src/core/session/clock-skew.js'

const NOW = new Date('2026-11-22T12:00:00Z')
const warning = (servicesTime: string): string | undefined =>
  clockWarning(new Date(servicesTime), NOW, 'host')

test('a clock that is off by five minutes or less is not spoken of', () => {
  for (const time of ['12:00:00', '12:05:00', '11:55:00'])
    assert.equal(warning(`2026-11-22T${time}Z`), undefined)
})

test('beyond that it is said how much and in which direction', () => {
  assert.match(warning('2026-11-22T11:50:01Z') ?? '', /is 10 minutes ahead of that of host; /)
  assert.match(warning('2026-11-22T12:05:31Z') ?? '', /is 6 minutes behind that of host; /)
  assert.match(warning('2026-11-19T12:00:00Z') ?? '', /is 3 days ahead of/)
})

test('a date that is none says nothing', () => assert.equal(warning('soon'), undefined))
