/** What the system knows about another process. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessState {
  /** By job control: it goes on with SIGCONT. */
  isStopped: boolean
  /** The process group that it is in. */
  group: number
}

/** Of a living process; undefined where there is none. By `/proc`, elsewhere by `ps`. */
export function processState(pid: number): ProcessState | undefined {
  return fromProc(pid) ?? fromPs(pid)
}

/** This process's group, undefined where it cannot be known. */
export const ownGroup = (): number | undefined => processState(process.pid)?.group

/** @see proc_pid_stat(5): `PID (NAME) STATE PPID GROUP …`; a name may hold blanks and parentheses */
function fromProc(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { isStopped: state === 'T', group: Number(group) }
  } catch {
    return undefined
  }
}

/** @see POSIX, ps; the first letter of `stat` is the state on Linux, macOS and the BSDs alike */
export function fromPs(pid: number): ProcessState | undefined {
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=', '-o', 'pgid=', '-p', String(pid)], {
    encoding: 'utf8',
  })
  const found = status === 0 ? /^\s*(\S)\S*\s+(\d+)\s*$/.exec(stdout) : null
  return found ? { isStopped: found[1] === 'T', group: Number(found[2]) } : undefined
}
