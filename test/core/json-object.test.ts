import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonObject } from '../../src/core/text/json-object.js'

test('an object is read from text and from bytes; a member may be called anything', () => {
  const text = '{"a": [1, {"b": null}], "__proto__": {"x": 1}, "é": "\\u001b"}'
  for (const each of [text, Buffer.from(text)]) {
    const found = jsonObject(each)!
    assert.deepEqual(Object.keys(found), ['a', '__proto__', 'é'])
    assert.equal(found['x'], undefined)
  }
})

test('everything else is none: other values, what is cut off, bytes that are no UTF-8, a mark of the byte order', () => {
  for (const text of ['', 'null', '7', '"{}"', '[{}]', '{"a": 1', '{"a": NaN}', '\ufeff{}', '{} x'])
    assert.equal(jsonObject(text), undefined, text)
  assert.equal(
    jsonObject(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])),
    undefined,
  )
  assert.equal(jsonObject(Buffer.from('\ufeff{}')), undefined)
})

test('objects within objects are read to 500 levels, and what is deeper is none', () => {
  const nested = (levels: number): string => `{"a": ${'['.repeat(levels)}${']'.repeat(levels)}}`
  assert.ok(jsonObject(nested(500)))
  assert.equal(jsonObject(nested(501)), undefined)
  assert.equal(jsonObject(nested(200_000)), undefined)
})
