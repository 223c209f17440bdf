/**
 * What a hook adds to a shell: the shell calls the hook's functions many times in its own loop, and the same loop with an empty
 * function is taken off.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { isInstalled, processorMilliseconds, QUICK } from './measure.js'

/**
 * The budgets are milliseconds of one machine. On another, or on this one while it is busy, they are scaled by a piece of the
 * shell's own work that is timed in the same run: what it takes there at rest, in microseconds of processor time.
 */
const REFERENCE = {
  bash: {
    microseconds: 2.5,
    rounds: 20_000,
    script: (rounds) => `f() { :; }; for ((i = 0; i < ${rounds}; i++)); do f; done`,
  },
  zsh: {
    microseconds: 10,
    rounds: 20_000,
    script: (rounds) => `f() { :; }; for ((i = 0; i < ${rounds}; i++)); do f; done`,
  },
  fish: {
    microseconds: 40,
    rounds: 3000,
    script: (rounds) => `set -l i 0; while test $i -lt ${rounds}; set i (math $i + 1); end`,
  },
}

/** A plain one: fish's own starts git. */
const FISH_PROMPT = "function fish_prompt; printf '> '; end"

/** How each shell runs the functions that a prompt runs: `__bench_run`. `loop` does `body` so many times, after two that count for nothing. */
export const SHELLS = {
  bash: {
    command: ['bash', '--noprofile', '--norc', '-i', '-c'],
    load: (line) => `eval "$(${line})"`,
    empty: '__bench_empty() { :; }; PROMPT_COMMAND=__bench_empty',
    loop: (rounds, body) =>
      `PS1=; __bench_run() { local f; for f in "\${PROMPT_COMMAND[@]}"; do eval "$f"; done; }\n${body}\n${body}\nfor ((i = 0; i < ${rounds}; i++)); do ${body}; done`,
  },
  zsh: {
    command: ['zsh', '-f', '-i', '-c'],
    load: (line) => `eval "$(${line})"`,
    empty: '__bench_empty() { :; }; precmd_functions=(__bench_empty)',
    // Drawn too: what starship shows is made while the prompt is.
    loop: (rounds, body) =>
      `__bench_run() { local f; for f in $precmd_functions; do $f; done; : "\${(%%)PROMPT}\${(%%)RPROMPT}"; }\n${body}\n${body}\nfor ((i = 0; i < ${rounds}; i++)); do ${body}; done`,
  },
  fish: {
    command: ['fish', '--no-config', '-i', '-c'],
    load: (line) => `${FISH_PROMPT}\n${line} | source`,
    empty: `${FISH_PROMPT}\nfunction __bench_empty --on-event fish_prompt; end`,
    // Drawn too: a prompt that is not drawn makes the hook look for where its segment has gone.
    loop: (rounds, body) =>
      `function __bench_run; emit fish_prompt; fish_prompt; end\n${body}\n${body}\nset -l i 0\nwhile test $i -lt ${rounds}\n ${body}\n set i (math $i + 1)\nend`,
  },
}

/** What stands beside us, and the line that loads it. */
export const OTHERS = {
  direnv: (shell) => ['direnv', 'hook', shell],
  zoxide: (shell) => ['zoxide', 'init', '--hook', 'prompt', shell],
  mise: (shell) => ['mise', 'activate', shell],
  starship: (shell) => ['starship', 'init', shell, '--print-full-init'],
}

/**
 * What `script` adds to one `body`, in milliseconds: the loop's length divided out, an empty loop's taken off. And how
 * much slower the shell is now than where the budgets were set. Processor time, and of five runs in turn the quickest of each
 * kind: all that a busy machine does is add.
 */
export function costOf(shell, script, options, { rounds, body = '__bench_run' }) {
  const { command, empty, loop } = SHELLS[shell]
  const { microseconds, rounds: turns, script: reference } = REFERENCE[shell]
  const times = QUICK ? Math.ceil(rounds / 20) : rounds
  const texts = [
    `${script}\n${loop(times, body)}`,
    `${script}\n${loop(0, body)}`,
    `${empty}\n${loop(times, body)}`,
    `${empty}\n${loop(0, body)}`,
    reference(turns),
    reference(0),
  ]
  const runs = Array.from({ length: QUICK ? 1 : 5 }, () =>
    texts.map((text) => processorMilliseconds([...command, text], options)),
  )
  const [ours, oursLoaded, bare, bareLoaded, work, noWork] = texts.map((_, kind) =>
    Math.min(...runs.map((run) => run[kind])),
  )
  return {
    cost: (ours - oursLoaded - (bare - bareLoaded)) / times,
    slow: ((work - noWork) * 1000) / turns / microseconds,
  }
}

/** The same for each of those that are here, after `prepare`; a row says which are not. */
export function besides(shell, what, options, wanted, cost) {
  return Object.entries(OTHERS).map(([name, words]) => {
    const there = ['--version', 'version'].some((word) =>
      isInstalled('env', `PATH=${options.env.PATH}`, name, word),
    )
    if (!there) return { what: `${shell}: ${what} with ${name}`, measured: `${name}: not on this machine` }
    const { cost: theirs } = costOf(shell, SHELLS[shell].load(words(shell).join(' ')), options, wanted)
    return {
      what: `${shell}: ${what} with ${name}`,
      measured: `${theirs.toFixed(3)} ms (${(theirs / cost).toFixed(1)} × ours)`,
    }
  })
}

/** Programs started by one more `body`, seen by strace: the difference of a long and a short run; undefined without strace. */
export function processesOf(shell, script, options, body = '__bench_run') {
  if (!isInstalled('strace', '--version')) return undefined
  const count = (rounds) => {
    const { command, loop } = SHELLS[shell]
    const traced = spawnSync(
      'strace',
      [
        ...['-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork,execve'],
        ...[...command, `${script}\n${loop(rounds, body)}`],
      ],
      { ...options, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const isProcess = (line) =>
      /(execve|vfork|fork)\(/.test(line) || (/clone3?\(/.test(line) && !/CLONE_THREAD/.test(line))
    return traced.stderr.split('\n').filter(isProcess).length
  }
  return (count(25) - count(5)) / 20
}

/**
 * The PATH on which the others are looked for: the person's, and node_modules/.cache/ssoenv-bench, into which mise is fetched once
 * (its npm package brings its binary), and into whose `bin` whatever else is not installed may be put.
 */
export function pathWithOthers(root, PATH) {
  const folder = path.join(root, 'node_modules/.cache/ssoenv-bench')
  if (!existsSync(path.join(folder, 'node_modules/.bin/mise'))) {
    mkdirSync(folder, { recursive: true })
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, 'mise'], {
      stdio: 'ignore',
    })
  }
  return `${folder}/node_modules/.bin:${folder}/bin:${PATH}`
}
