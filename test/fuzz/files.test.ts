/** A fixed seed of what chance finds in files and requests; `npm run fuzz` is the long form (docs/fuzzing.md). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TARGETS } from './targets.js'
import { TEST_SEED } from './target.js'

for (const target of TARGETS.filter(({ name }) => name !== 'services' && name !== 'surroundings')) {
  test(`${target.name}, ${target.inTests} by chance: ${target.holds}`, async () => {
    const { count, findings } = await target.run(TEST_SEED, target.inTests)
    assert.equal(count, target.inTests)
    assert.deepEqual(findings, [])
  })
}

test('docs/fuzzing.md says of every target what is made, what must hold, and what the long run came to', () => {
  const page = readFileSync(new URL('../../docs/fuzzing.md', import.meta.url), 'utf8')
  for (const { name, made, holds } of TARGETS) {
    assert.ok(page.includes(`- **${name}**. ${made}. ${holds}`), name)
    assert.match(page, new RegExp(`^\\| ${name} +\\|.*\\| +0 \\|$`, 'm'))
  }
})
