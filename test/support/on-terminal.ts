/** A program on a pseudo-terminal of its own, answered step by step. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PROGRAM } from './program.js'

const terminal = fileURLToPath(new URL('terminal.py', import.meta.url))

export type Step = [
  text: string,
  action: { type: string } | { signal: string } | { close: true } | { answer: string[] },
]

export interface Seen {
  status: number | null
  signal: string | null
  screen: string
}

export interface TerminalOptions {
  env: Record<string, string>
  cwd?: string
  seconds?: number
}

/** Runs `ssoenv WORDS…` with exactly that environment; when a step's text has appeared its action happens. */
export function runOnTerminal(
  words: readonly string[],
  steps: readonly Step[],
  options: TerminalOptions,
): Promise<Seen> {
  return runCommandOnTerminal([process.execPath, PROGRAM, ...words], steps, options)
}

/** As `runOnTerminal`, any command. */
export async function runCommandOnTerminal(
  command: readonly string[],
  steps: readonly Step[],
  { env, cwd = env['HOME'] ?? '/', seconds = 30 }: TerminalOptions,
): Promise<Seen> {
  const { stdout } = await promisify(execFile)(
    '/usr/bin/python3',
    [terminal, String(seconds), JSON.stringify(steps), ...command],
    { cwd, env: { ...env, PWD: cwd }, maxBuffer: 64 * 1024 * 1024 },
  )
  return JSON.parse(stdout) as Seen
}
