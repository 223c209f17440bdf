/** The built program as a process of its own, while the sandbox lives in ours. */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
  /** What was printed so far. */
  output: { stdout: string; stderr: string }
}

export interface RunOptions {
  env: Record<string, string>
  cwd?: string
  /** A command in front: `['bash', '-c', 'ulimit -f 0; exec "$@"', '-']`. */
  through?: readonly string[]
  /** The Node that runs the program; that of the test if absent. */
  node?: string
}

/** Starts `ssoenv WORDS…` with exactly that environment and no terminal. */
export function start(
  words: readonly string[],
  { env, cwd, through = [], node = process.execPath }: RunOptions,
): Running {
  const [command = '', ...rest] = [...through, node, PROGRAM, ...words]
  const child = spawn(command, rest, {
    env: cwd === undefined ? env : { ...env, PWD: cwd },
    cwd: cwd ?? env['HOME'] ?? '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output.stderr += chunk))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (status, signal) => resolve({ status, signal, ...output })),
  )
  return { child, ended, output }
}

/** Runs it to its end. */
export function run(words: readonly string[], options: RunOptions): Promise<Ended> {
  return start(words, options).ended
}
