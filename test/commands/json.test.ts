/** `--json`, of every command: one document on standard output, of the schema that docs/json.md tells; an error is one too. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertNamesEvery, commandNames, fullScene, type FullScene } from '../support/every-command.js'
import { JSON_LINES, NO_JSON, type Line } from '../support/json-lines.js'
import { assertFits, hasSchema } from '../support/json-schema.js'
import { run, type Ended } from '../support/program.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  commands: Record<string, { enableJsonFlag?: boolean; flags: Record<string, unknown> }>
}

test('every command has --json and its lines here, or a reason to have none', () => {
  assertNamesEvery({ ...JSON_LINES, ...NO_JSON })
  const { commands } = JSON.parse(readFileSync(path.join(ROOT, 'oclif.manifest.json'), 'utf8')) as Manifest
  for (const [id, { enableJsonFlag = false }] of Object.entries(commands)) {
    const name = id.replaceAll(':', ' ')
    assert.equal(enableJsonFlag, Object.hasOwn(JSON_LINES, name), name)
    if (enableJsonFlag) assert.ok(hasSchema(name), name)
  }
})

const ask = (scene: FullScene, words: readonly string[], where: 'here' | 'team' = 'here'): Promise<Ended> =>
  run(words, { env: scene.env, cwd: scene[where] })

/** The command whose document the words print. */
function commandOf(words: readonly string[]): string {
  const two = words.slice(0, 2).join(' ')
  const [one = ''] = words
  return (
    commandNames().find((name) => name === two) ??
    commandNames().find((name) => name === one) ??
    `${one} list`
  )
}

describe('--json', { concurrency: 2 }, () => {
  for (const name of commandNames().filter((name) => Object.hasOwn(JSON_LINES, name))) {
    test(`${name} prints one document, of its schema, also for a failure`, async (t) => {
      const scene = await fullScene(t)
      const lines: Line[] = [...(JSON_LINES[name] ?? []), [`${name} --no-such-flag`, 2]]
      for (const [line, status = 0, where] of lines) {
        const words = [...line.split(' '), '--json']
        const ended = await ask(scene, words, where)
        assert.equal(ended.status, status, `${line}: ${ended.stdout}${ended.stderr}`)
        assertFits(status === 0 ? commandOf(words) : 'error', ended.stdout)
        if (status !== 0) {
          const { error } = JSON.parse(ended.stdout) as { error: { exitCode: number } }
          assert.equal(error.exitCode, status)
        }
        assert.doesNotMatch(ended.stderr, /^\s*[{[]/m, line)
      }
    })
  }
})

test('what has a form of its own keeps to its schema too', async (t) => {
  const scene = await fullScene(t)
  const has = (name: string): boolean => commandNames().includes(name)
  assertFits('credential-process', (await ask(scene, ['credential-process', '--profile', 'acme-dev'])).stdout)
  if (has('env')) assertFits('env', (await ask(scene, ['env', 'acme-dev', '--format', 'json'])).stdout)
  assertFits('prompt', (await ask(scene, ['prompt', '--format', 'json'])).stdout)
  assertFits('sandbox', (await ask(scene, ['sandbox', '--json', '--', 'true'])).stdout)
})

test('with an ended session, keys in the environment and a refused directory the documents are of the same schemas', async (t) => {
  const scene = await fullScene(t, { state: 'ended' })
  const env = { ...scene.env, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' }
  for (const where of ['here', 'team'] as const) {
    for (const words of [['status'], ['prompt'], ['keys', 'list', '--offline'], ['profiles', 'list']]) {
      const ended = await run([...words, '--json'], { env, cwd: scene[where] })
      assert.equal(ended.status, 0, ended.stderr)
      assertFits(commandOf(words), ended.stdout)
    }
  }
})
