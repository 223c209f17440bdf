import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cleanEnv } from '../support/home.js'

const terminal = fileURLToPath(new URL('../../src/world/terminal/terminal.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Talk {
  stdout: string
  stderr: string
  signal: NodeJS.Signals | null
}

/** Runs an expression with the module as `terminal`; types, or sends a signal, once standard error or output says `on`. */
async function talk(expression: string, input: string | null, on = 'y/N'): Promise<Talk> {
  const script = `import * as terminal from ${JSON.stringify(terminal)}; console.log(await (${expression}))`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: root,
    env: cleanEnv('/nowhere'),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  let answered = false
  const hear = (stream: 'stdout' | 'stderr') => (chunk: string) => {
    said[stream] += chunk
    if (answered || !(said.stdout + said.stderr).includes(on)) return
    answered = true
    if (input === null) child.stdin.end()
    else if (input.startsWith('SIG')) child.kill(input as NodeJS.Signals)
    else child.stdin.write(input)
  }
  child.stdout.setEncoding('utf8').on('data', hear('stdout'))
  child.stderr.setEncoding('utf8').on('data', hear('stderr'))
  const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_, name) => resolve(name)),
  )
  return { ...said, signal }
}

const answers: [words: string, input: string | null, answer: string][] = [
  ['y', 'y\n', 'true'],
  ['Yes', ' Yes \n', 'true'],
  ['Enter', '\n', 'false'],
  ['anything else', 'yup\n', 'false'],
  ['the end of input', null, 'false'],
]
for (const [words, input, answer] of answers) {
  test(`a question that is answered with ${words} gives ${answer}`, async () => {
    const { stdout, stderr } = await talk(`terminal.askYesNo({ interactive: true }, 'Sure?')`, input)
    assert.equal(stdout, `${answer}\n`)
    assert.match(stderr, /^Sure\? \[y\/N\] /)
  })
}

test('without a terminal nothing is asked, and the answer is no', async () => {
  const { stdout, stderr } = await talk(`terminal.askYesNo({ interactive: false }, 'Sure?')`, '')
  assert.deepEqual([stdout, stderr], ['false\n', ''])
})

test('Ctrl-C at a question is not an answer', async () => {
  const { stdout } = await talk(
    `terminal.askYesNo({ interactive: true }, 'Sure?').catch((error) => error.constructor.name + ' ' + error.by)`,
    'SIGINT',
  )
  assert.equal(stdout, 'InterruptedError SIGINT\n')
})

const waits: [words: string, input: string | null, entered: string][] = [
  ['Enter is pressed', '\n', 'true'],
  ['standard input ends', null, 'false'],
]
for (const [words, input, entered] of waits) {
  test(`waiting for Enter ends with ${entered} when ${words}`, async () => {
    const { stdout } = await talk(`(console.error('ready'), terminal.waitForEnter())`, input, 'ready')
    assert.equal(stdout, `${entered}\n`)
  })
}

test('waiting for Enter ends with an abort', async () => {
  const { stdout } = await talk('terminal.waitForEnter(AbortSignal.timeout(50))', null, 'never')
  assert.equal(stdout, 'false\n')
})

test('after a signal was turned into an abort, the program dies of it', async () => {
  const { stdout, signal } = await talk(
    `(async () => {
      const cancellation = terminal.cancelOnSignals()
      setInterval(() => {}, 1000)
      console.log('ready')
      await new Promise((resolve) => cancellation.signal.addEventListener('abort', resolve))
      console.log(cancellation.caught())
      terminal.dieOf(cancellation.caught())
    })()`,
    'SIGTERM',
    'ready',
  )
  assert.deepEqual([stdout, signal], ['ready\nSIGTERM\n', 'SIGTERM'])
})
