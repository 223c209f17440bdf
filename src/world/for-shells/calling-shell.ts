/** Which shell a person types in: the nearest one above this process that runs no script. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

interface Process {
  parent: number
  words: string[]
}

/** Terminals, multiplexers, package runners: a shell stands not far above. */
const LEVELS = 12

/**
 * The name of the program (`zsh`), one of `names`; undefined where none of those is above.
 *
 * A shell with a script or `-c` is passed by: nobody types there.
 */
export function callingShell(names: readonly string[]): string | undefined {
  let pid = process.ppid
  for (let level = 0; level < LEVELS && pid > 1; level++) {
    const found = processOf(pid)
    if (!found) return undefined
    const [program = '', ...words] = found.words
    const name = program.replace(/^-/, '').replace(/^.*\//, '')
    const isInteractive = words.every((word) => /^[-+]/.test(word) && !/^-[A-Za-z]*c/.test(word))
    if (names.includes(name) && isInteractive) return name
    pid = found.parent
  }
  return undefined
}

function processOf(pid: number): Process | undefined {
  try {
    const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]
    if (parent === undefined) return undefined
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
    return { parent: Number(parent), words }
  } catch {
    // No /proc here (macOS, BSD).
    return listed(pid)
  }
}

function listed(pid: number): Process | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 2000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [, parent, words] = /^\s*(\d+) (.*)/.exec(stdout) ?? []
  return parent === undefined ? undefined : { parent: Number(parent), words: (words ?? '').split(' ') }
}
