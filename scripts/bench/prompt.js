/**
 * What a hook adds to a prompt: the shell calls the hook's functions many times in its own loop, the same loop with an
 * empty function is taken off. direnv, zoxide and mise stand beside us where they are installed.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  isInstalled,
  milliseconds,
  processorMilliseconds,
  SESSION_CONFIG,
  throwAwayHome,
  verdict,
  writeGoodToken,
} from './measure.js'

const ROUNDS = 1000

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

/** How each shell runs the functions that a prompt runs, `ROUNDS` times. */
const SHELLS = {
  bash: {
    command: ['bash', '--noprofile', '--norc', '-i', '-c'],
    load: (line) => `eval "$(${line})"`,
    empty: '__bench_empty() { :; }; PROMPT_COMMAND=__bench_empty',
    loop: (rounds) =>
      `PS1=; __bench_run() { local f; for f in "\${PROMPT_COMMAND[@]}"; do eval "$f"; done; }\n__bench_run\n__bench_run\nfor ((i = 0; i < ${rounds}; i++)); do __bench_run; done`,
    budget: { 10: 0.2, 30: 0.4 },
  },
  zsh: {
    command: ['zsh', '-f', '-i', '-c'],
    load: (line) => `eval "$(${line})"`,
    empty: '__bench_empty() { :; }; precmd_functions=(__bench_empty)',
    loop: (rounds) =>
      `__bench_run() { local f; for f in $precmd_functions; do $f; done; }\n__bench_run\n__bench_run\nfor ((i = 0; i < ${rounds}; i++)); do __bench_run; done`,
    budget: { 10: 0.2, 30: 0.4 },
  },
  fish: {
    command: ['fish', '--no-config', '-i', '-c'],
    load: (line) => `${FISH_PROMPT}\n${line} | source`,
    empty: `${FISH_PROMPT}\nfunction __bench_empty --on-event fish_prompt; end`,
    // Drawn too: a prompt that is not drawn makes the hook look for where its segment has gone.
    loop: (rounds) =>
      `function __bench_run; emit fish_prompt; fish_prompt; end\n__bench_run\n__bench_run\nset -l i 0\nwhile test $i -lt ${rounds}\n __bench_run\n set i (math $i + 1)\nend`,
    budget: { 10: 0.5, 30: 0.5 },
  },
}

const OTHERS = {
  direnv: (shell) => ['direnv', 'hook', shell],
  zoxide: (shell) => ['zoxide', 'init', '--hook', 'prompt', shell],
  mise: (shell) => ['mise', 'activate', shell],
}

/**
 * What the hook of `script` adds to a prompt, in milliseconds: the loop's length divided out, an empty loop's taken off. And how
 * much slower the shell is now than where the budgets were set. Processor time, and of five runs in turn the quickest of each
 * kind: all that a busy machine does is add.
 */
function perPrompt(shell, script, options, rounds) {
  const { command, empty, loop } = SHELLS[shell]
  const { microseconds, rounds: turns, script: reference } = REFERENCE[shell]
  const texts = [
    `${script}\n${loop(rounds)}`,
    `${script}\n${loop(0)}`,
    `${empty}\n${loop(rounds)}`,
    `${empty}\n${loop(0)}`,
    reference(turns),
    reference(0),
  ]
  const runs = Array.from({ length: 5 }, () =>
    texts.map((text) => processorMilliseconds([...command, text], options)),
  )
  const [ours, oursLoaded, bare, bareLoaded, work, noWork] = texts.map((_, kind) =>
    Math.min(...runs.map((run) => run[kind])),
  )
  return {
    cost: (ours - oursLoaded - (bare - bareLoaded)) / rounds,
    slow: ((work - noWork) * 1000) / turns / microseconds,
  }
}

/** mise's npm package brings its binary; it is fetched into the cache folder of node_modules once. */
function miseFolder(root) {
  const folder = path.join(root, 'node_modules/.cache/ssoenv-bench')
  if (!existsSync(path.join(folder, 'node_modules/.bin/mise'))) {
    mkdirSync(folder, { recursive: true })
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, 'mise'], {
      stdio: 'ignore',
    })
  }
  return path.join(folder, 'node_modules/.bin')
}

/** Programs started by one more idle prompt, seen by strace: the difference of a long and a short run. */
function processesPerPrompt(shell, script, options) {
  if (!isInstalled('strace', '--version')) return undefined
  const count = (rounds) => {
    const { command, loop } = SHELLS[shell]
    const traced = spawnSync(
      'strace',
      ['-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork,execve', ...command, `${script}\n${loop(rounds)}`],
      { ...options, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const isProcess = (line) =>
      /(execve|vfork|fork)\(/.test(line) || (/clone3?\(/.test(line) && !/CLONE_THREAD/.test(line))
    return traced.stderr.split('\n').filter(isProcess).length
  }
  return (count(25) - count(5)) / 20
}

export function benchPrompt(root) {
  const { home, env, remove } = throwAwayHome(root, SESSION_CONFIG)
  env.PATH = `${miseFolder(root)}:${env.PATH}`
  const rows = []
  try {
    writeGoodToken(home, createHash('sha1').update('bench').digest('hex'))
    for (const shell of Object.keys(SHELLS).filter((name) => isInstalled(name, '--version'))) {
      for (const depth of [3, 10, 30]) {
        // The .ssoenv stands in the outermost directory: the longest walk that finds something.
        const top = path.join(home, `depth-${depth}`)
        const cwd = path.join(
          top,
          ...Array.from({ length: depth - home.split('/').length }, (_, index) => `d${index}`),
        )
        mkdirSync(cwd, { recursive: true })
        writeFileSync(path.join(top, '.ssoenv'), 'profile = bench-dev\n')
        const options = { cwd, env: { ...env, PWD: cwd } }
        milliseconds(['ssoenv', 'allow', top], options)
        // Without a terminal the hook starts no program: the records that a first prompt would leave are made here.
        milliseconds(['ssoenv', 'settle', '--shell', shell, '--event', 'first', '--dir', cwd], options)
        const ours = SHELLS[shell].load(`ssoenv hook ${shell}`)
        const { cost, slow } = perPrompt(shell, ours, options, ROUNDS)
        const scaled = cost / slow
        const budget = SHELLS[shell].budget[depth]
        rows.push({
          what: `${shell}: prompt in a bound directory, depth ${depth}`,
          measured: `${scaled.toFixed(3)} ms (${cost.toFixed(3)} ms at ${slow.toFixed(1)} × the time)`,
          budget: budget === undefined ? '' : `${budget} ms`,
          met: budget === undefined ? '' : verdict(scaled <= budget),
        })
        if (depth !== 10) continue
        const started = processesPerPrompt(shell, ours, options)
        if (started !== undefined) {
          rows.push({
            what: `${shell}: processes at an idle prompt`,
            measured: String(started),
            budget: '0',
            met: verdict(started === 0),
          })
        }
        for (const [name, words] of Object.entries(OTHERS)) {
          if (
            !isInstalled('env', `PATH=${env.PATH}`, name, '--version') &&
            !isInstalled('env', `PATH=${env.PATH}`, name, 'version')
          )
            continue
          const { cost: theirs } = perPrompt(shell, SHELLS[shell].load(words(shell).join(' ')), options, 100)
          rows.push({
            what: `${shell}: the same with ${name}'s hook`,
            measured: `${theirs.toFixed(3)} ms (${(theirs / cost).toFixed(0)} × ours)`,
          })
        }
      }
    }
    return rows
  } finally {
    remove()
  }
}
