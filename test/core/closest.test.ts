import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closest } from '../../src/core/text/closest.js'

const NAMES = ['allow', 'deny', 'help', 'link', 'login', 'logout', 'profiles list', 'status', 'unlink', 'use']

const MEANT: [typed: string, names: string[]][] = [
  ['Login', ['login']],
  ['lgoin', ['login']],
  ['logn', ['login']],
  ['logi', ['login']],
  ['log', ['login', 'logout']],
  ['statsu', ['status']],
  ['stat', ['status']],
  ['profiles lsit', ['profiles list']],
  ['us', ['use']],
  ['u', []],
  ['ls', []],
  ['bogus', []],
  ['', []],
  ['x'.repeat(100_000), []],
]
for (const [typed, names] of MEANT) {
  test(`${JSON.stringify(typed.slice(0, 20))} may mean ${names.join(' or ') || 'nothing'}`, () => {
    assert.deepEqual(closest(typed, NAMES), names)
  })
}
