/** docs/troubleshooting.md against the sources: every message of an error is there, and every one that is there exists. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { programMessages } from './program-messages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(path.join(root, 'docs/troubleshooting.md'), 'utf8')

/** First cells of the tables below the first: a message's beginning, `…` for what is put in. */
const quoted = page
  .split(/^## /m)
  .slice(2)
  .flatMap((section) => [...section.matchAll(/^\| (`+) ?(.*?) ?\1 +\|/gm)].map(([, , text = '']) => text))
const { all, errors } = programMessages(path.join(root, 'src'))

test('every message of an error is on the page', () => {
  const missing = errors.filter(({ text }) => !quoted.some((each) => text.startsWith(each)))
  assert.deepEqual(missing, [])
})

test('every message that is on the page is one of the program', () => {
  assert.ok(quoted.length > 100)
  const unknown = quoted.filter((each) => !all.some((text) => text.startsWith(each)))
  assert.deepEqual(unknown, [])
})

test('no message is on the page twice', () => {
  assert.deepEqual(
    quoted.filter((each, index) => quoted.indexOf(each) !== index),
    [],
  )
})
