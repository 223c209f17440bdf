import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { text } from 'node:stream/consumers'

const PRINTER = `
  import { print } from './src/world/terminal/standard-output.ts'
  for (let line = 0; line < 50_000; line++) print(\`line \${line}\\n\`)
  process.stderr.write('written')
`

test('a reader who is slow gets all of it in order, and nothing is said of it', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PRINTER], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stderr.setEncoding('utf8')
  // Nothing is read until all of it was printed: far more than a pipe holds.
  const [said] = (await once(child.stderr, 'data')) as [string]
  assert.equal(said, 'written')
  const [stdout, more, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  assert.equal(stdout, Array.from({ length: 50_000 }, (_, line) => `line ${line}\n`).join(''))
  assert.equal(more, '')
  assert.equal(status, 0)
})

test('a reader who has gone is no failure', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PRINTER], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const [stderr, [status]] = await Promise.all([
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  assert.equal(stderr, 'written')
  assert.equal(status, 0)
})
