/** What an idle prompt costs in a bound directory, at three depths. direnv, zoxide, mise and starship stand beside us where they are installed. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  isInstalled,
  milliseconds,
  SESSION_CONFIG,
  throwAwayHome,
  verdict,
  writeGoodToken,
} from './measure.js'
import { besides, costOf, pathWithOthers, processesOf, SHELLS } from './shells.js'

const ROUNDS = 1000
/** Milliseconds, by depth. */
const BUDGETS = {
  bash: { 10: 0.2, 30: 0.4 },
  zsh: { 10: 0.2, 30: 0.4 },
  fish: { 10: 0.5, 30: 0.5 },
}

export function benchPrompt(root) {
  const { home, env, remove } = throwAwayHome(root, SESSION_CONFIG)
  env.PATH = pathWithOthers(root, env.PATH)
  const rows = []
  try {
    writeGoodToken(home)
    for (const shell of Object.keys(SHELLS).filter((name) => isInstalled(name, '--version'))) {
      for (const depth of [3, 10, 30]) {
        // The .ssoenv stands in the outermost directory: the longest walk that finds something.
        const top = path.join(home, `depth-${depth}`)
        const cwd = path.join(
          top,
          ...Array.from({ length: Math.max(0, depth - home.split('/').length) }, (_, index) => `d${index}`),
        )
        mkdirSync(cwd, { recursive: true })
        writeFileSync(path.join(top, '.ssoenv'), 'profile = bench-dev\n')
        const options = { cwd, env: { ...env, PWD: cwd } }
        milliseconds(['ssoenv', 'allow', top], options)
        // Without a terminal the hook starts no program: the records that a first prompt would leave are made here.
        milliseconds(['ssoenv', 'settle', '--shell', shell, '--event', 'first', '--dir', cwd], options)
        const ours = SHELLS[shell].load(`ssoenv hook ${shell}`)
        const { cost, slow } = costOf(shell, ours, options, { rounds: ROUNDS })
        const scaled = cost / slow
        const budget = BUDGETS[shell][depth]
        rows.push({
          what: `${shell}: prompt in a bound directory, depth ${depth}`,
          measured: `${scaled.toFixed(3)} ms (${cost.toFixed(3)} ms at ${slow.toFixed(1)} × the time)`,
          budget: budget === undefined ? '' : `${budget} ms`,
          met: budget === undefined ? '' : verdict(scaled <= budget),
        })
        if (depth !== 10) continue
        const started = processesOf(shell, ours, options)
        if (started !== undefined) {
          rows.push({
            what: `${shell}: processes at an idle prompt`,
            measured: String(started),
            budget: '0',
            met: verdict(started === 0),
          })
        }
        rows.push(...besides(shell, 'the same', options, { rounds: 100 }, cost))
      }
    }
    return rows
  } finally {
    remove()
  }
}
