/**
 * `npm run test:prompts [FILE…]`: the recipes of docs/prompts.md with the frameworks themselves, in tmux. In no other test run: what it needs
 * is not in every Debian. What is missing is named, with how to get it, and nothing is left out.
 *
 * The themes of zsh are cloned into node_modules/.cache/prompts (or stand in the folder SSOENV_PROMPTS); starship and oh-my-posh are
 * those on PATH.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { requirePrograms } from './prerequisites.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = process.env.SSOENV_PROMPTS ?? path.join(root, 'node_modules/.cache/prompts')

const THEMES = [
  {
    name: 'powerlevel10k',
    file: 'powerlevel10k.zsh-theme',
    from: 'https://github.com/romkatv/powerlevel10k',
  },
  { name: 'ohmyzsh', file: 'oh-my-zsh.sh', from: 'https://github.com/ohmyzsh/ohmyzsh' },
  { name: 'pure', file: 'pure.zsh', from: 'https://github.com/sindresorhus/pure' },
]
/** Programs that draw a prompt. */
const BUILDERS = [
  { name: 'starship', get: 'apt-get install starship (Debian 13), or see https://starship.rs' },
  { name: 'oh-my-posh', get: 'see https://ohmyposh.dev' },
]
const OTHERS = [
  ...BUILDERS.map(({ name, get }) => ({
    name,
    isThere: () => spawnSync(name, ['--version']).status === 0,
    get,
  })),
  ...['zsh-syntax-highlighting', 'zsh-autosuggestions'].map((name) => ({
    name,
    isThere: () => existsSync(`/usr/share/${name}/${name}.zsh`),
    get: `apt-get install ${name}`,
  })),
]

function missing() {
  mkdirSync(folder, { recursive: true })
  const themes = THEMES.filter(({ name, file, from }) => {
    const target = path.join(folder, name)
    if (!existsSync(path.join(target, file)))
      spawnSync('git', ['clone', '--quiet', '--depth', '1', from, target], { stdio: 'inherit' })
    return !existsSync(path.join(target, file))
  })
  return [
    ...themes.map(({ name, from }) => `${name}: git clone --depth 1 ${from} ${path.join(folder, name)}`),
    ...OTHERS.filter(({ isThere }) => !isThere()).map(({ name, get }) => `${name}: ${get}`),
  ]
}

function run() {
  if (!requirePrograms(process.env, ['bash', 'zsh', 'fish'])) return 1
  const gone = missing()
  if (gone.length > 0) {
    console.error(['Missing for these tests:', ...gone].join('\n  '))
    return 1
  }
  const folders = BUILDERS.map(({ name }) =>
    path.dirname(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()),
  )
  const asked = process.argv.slice(2)
  const files =
    asked.length > 0
      ? asked
      : readdirSync(path.join(root, 'test/prompts'))
          .filter((file) => file.endsWith('.bats'))
          .map((file) => path.join('test/prompts', file))
  const { status } = spawnSync(path.join(root, 'node_modules/bats/bin/bats'), files, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      SSOENV_PROMPTS: folder,
      SSOENV_TEST_NODE: process.execPath,
      SSOENV_TEST_BIN: process.env.SSOENV_TEST_BIN ?? [...new Set(folders)].join(':'),
    },
  })
  return status ?? 1
}

process.exitCode = run()
