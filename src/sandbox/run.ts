/** Running a command in the sandbox, and waiting for the end. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a command with the environment changed and this terminal; what it is sent, it gets.
 *
 * @returns its exit status as a shell tells it: 128 and the signal's number for a death by signal, 127 for a command that
 *   is not found, 126 for one that cannot be run
 */
export function runInside(
  command: readonly string[],
  set: Record<string, string>,
  unset: readonly string[],
): Promise<number> {
  const kept = Object.entries(process.env).filter(([name]) => !unset.includes(name))
  const env = { ...Object.fromEntries(kept), ...set }
  const [file = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', env })
    const forward = (signal: NodeJS.Signals): void => {
      // Ctrl-C on the terminal reaches the child by itself; a shell in there goes on, and so do we.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const end = (status: number): void => {
      for (const signal of SIGNALS) process.off(signal, forward)
      resolve(status)
    }
    for (const signal of SIGNALS) process.on(signal, forward)
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      process.stderr.write(missing ? 'The command was not found.\n' : 'The command cannot be run.\n')
      end(missing ? 127 : 126)
    })
    child.once('exit', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

export interface Stop {
  /** Resolves when a signal asks for the end. */
  asked: Promise<void>
  /** To be called last: where the terminal is gone, dies of that, as every program there does. */
  leave: () => void
}

/**
 * Sees to it that signals only ask for the end from now on: a second one must not stop the clearing up.
 *
 * A hang-up is the exception at the very end: Node aborts at a normal exit when its terminal is gone (it cannot set the
 * terminal's mode back).
 */
export function stopInOrder(): Stop {
  let hungUp = false
  const asked = new Promise<void>((resolve) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        hungUp ||= signal === 'SIGHUP'
        resolve()
      })
    }
  })
  return {
    asked,
    leave: () => {
      if (!hungUp) return
      process.removeAllListeners('SIGHUP')
      process.kill(process.pid, 'SIGHUP')
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
