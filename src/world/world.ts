/**
 * The machine as flows see it. A plain record of what differs between a real run and a test; files, locks and HTTP are
 * real in both and imported where used.
 */
import { homedir } from 'node:os'
import { isCi } from '../core/ci.js'
import { pathsFrom, type Env, type Paths } from '../core/paths.js'
import { writeWords } from './terminal/terminal.js'

export interface World {
  env: Env
  paths: Paths
  now: () => Date
  /** Milliseconds on a clock that nobody sets, for measuring how long something takes. */
  monotonic: () => number
  /** When this process began: what others did since then was done beside it. */
  startedAt?: Date
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** One line to the person, on standard error. */
  say: (line: string) => void
  /** As `say`, what also those have to know who want to hear of no progress; absent: `say` will do. */
  warn?: (line: string) => void
  /** What need not be said a second time; shared by all worlds made of this one. Absent: all is said each time. */
  toldOnce?: Set<'clock'>
  /** Whether a person can be asked: standard input and standard error are terminals and nothing forbids it. */
  interactive: boolean
}

/** The real one. */
export function thisWorld(): World {
  const env = process.env
  return {
    env,
    // As homedir() does; asked only where it has to be, for node:os is loaded with it.
    paths: pathsFrom(env, env['HOME'] ? env['HOME'] : homedir()),
    now: () => new Date(),
    monotonic: () => performance.now(),
    get startedAt() {
      // On use, as what follows: it loads the modules of performance measuring.
      return new Date(performance.timeOrigin)
    },
    sleep,
    say: (line) => writeWords(`${line}\n`),
    toldOnce: new Set(),
    get interactive() {
      // On use: node:tty brings the network modules with it, which printing a hook must not pay for.
      const { isatty } = process.getBuiltinModule('node:tty')
      return isatty(0) && isatty(2) && !isCi(env) && env['SSOENV_NON_INTERACTIVE'] !== '1'
    },
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, milliseconds)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })
}
