/** A fixed seed of what the built program meets; `npm run fuzz` is the long form (docs/fuzzing.md). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { services } from './services.js'
import { surroundings } from './surroundings.js'
import { TEST_SEED } from './target.js'

for (const target of [services, surroundings]) {
  test(`${target.name}, ${target.inTests} by chance: ${target.holds}`, async () => {
    const { findings } = await target.run(TEST_SEED, target.inTests)
    assert.deepEqual(findings, [])
  })
}
