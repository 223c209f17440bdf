/** Every check of style, over every language of the tree. Prints what is wrong and exits 1, or one line. */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { requirePrograms } from './prerequisites.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => path.join(root, 'node_modules/.bin', name)

function filesIn(folder, ...endings) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
}

const posixShell = [
  ...filesIn('shell', '.bash', '.sh'),
  ...filesIn('test', '.bash', '.sh', '.bats'),
  '.ci/run',
]
const fishFiles = [...filesIn('shell', '.fish'), ...filesIn('test', '.fish')]
const zshFiles = [...filesIn('shell', '.zsh'), ...filesIn('test', '.zsh')]

const checks = [
  ['prettier', bin('prettier'), '--check', '--log-level', 'warn', '.'],
  ['eslint', bin('eslint'), '--max-warnings', '0', '.'],
  ['shellcheck', 'shellcheck', ...posixShell],
  ['shfmt', 'shfmt', '-d', '-i', '2', '-ci', ...posixShell],
  ...posixShell
    .filter((file) => file.endsWith('.bash'))
    .map((file) => [`bash -n ${file}`, 'bash', '-n', file]),
  ...zshFiles.map((file) => [`zsh -n ${file}`, 'zsh', '-f', '-n', file]),
  ...fishFiles.flatMap((file) => [
    [`fish --no-execute ${file}`, 'fish', '--no-config', '--no-execute', file],
    [`fish_indent --check ${file}`, 'fish_indent', '--check', file],
  ]),
]

/** The lock file of npm must work wherever it is read: no address of any one registry in it. */
function foreignHosts() {
  const hosts =
    readFileSync(path.join(root, 'package-lock.json'), 'utf8').match(/"resolved": "https?:[^"]*"/g) ?? []
  return hosts.length === 0
    ? ''
    : `package-lock.json names ${hosts.length} download addresses; run: npm install --omit-lockfile-registry-resolved`
}

export function lint(env = process.env) {
  if (!requirePrograms(env, ['lint'])) return 1
  const wrong = []
  for (const [name, command, ...words] of checks) {
    const { status, stdout, stderr, error } = spawnSync(command, words, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    if (status !== 0) wrong.push(`--- ${name}\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}`)
  }
  const hosts = foreignHosts()
  if (hosts) wrong.push(`--- package-lock.json\n${hosts}`)
  for (const text of wrong) console.error(text)
  console.log(`lint: ${checks.length + 1 - wrong.length} passed, ${wrong.length} failed`)
  return wrong.length === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = lint()
