/**
 * `npm run crash [WORDS]`: test/faults with every point, and not some as in `npm test`; it takes two hours, most of it for the cut replies. WORDS: only
 * tests whose title has them. Prints what was done as the table of docs/faults.md.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2).join(' ')
const files = readdirSync(path.join(root, 'test/faults')).filter((name) => name.endsWith('.test.ts'))

const folder = mkdtempSync(path.join(tmpdir(), 'ssoenv-crash-'))
const notes = path.join(folder, 'notes')
writeFileSync(notes, '')
const { status } = spawnSync(
  process.execPath,
  [
    ...['--import', 'tsx', '--test', '--test-reporter=spec'],
    ...(words ? [`--test-name-pattern=${words}`] : []),
    ...files.map((name) => `test/faults/${name}`),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SSOENV_CRASH: notes } },
)
const rows = readFileSync(notes, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
rmSync(folder, { recursive: true })

const sum = new Map()
for (const { about, words: command, what, points } of rows) {
  const key = `| ${about} | \`${command}\` | ${what}`
  sum.set(key, (sum.get(key) ?? 0) + points)
}
const table = [...sum].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, points]) => `${key} | ${points} |`)
console.log(
  ['', '| what is at stake | command | what happens | points |', '| --- | --- | --- | --- |', ...table].join(
    '\n',
  ),
)
console.log(`\n${rows.reduce((total, { points }) => total + points, 0)} points, status ${status}`)
process.exitCode = status ?? 1
