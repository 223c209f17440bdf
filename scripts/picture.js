/**
 * Makes the pictures of the README and the manual from real runs: bash with the hook in tmux, beside the sandbox.
 *
 *     npm run picture [NAME …]
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeReady } from './demo/home.js'
import { svgOf } from './picture/svg.js'

const here = fileURLToPath(import.meta.url)
const root = path.join(path.dirname(here), '..')
/** `before`: typed first, and not in the picture. `columns`: 108 if not said. */
const SCENES = {
  session: {
    file: 'docs/session.svg',
    lines: ['cd api', 'ssoenv allow', 'ssoenv status', 'cd ..', 'cd infra', 'cd'],
  },
  'first-steps': {
    file: 'docs/pictures/first-steps.svg',
    lines: [
      'ssoenv configure acme-audit --account 333344445555 --role ReadOnly --no-input',
      'mkdir web; cd web',
      'ssoenv link acme-audit',
      'cd',
      'cd web',
    ],
  },
  status: {
    file: 'docs/pictures/status.svg',
    before: ['ssoenv login', 'cd api', 'ssoenv allow', 'ssoenv exec -- true'],
    lines: ['ssoenv status'],
  },
  whoami: {
    file: 'docs/pictures/whoami.svg',
    columns: 150,
    before: [
      'cd api',
      'ssoenv allow',
      'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=example',
    ],
    lines: ['ssoenv whoami --explain --offline'],
  },
  guard: {
    file: 'docs/pictures/guard.svg',
    before: ['ssoenv login', 'mkdir web; cd web', 'ssoenv link acme-dev --team'],
    lines: [
      'ssoenv exec acme-staging -- terraform apply',
      'ssoenv use acme-prod',
      'export AWS_PROFILE=acme-staging',
    ],
  },
}

const [name, ...more] = process.argv.slice(2)
if (name !== 'inside') {
  const names = name ? [name, ...more] : Object.keys(SCENES)
  for (const each of names) {
    const words = [
      'dist/main.js',
      'sandbox',
      '--person',
      'approve',
      '--',
      process.execPath,
      here,
      'inside',
      each,
    ]
    const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
} else {
  const { file, columns = 108, before = [], lines } = SCENES[more[0]]
  const home = process.env.HOME
  const { env, words } = makeReady(home, 'bash')
  env.BROWSER = 'visit'
  const tmux = (...rest) =>
    spawnSync('tmux', ['-L', `ssoenv-picture-${process.pid}`, ...rest], { env, encoding: 'utf8', cwd: home })
  const screen = (...flags) => tmux('capture-pane', '-p', ...flags).stdout.trimEnd()
  /** Until the last line is a prompt and the screen has been still for a while. */
  const settled = async (linesBefore) => {
    let seen = ''
    for (let still = 0, rounds = 0; still < 4; rounds++) {
      if (rounds > 200) throw new Error(`the shell did not come back:\n${screen()}`)
      await new Promise((resolve) => setTimeout(resolve, 150))
      const now = screen()
      const isPrompt = /\$$/.test(now) && now.split('\n').length > linesBefore
      still = isPrompt && now === seen ? still + 1 : 0
      seen = now
    }
    return seen.split('\n').length
  }
  const typed = async (line, height) => {
    tmux('send-keys', '-l', line)
    tmux('send-keys', 'Enter')
    return settled(height)
  }
  const quoted = ['bash', ...words].map((word) => `'${word}'`).join(' ')
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', '60', quoted)
  try {
    let height = await settled(0)
    for (const line of before) height = await typed(line, height)
    if (before.length > 0) {
      tmux('send-keys', 'C-l')
      height = await settled(0)
    }
    for (const line of lines) height = await typed(line, height)
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), svgOf(screen('-e'), columns))
    console.log(screen())
  } finally {
    tmux('kill-server')
  }
}
