/** Letting a command take this process's place, or one that comes near to it. */
import { accessSync, constants, fstatSync, readFileSync } from 'node:fs'
import { commandProblem, type CommandProblem } from './find-command.js'
import { giveBack } from './signals.js'
import { supervise } from './supervise.js'

/** Runs a command in an environment: it searches PATH, and says with 126 and 127 what the system refuses to start. */
const ENV = '/usr/bin/env'

interface Replaceable {
  /** From Node 22.15 on. @see https://nodejs.org/api/process.html#processexecvefile-args-env */
  execve?: (file: string, args: readonly string[], env: Record<string, string>) => never
}

/** Of a stream on a terminal or a pipe; behind `_handle`, which Node has no public name for. */
interface Blockable {
  _handle?: { setBlocking?: (isBlocking: boolean) => number }
}

/**
 * The command takes our place, with our process id, where Node can do that; otherwise it is our child (`supervise`). Resolves
 * only where it cannot be started.
 *
 * By way of env(1), because Node aborts where the system refuses to start a program.
 */
export async function become(
  command: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<CommandProblem> {
  const problem = commandProblem(command[0], env['PATH'])
  if (problem) return problem
  const node = process as typeof process & Replaceable
  if (!node.execve || !isPlainToEnv(command[0]) || !isExecutable(ENV)) return supervise(command, env)
  // Node ignores these two, and a program that takes our place would ignore them too.
  giveBack('SIGPIPE')
  giveBack('SIGXFSZ')
  makeBlocking()
  return node.execve(ENV, ['env', '--', ...command], env)
}

/** A terminal that Node has read from or written to returns at once where nothing was typed: no program expects that. */
function makeBlocking(): void {
  const streams = [() => process.stdin, () => process.stdout, () => process.stderr]
  for (const [descriptor, stream] of streams.entries()) {
    if (mayReturnAtOnce(descriptor)) (stream() as Blockable)._handle?.setBlocking?.(true)
  }
}

/** Opening a stream to find out costs more than a look. @see proc_pid_fdinfo(5); O_NONBLOCK is 04000 there */
function mayReturnAtOnce(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))
    return (parseInt(flags?.[1] ?? '0', 8) & 0o4000) !== 0
  } catch {
    return fstatSync(descriptor).isCharacterDevice()
  }
}

/** What env(1) takes for an assignment or an option. */
const isPlainToEnv = (name: string): boolean => name !== '-' && !name.includes('=')

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
