/** What fuzzing found once (test/vectors/fuzz.json), made again. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compared, goodRole, goodToken, type Kind } from './cache-files.js'
import { Chance } from './chance.js'

interface Vector {
  sentence: string
  /** Members that are otherwise; of role credentials, those inside. */
  change?: Record<string, string>
  /** So many lists or objects in each other, as a member that we do not know. */
  nested?: number
  /** A byte in a member that we do not know. */
  byte?: number
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/fuzz.json', import.meta.url), 'utf8')) as Record<
  string,
  Vector[]
>

function fileOf(kind: Kind, { change = {}, nested, byte }: Vector): Buffer {
  const text = JSON.stringify(
    kind === 'token' ? { ...goodToken(new Chance(1)), ...change } : goodRole(change),
  )
  if (nested !== undefined) {
    const [open, close] = nested > 9000 ? ['[', ']'] : ['{"a":[', ']}']
    return Buffer.from(text.replace('{', `{"odd":${open.repeat(nested)}${close.repeat(nested)},`))
  }
  return byte === undefined
    ? Buffer.from(text)
    : Buffer.concat([Buffer.from('{"odd":"'), Buffer.from([byte]), Buffer.from(`",${text.slice(1)}`)])
}

for (const [target, found] of Object.entries(vectors)) {
  const kind = target === 'token-files' ? 'token' : 'role'
  const judged = compared(
    kind,
    found.map((vector) => fileOf(kind, vector)),
  )
  for (const [at, { sentence }] of found.entries())
    test(`${target}: ${sentence}`, () => assert.equal(judged[at]!.wrong, undefined))
}
