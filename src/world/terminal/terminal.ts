/** The person's terminal: what stops us, and the questions that are asked on it. */
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { CancelledError } from '../../core/errors.js'
import { withDeadline } from '../deadline.js'

/** On use: node:tty brings the network modules with it. */
const isatty = (descriptor: number): boolean => process.getBuiltinModule('node:tty').isatty(descriptor)

/** Ctrl-C, Ctrl-Z, the terminal closed, asked to end. */
const STOPPING = ['SIGINT', 'SIGTSTP', 'SIGHUP', 'SIGTERM'] as const

/** How often we look whether our terminal is still there. */
const LOOK_MILLISECONDS = 500

export type StoppingSignal = (typeof STOPPING)[number]

/** A signal ended what was going on; whoever catches this last lets the process die of it (`dieOf`). */
export class InterruptedError extends CancelledError {
  constructor(readonly by: StoppingSignal) {
    super('Cancelled.')
  }
}

export interface Cancellation {
  /** Aborts at the first of these signals, and with the outer one. */
  signal: AbortSignal
  /** Which one it was. */
  caught: () => StoppingSignal | undefined
  /** Gives the signals back their usual effect. */
  end: () => void
}

/**
 * Turns the signals that stop a program into an abort, so that what was begun can be cleaned up.
 *
 * Ctrl-Z too: a stopped login would keep its lock and its listener, and every other shell waiting. A terminal that was closed
 * is also seen by looking: the kernel tells the shell only, and fish does not tell what its event handlers have started.
 */
export function cancelOnSignals(outer?: AbortSignal): Cancellation {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  if (outer?.aborted) stop()
  outer?.addEventListener('abort', stop)
  let caught: StoppingSignal | undefined
  const stopBy = (name: StoppingSignal) => (): void => {
    caught ??= name
    controller.abort()
  }
  const handlers = STOPPING.map((name) => [name, stopBy(name)] as const)
  for (const [name, stop] of handlers) process.on(name, stop)
  const hadTerminal = isatty(0)
  const hungUp = stopBy('SIGHUP')
  const look = (): void => {
    if (hadTerminal && !isatty(0)) hungUp()
  }
  const looking = hadTerminal ? setInterval(look, LOOK_MILLISECONDS).unref() : undefined
  return {
    signal: controller.signal,
    caught: () => {
      look() // reading from it may have failed before its signal has come
      return caught
    },
    end: () => {
      clearInterval(looking)
      outer?.removeEventListener('abort', stop)
      for (const [name, stop] of handlers) process.off(name, stop)
    },
  }
}

/**
 * Ends the process by that signal's own effect: a shell whose child died of SIGINT drops the rest of its command line, one
 * whose child exited with 130 goes on with it (https://www.cons.org/cracauer/sigint.html).
 */
export function dieOf(name: 'SIGINT' | 'SIGHUP' | 'SIGTERM'): never {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
  process.exit(name === 'SIGINT' ? 130 : name === 'SIGHUP' ? 129 : 143) // where the signal is ignored
}

/** Words to the person, on standard error. For a terminal that has been closed they are lost, and nothing else is. */
export function writeWords(text: string): void {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => undefined)
  process.stderr.write(text)
}

/** How wide the terminal of standard error is; 80 where it is none. */
export function terminalColumns(): number {
  return process.stderr.columns || 80
}

/**
 * Throws away what was typed before the question: an Enter that was meant for the next prompt is no answer.
 *
 * Node knows no tcflush(3). In raw mode the kernel hands out unfinished lines too, and a descriptor of our own that never blocks
 * gets all of them.
 */
export function discardTypedAhead(): void {
  const { stdin } = process
  if (!stdin.isTTY) return
  stdin.setRawMode(true)
  try {
    const terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    try {
      const waste = Buffer.alloc(4096) // all that a terminal holds back
      while (readSync(terminal, waste) > 0);
    } finally {
      closeSync(terminal)
    }
  } catch {
    // EAGAIN: it is empty. Without a controlling terminal nothing was typed on it.
  } finally {
    stdin.setRawMode(false)
  }
}

/** Waits for Enter. @returns false when standard input ends or the signal aborts first */
export async function waitForEnter(signal?: AbortSignal): Promise<boolean> {
  return (await readLine(signal)) !== undefined
}

/**
 * Asks on standard error and reads the answer from standard input; anything but yes is no, and so are no terminal, Ctrl-Z,
 * and no answer within `limitSeconds`.
 *
 * @throws InterruptedError on Ctrl-C, hangup and termination
 */
export async function askYesNo(
  world: { interactive: boolean },
  question: string,
  limitSeconds?: number,
): Promise<boolean> {
  if (!world.interactive) return false
  const cancellation = cancelOnSignals()
  const { signal } = cancellation
  try {
    discardTypedAhead()
    writeWords(`${question} [y/N] `)
    const answer =
      limitSeconds === undefined
        ? await readLine(signal)
        : await withDeadline(limitSeconds * 1000, signal, (deadline) => readLine(deadline.signal))
    const caught = cancellation.caught()
    if (answer === undefined && caught !== 'SIGHUP') writeWords('\n')
    if (caught && caught !== 'SIGTSTP') throw new InterruptedError(caught)
    return /^\s*y(es)?\s*$/i.test(answer ?? '')
  } finally {
    cancellation.end()
  }
}

/**
 * Runs a question that reads keys, with standard input held and, after Ctrl-Z and `fg`, read on.
 *
 * After a question for one line, standard input no longer keeps the process running. And Node's line editor leaves it paused when
 * the process goes on after a stop (readline `[kTtyWrite]`, SIGCONT): the process would end in the middle, with status 0.
 */
export async function holdingInput<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const { stdin } = process
  // Its own listener pauses; ours comes before that.
  const goOn = (): unknown => setImmediate(() => stdin.resume())
  if ('ref' in stdin) stdin.ref()
  process.on('SIGCONT', goOn)
  try {
    return await ask()
  } finally {
    process.off('SIGCONT', goOn)
  }
}

async function readLine(signal?: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import('node:readline')
  if (signal?.aborted) return undefined
  const { stdin } = process
  // A pipe that was read from keeps the process running as long as its other end is open. Files have nothing to hold.
  const hold = 'ref' in stdin ? stdin : undefined
  hold?.ref()
  const lines = createInterface({ input: stdin, terminal: false })
  return new Promise((resolve) => {
    const end = (line: string | undefined): void => {
      signal?.removeEventListener('abort', aborted)
      resolve(line)
      lines.close()
      hold?.unref()
    }
    const aborted = (): void => end(undefined)
    // A terminal that goes away is an I/O error to whoever reads it.
    process.stdin.on('error', aborted)
    lines.on('error', aborted)
    signal?.addEventListener('abort', aborted)
    lines.once('line', end)
    lines.once('close', () => end(undefined))
  })
}
