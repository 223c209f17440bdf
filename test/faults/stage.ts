/** A home that is put back to the same beginning again and again, and the program in it, with a fault where it is wanted. */
import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, type Home } from '../support/home.js'
import { runCommandOnTerminal, type Step } from '../support/on-terminal.js'
import { PROGRAM, run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'

/** To be required before the program. */
export const LAYER = fileURLToPath(new URL('layer.cjs', import.meta.url))

/** What layer.cjs is told, but where. */
export interface Fault {
  at: number
  kind: 'kill' | 'ENOSPC' | 'EACCES' | 'EROFS' | 'EIO' | 'ESTALE' | 'EXDEV' | 'EBUSY'
  lasting?: boolean
}

/** A call that changes something, as layer.cjs notes it. */
export interface Call {
  operation: string
  /** An absolute path; of a rename what it was called before. */
  file: string
  to?: string
  /** What a rename gave that name to. */
  text?: string
}

export interface Stage {
  sandbox: Sandbox
  home: Home
  /** `ssoenv WORDS…` below `acme` in the home, where that exists. */
  run: (words: readonly string[]) => Promise<Ended>
  harmed: (
    words: readonly string[],
    fault?: Fault,
    steps?: readonly Step[],
    through?: readonly string[],
  ) => Promise<Ended & { calls: Call[] }>
  /** Keeps the home as it is now. */
  keep: () => void
  /** Puts it back to what was kept. */
  restore: () => void
}

export async function stageFor(t: TestContext): Promise<Stage> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const beside = await mkdtemp(path.join(tmpdir(), 'ssoenv-kept-'))
  t.after(() => rm(beside, { recursive: true, force: true }))
  const [kept, log] = [path.join(beside, 'home'), path.join(beside, 'log')]
  const env = home.env({ ...endpointsOf(sandbox), SSOENV_TEST_BROWSER_LOG: path.join(beside, 'browser') })
  const cwd = path.join(home.path, 'acme')
  return {
    sandbox,
    home,
    run: (words) => run(words, { env, cwd }),
    harmed: async (words, fault, steps, through = []) => {
      rmSync(log, { force: true })
      const told = { ...env, SSOENV_FAULT: JSON.stringify({ below: home.path, log, ...fault }) }
      const node = [...through, process.execPath, '--require', LAYER]
      const ended = steps
        ? await onTerminal([...node, PROGRAM, ...words], steps, told, cwd)
        : await run(words, { env: told, cwd, through: node, node: '--' })
      return { ...ended, calls: callsIn(log) }
    },
    keep: () => {
      rmSync(kept, { recursive: true, force: true })
      execFileSync('cp', ['-a', home.path, kept])
    },
    restore: () => {
      for (const name of readdirSync(home.path))
        rmSync(path.join(home.path, name), { recursive: true, force: true })
      execFileSync('cp', ['-a', `${kept}/.`, home.path])
    },
  }
}

async function onTerminal(
  command: readonly string[],
  steps: readonly Step[],
  env: Record<string, string>,
  cwd: string,
): Promise<Ended> {
  const { status, signal, screen } = await runCommandOnTerminal(command, steps, { env, cwd, seconds: 60 })
  return { status, signal: signal as Ended['signal'], stdout: '', stderr: screen }
}

function callsIn(log: string): Call[] {
  return readFileSync(log, { encoding: 'utf8', flag: 'a+' })
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call)
}

/** The files below a home by their names, without what differs from run to run. */
export interface Files {
  texts: Map<string, string>
  /** What killed processes left on the way to a name, as absolute paths. */
  strays: string[]
}

const STRAY = /\.[0-9a-f]{12}\.tmp$/
/** Compiled code is no file of the person's. Locks are sockets; turns and brackets have random names and nothing in them (shell/README.md §2). */
const PASSING = /\/\.cache\/ssoenv\/|\/ssoenv\/(?:locks\/|turn)|\.(?:lo|hi)$/

export function filesBelow(home: string): Files {
  const found: Files = { texts: new Map(), strays: [] }
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || PASSING.test(file)) continue
    if (STRAY.test(file)) found.strays.push(file)
    else found.texts.set(nameIn(home, file), steady(readFileSync(file, 'utf8')))
  }
  return found
}

/** Below the home. Agreements are named for what was asked at which terminal. */
export function nameIn(home: string, file: string): string {
  return steady(path.relative(home, file)).replace(/(?<=\/agreements\/\.?)[0-9a-f]{40}/, '<subject>')
}

/** Without what is new at each run: moments, secrets, random names. */
export function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d[\d:.-]*Z/g, '<time>')
    .replace(/\b1[7-9]\d{8}(?:\d{3}){0,3}\b/g, '<time>')
    .replace(/[\w:/+=.-]*SandboxSecret[\w:/+=.-]*/g, '<secret>')
    .replace(/\bASIA[A-Z2-7]{16}\b/g, '<key>')
    .replace(/("clientId": ?")[^"]+/g, '$1<client>')
    .replace(/("client": ?")[0-9a-f]{40}/g, '$1<client>')
    .replace(/^(gen|settings) \w+$/gm, '$1 <random>')
}

/** As if the process had been killed two hours ago. */
export function age(files: readonly string[]): void {
  const then = Date.now() / 1000 - 7200
  for (const file of files) utimesSync(file, then, then)
}

/** The mode of a file, without its type. */
export function modeOf(file: string): number {
  return lstatSync(file).mode & 0o7777
}
