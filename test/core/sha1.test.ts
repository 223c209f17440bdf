import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import { sha1 } from '../../src/core/text/sha1.js'

it('is that of node:crypto, for every length around a block and any letters', () => {
  const texts = ['abc', 'ä€😀', 'https://acme.awsapps.com/start', '\ud800', 'x'.repeat(10_000)]
  for (let length = 0; length < 300; length++) texts.push('a'.repeat(length))
  for (const text of texts) assert.equal(sha1(text), createHash('sha1').update(text, 'utf8').digest('hex'))
})
