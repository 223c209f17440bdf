/**
 * Makes docs/session.svg, the picture of the README, from a real run: bash with the hook in tmux, beside the sandbox.
 *
 *     npm run picture
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeReady } from './demo/home.js'
import { svgOf } from './picture/svg.js'

const here = fileURLToPath(import.meta.url)
const root = path.join(path.dirname(here), '..')
const COLUMNS = 108
const LINES = ['cd api', 'ssoenv allow', 'ssoenv status', 'cd ..', 'cd infra', 'cd']

if (process.argv[2] !== 'inside') {
  const words = ['dist/main.js', 'sandbox', '--person', 'approve', '--', process.execPath, here, 'inside']
  process.exitCode = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status ?? 1
} else {
  const home = process.env.HOME
  const { env, words } = makeReady(home, 'bash')
  env.BROWSER = 'visit'
  const tmux = (...rest) =>
    spawnSync('tmux', ['-L', `ssoenv-picture-${process.pid}`, ...rest], { env, encoding: 'utf8', cwd: home })
  const screen = (...flags) => tmux('capture-pane', '-p', ...flags).stdout.trimEnd()
  /** Until the last line is a prompt and the screen has been still for a while. */
  const settled = async (linesBefore) => {
    let before = ''
    for (let still = 0, rounds = 0; still < 4; rounds++) {
      if (rounds > 200) throw new Error(`the shell did not come back:\n${screen()}`)
      await new Promise((resolve) => setTimeout(resolve, 150))
      const now = screen()
      const isPrompt = /\$$/.test(now) && now.split('\n').length > linesBefore
      still = isPrompt && now === before ? still + 1 : 0
      before = now
    }
    return before.split('\n').length
  }
  const quoted = ['bash', ...words].map((word) => `'${word}'`).join(' ')
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(COLUMNS), '-y', '40', quoted)
  try {
    let height = await settled(0)
    for (const line of LINES) {
      tmux('send-keys', '-l', line)
      tmux('send-keys', 'Enter')
      height = await settled(height)
    }
    mkdirSync(path.join(root, 'docs'), { recursive: true })
    writeFileSync(path.join(root, 'docs/session.svg'), svgOf(screen('-e'), COLUMNS))
    console.log(screen())
  } finally {
    tmux('kill-server')
  }
}
