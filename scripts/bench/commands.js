/** Commands that need no network, beside `node -e 0`. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inTurn, SESSION_CONFIG, throwAwayHome, verdict, writeGoodToken } from './measure.js'

const QUICK = 1.3
const OTHER = 2.5

export function benchCommands(root) {
  const { home, env, program, remove } = throwAwayHome(root, SESSION_CONFIG)
  try {
    writeGoodToken(home, createHash('sha1').update('bench').digest('hex'))
    const project = path.join(home, 'acme')
    mkdirSync(project)
    writeFileSync(path.join(project, '.ssoenv'), 'profile = bench-dev\n')
    const options = { cwd: project, env: { ...env, PWD: project } }
    const bare = [process.execPath, '-e', '0']
    const ours = (...words) => [process.execPath, program, ...words]
    const row = (words, budget) => {
      const { one, ratio } = inTurn(ours(...words), bare, options)
      return {
        what: `ssoenv ${words.join(' ')}`,
        measured: `${ratio.toFixed(2)} × node -e 0 (${one.toFixed(0)} ms)`,
        budget: `${budget} ×`,
        met: verdict(ratio <= budget),
      }
    }
    return [
      ...['bash', 'zsh', 'fish', 'direnv'].map((shell) => row(['hook', shell], QUICK)),
      row(['allow'], OTHER),
      row(['status'], OTHER),
      row(['prompt'], OTHER),
      row(['login', 'bench-dev'], OTHER),
      row(['settle', '--shell', 'bash', '--event', 'prompt', '--dir', project], OTHER),
    ]
  } finally {
    remove()
  }
}
