/**
 * `npm run bench [-- PART…] [--quick] [--write]`: the budgets of the design, as ratios in one run on this machine. Prints a table for
 * each part and writes bench-result.json. Machines are noisy: every figure is the median of pairs measured in turn, and
 * only ratios are judged.
 *
 * --quick measures each row once, to see that it can be had. --write puts the tables into docs/performance.md, between its two marks;
 * for that it has to be the whole run.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { benchCd } from './bench/cd.js'
import { benchCommands } from './bench/commands.js'
import { benchConfig } from './bench/config.js'
import { benchMemory } from './bench/memory.js'
import { benchPrompt } from './bench/prompt.js'
import { benchStart } from './bench/start.js'
import { benchStorms } from './bench/storms.js'
import { benchSync } from './bench/sync.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const parts = {
  prompt: { title: 'An idle prompt', measure: benchPrompt },
  cd: { title: '`cd`', measure: benchCd },
  start: { title: 'A new shell', measure: benchStart },
  commands: { title: 'Commands that need no network', measure: benchCommands },
  config: { title: 'Large configs', measure: benchConfig },
  memory: { title: 'Memory', measure: benchMemory },
  storms: { title: 'Many at once', measure: benchStorms },
  sync: { title: 'A large organisation', measure: benchSync },
}

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, write: { type: 'boolean' } },
})
const unknown = asked.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0)
  throw new Error(`There is no part ${unknown.join(', ')}; parts: ${Object.keys(parts).join(', ')}`)
if (values.write && (values.quick || asked.length > 0))
  throw new Error('--write takes the whole run, and not a quick one.')

const measured = []
for (const [name, { title, measure }] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stderr.write(`measuring: ${name}\n`)
  measured.push({ title, rows: await measure(root) })
}
const text = await formatted(`${measured.map(section).join('\n')}\n${withWhat()}\n`)
console.log(text)
const rows = measured.flatMap((part) => part.rows)
writeFileSync(
  path.join(root, 'bench-result.json'),
  `${JSON.stringify({ node: process.version, quick: values.quick ?? false, rows }, null, 2)}\n`,
)
if (values.write) writePage(text)
process.exitCode = rows.some((row) => row.met === 'NO') ? 1 : 0

/** A heading and a table; the columns of budgets only where there are any. */
function section({ title, rows }) {
  const hasBudgets = rows.some((row) => row.budget)
  const columns = hasBudgets ? ['what', 'measured', 'budget', 'met'] : ['what', 'measured']
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`
  const lines = [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((name) => row[name]))),
  ]
  return `### ${title}\n\n${lines.join('\n')}\n`
}

/** What it was measured with: the first version number that each says of itself. */
function withWhat() {
  const versions = Object.entries({
    bash: ['bash', '--version'],
    zsh: ['zsh', '--version'],
    fish: ['fish', '--version'],
    direnv: ['direnv', 'version'],
    'AWS CLI': ['/usr/bin/aws', '--version'],
  }).flatMap(([name, [command, ...words]]) => {
    try {
      const [version] = /\d+\.\d+(\.\d+)?/.exec(execFileSync(command, words, { encoding: 'utf8' })) ?? []
      return version ? `${name} ${version}` : []
    } catch {
      return []
    }
  })
  return `Measured with Node ${process.versions.node}, ${versions.join(', ')}.`
}

async function formatted(markdown) {
  return (
    await format(markdown, {
      ...(await resolveConfig(path.join(root, 'docs/performance.md'))),
      parser: 'markdown',
    })
  ).trimEnd()
}

/** @throws Error where the page has not both marks */
function writePage(text) {
  const page = path.join(root, 'docs/performance.md')
  const [from, to] = ['<!-- bench -->', '<!-- end of bench -->']
  const [before, rest] = readFileSync(page, 'utf8').split(from)
  const [, after] = rest?.split(to) ?? []
  if (after === undefined) throw new Error(`${page} has no place between ${from} and ${to}.`)
  writeFileSync(page, `${before}${from}\n\n${text}\n\n${to}${after}`)
}
