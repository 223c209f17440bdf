/**
 * Whether a signal that has come was sent to our whole process group, or to this process alone.
 *
 * Node does not tell who sent a signal. A small shell of ours in the same group is a witness: what the terminal, `kill -- -GROUP` or
 * `timeout` send to the group reaches it too, and what is sent to our pid alone does not. Asked, it names the signals that have
 * reached it; a process handles what is pending before it goes on reading, so an answer leaves none out.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** @see POSIX, `trap`; a signal may break off `read`, or be told after the line that was read */
const SCRIPT = `
for name in HUP INT QUIT TERM USR1 USR2 WINCH TSTP CONT; do
  trap "echo SIG$name; heard=1" $name
done
while :; do
  heard=
  if read -r word; then echo "$word"; elif [ -z "$heard" ]; then exit 0; fi
done`

/**
 * The group's members get a signal at the same moment. What the witness has seen longer ago belongs to one that has reached us
 * together with the one before it, as the kernel allows, and says nothing about the next.
 *
 * The witness too may see two as one, where it was not let run between them. A command that is told twice to stop may leave its work
 * undone, as Terraform does: so what comes within this time of one that went to the group went there with it.
 */
const SAME_MOMENT_MILLISECONDS = 50

export interface GroupWitness {
  /** Whether the signal that has just come went to the group. Where there is no witness: false. */
  saw: (name: NodeJS.Signals) => Promise<boolean>
  end: () => void
}

/**
 * Starts it. It ends with this process, whatever that ends by: its input is then closed.
 *
 * @param now milliseconds of a clock that does not go back; by default those since this process began
 */
export function groupWitness(now: () => number = () => performance.now()): GroupWitness {
  const seen: { name: string; at: number }[] = []
  const waiting = new Map<string, () => void>()
  /** When the last one of a name was found to have gone to the group. */
  const lastSeen = new Map<string, number>()
  let asked = 0
  let shell = begin()

  function begin(): ReturnType<typeof startShell> | undefined {
    const begun = startShell((line) => {
      const answer = waiting.get(line)
      if (answer) answer()
      else seen.push({ name: line, at: now() })
    })
    begun.once('error', () => end(undefined))
    begun.once('exit', (_, by) => {
      // Of a signal that came before its traps were set: it has seen that one.
      if (by) seen.push({ name: by, at: now() })
      end(by ? begin() : undefined)
    })
    return begun
  }

  function end(next: typeof shell): void {
    shell = next
    for (const answer of waiting.values()) answer()
  }

  async function answered(): Promise<void> {
    const question = `asked ${++asked}`
    await new Promise<void>((resolve) => {
      if (!shell) return resolve()
      waiting.set(question, resolve)
      shell.stdin.write(`${question}\n`)
    })
    waiting.delete(question)
  }

  return {
    saw: async (name) => {
      const oldest = now() - SAME_MOMENT_MILLISECONDS
      await answered()
      while ((seen[0]?.at ?? oldest) < oldest) seen.shift()
      const at = seen.findIndex((one) => one.name === name)
      if (at < 0) return (lastSeen.get(name) ?? -Infinity) > oldest
      seen.splice(at, 1)
      lastSeen.set(name, now())
      return true
    },
    end: () => shell?.stdin.end(),
  }
}

function startShell(heard: (line: string) => void): ChildProcessByStdio<Writable, Readable, null> {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'ignore'] })
  let rest = ''
  shell.stdin.on('error', () => undefined) // it has ended, which is told by itself
  shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) heard(line)
  })
  return shell
}
