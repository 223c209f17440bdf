/**
 * Runs a command as a child that has our place: terminal, process group, signals, exit status. For a Node that cannot replace
 * itself by it (become.ts).
 *
 * 1. The child shares our process group, so what the terminal sends reaches it by itself. A signal that was sent to this
 *    process alone, or to a group that the child has left, is passed on (`groupWitness`).
 * 2. When the child stops, so do we, and whoever waits for us sees it; going on is a signal like the others.
 * 3. Its end is ours (`endAs`).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { quoted } from '../../core/text/display.js'
import { NOT_EXECUTABLE, NOT_FOUND, type CommandProblem } from './find-command.js'
import { groupWitness } from './group-witness.js'
import { ownGroup, processState, type ProcessState } from './process-state.js'
import { giveBack } from './signals.js'

const PASSED_ON = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGTSTP',
  'SIGCONT',
] as const

/** Their effect is to write the process's memory into a file as well; ours is nothing that anybody wants. */
const DUMPING = new Set<NodeJS.Signals>([
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGSYS',
  'SIGXCPU',
  'SIGXFSZ',
])

/**
 * Ends this process as the command ends; resolves only where it could not be started.
 *
 * Node tells no realtime signal: a child that dies of one seems to have ended with status 0.
 */
export async function supervise(
  [file, ...words]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<CommandProblem> {
  const witness = groupWitness()
  // Before the child is there: what comes while it starts is handled afterwards, and kills nobody.
  for (const name of PASSED_ON) process.on(name, passOn)
  process.on('SIGCHLD', stopWithChild)
  const child = spawn(file, words, { env, stdio: 'inherit' })
  if (child.pid !== undefined) letGo()
  const group = ownGroup()

  function passOn(name: NodeJS.Signals): void {
    void witness.saw(name).then((wentToGroup) => {
      const reached = wentToGroup && group !== undefined && stateOf(child)?.group === group
      if (!reached) child.kill(name)
    })
  }

  function stopWithChild(): void {
    if (!stateOf(child)?.isStopped) return
    process.off('SIGTSTP', passOn)
    process.kill(process.pid, 'SIGTSTP')
    process.on('SIGTSTP', passOn)
  }

  return new Promise((resolve) => {
    child.once('error', (error) => {
      for (const name of PASSED_ON) process.off(name, passOn)
      process.off('SIGCHLD', stopWithChild)
      witness.end()
      resolve(problemOf(file, error))
    })
    child.once('exit', endAs)
  })
}

const stateOf = ({ pid }: ChildProcess): ProcessState | undefined =>
  pid === undefined ? undefined : processState(pid)

/**
 * Leaves terminal and pipes to the child: who reads from it sees the end when the child closes, and Node, which sets the modes of
 * its terminal back as it exits, finds none.
 */
function letGo(): void {
  for (const descriptor of [0, 1, 2]) closeSync(descriptor)
  for (const flags of ['r', 'w', 'w']) openSync('/dev/null', flags) // the lowest free numbers: 0, 1, 2
}

/** By the same signal, so that a calling shell sees what it would have seen of the command: status 128 and the signal's number. */
function endAs(status: number | null, signal: NodeJS.Signals | null): never {
  if (signal === null) process.exit(status ?? 0)
  if (!DUMPING.has(signal)) {
    if (signal !== 'SIGKILL') giveBack(signal)
    process.kill(process.pid, signal)
  }
  process.exit(128 + constants.signals[signal])
}

function problemOf(file: string, error: Error): CommandProblem {
  const code = 'code' in error ? String(error.code) : 'unknown'
  return code === 'ENOENT'
    ? {
        status: NOT_FOUND,
        message: `${quoted(file)} cannot be run: what it names as its interpreter is missing.`,
      }
    : { status: NOT_EXECUTABLE, message: `${quoted(file)} cannot be run (${code}).` }
}
