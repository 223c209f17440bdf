/** Asking the three real shells how they compare: each pair in one run, answers in order. */
import { spawnSync } from 'node:child_process'

export type Shell = 'bash' | 'zsh' | 'fish'

export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']

const SCRIPTS: Record<'path' | 'command', Record<Shell, string>> = {
  // As the hooks compare a directory with `dir` and `dirre`, and a command line with `commands`.
  path: {
    bash: 'while (($#)); do [[ $1 == $2 ]] && echo 1 || echo 0; shift 2; done',
    zsh: 'emulate -L zsh; while (($#)); do [[ $1 == ${~2} ]] && echo 1 || echo 0; shift 2; done',
    fish: 'while set -q argv[1]; string match -rq -- $argv[2] $argv[1]; and echo 1; or echo 0; set -e argv[1..2]; end',
  },
  command: {
    bash: 'while (($#)); do [[ $1 =~ $2 ]] && echo 1 || echo 0; shift 2; done',
    zsh: 'emulate -L zsh; while (($#)); do [[ $1 =~ $2 ]] && echo 1 || echo 0; shift 2; done',
    fish: 'while set -q argv[1]; string match -rq -- $argv[2] $argv[1]; and echo 1; or echo 0; set -e argv[1..2]; end',
  },
}

const START: Record<Shell, string[]> = {
  bash: ['--norc', '--noprofile', '-c'],
  zsh: ['-f', '-c'],
  fish: ['--no-config', '-c'],
}

/** Which of the [subject, pattern] pairs match in that shell; fails when the shell says anything to standard error. */
export function matches(
  shell: Shell,
  kind: 'path' | 'command',
  pairs: readonly (readonly [string, string])[],
): boolean[] {
  const words = [
    ...START[shell],
    SCRIPTS[kind][shell],
    ...(shell === 'fish' ? [] : ['shell']),
    ...pairs.flat(),
  ]
  const { stdout, stderr } = spawnSync(shell, words, {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  })
  if (stderr !== '') throw new Error(`${shell} complains: ${stderr.slice(0, 500)}`)
  const answers = stdout.trim().split('\n')
  if (answers.length !== pairs.length)
    throw new Error(`${shell} answered ${answers.length} of ${pairs.length}`)
  return answers.map((answer) => answer === '1')
}
