import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from '../../src/core/text/display.js'
import { jsonText } from '../../src/core/text/json-text.js'

test('JSON means what it did, and a terminal obeys nothing in it', () => {
  const value = {
    'na\u009bme': ['a\u001b]0;x\u0007', 'b\u202ec\u2028d\ufeff\u007f', 'Zoë 🦊\n', 'ad\u{e0041}\u{e007f}a'],
    n: 1,
  }
  const text = jsonText(value, 2)
  assert.deepEqual(JSON.parse(text), value)
  assert.equal(printable(text.replaceAll('\n', ''), text.length), text.replaceAll('\n', ''))
  assert.match(text, /\\u009b.*\n.*\\u001b/)
  assert.match(text, /Zoë 🦊\\n/)
  assert.match(text, /ad\\udb40\\udc41\\udb40\\udc7fa/)
})

test('what shows nothing is shown as a question mark, and what others write with is left', () => {
  for (const unseen of [
    ...[0xe0001, 0xe0041, 0xe007f, 0xe0100, 0x34f, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b, 0x2060],
    ...[0x2800, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff0, 0x1bca0, 0x1d173],
  ])
    assert.equal(printable(`prod${String.fromCodePoint(unseen)}!`), 'prod?!', unseen.toString(16))
  for (const seen of ['Zoë', '🦊', '❤\ufe0f', '한국', '日本', 'עברית', '葛\u{e0100}', '\u1820\u180b'])
    assert.equal(printable(seen), seen)
})
