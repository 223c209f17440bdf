import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from '../../src/core/text/display.js'
import { jsonText } from '../../src/core/text/json-text.js'

test('JSON means what it did, and a terminal obeys nothing in it', () => {
  const value = { 'na\u009bme': ['a\u001b]0;x\u0007', 'b\u202ec\u2028d\ufeff\u007f', 'Zoë 🦊\n'], n: 1 }
  const text = jsonText(value, 2)
  assert.deepEqual(JSON.parse(text), value)
  assert.equal(printable(text.replaceAll('\n', ''), text.length), text.replaceAll('\n', ''))
  assert.match(text, /\\u009b.*\n.*\\u001b/)
  assert.match(text, /Zoë 🦊\\n/)
})
