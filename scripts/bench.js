/**
 * `npm run bench`: the budgets of the design, as ratios in one run on this machine. Prints a table and writes
 * bench-result.json. Machines are noisy: every figure is the median of pairs measured in turn, and only ratios are judged.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchCommands } from './bench/commands.js'
import { benchConfig } from './bench/config.js'
import { benchPrompt } from './bench/prompt.js'
import { benchStart } from './bench/start.js'
import { benchStorms } from './bench/storms.js'
import { benchSync } from './bench/sync.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const parts = {
  prompt: benchPrompt,
  start: benchStart,
  commands: benchCommands,
  config: benchConfig,
  storms: benchStorms,
  sync: benchSync,
}
const asked = process.argv.slice(2)

const rows = []
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stderr.write(`measuring: ${name}\n`)
  rows.push(...(await measure(root)))
}

const columns = ['what', 'measured', 'budget', 'met']
const widths = columns.map((column) =>
  Math.max(column.length, ...rows.map((row) => String(row[column] ?? '').length)),
)
const line = (cells) =>
  `| ${cells.map((cell, index) => String(cell ?? '').padEnd(widths[index])).join(' | ')} |`
console.log(line(columns))
console.log(line(widths.map((width) => '-'.repeat(width))))
for (const row of rows) console.log(line(columns.map((column) => row[column])))
writeFileSync(
  path.join(root, 'bench-result.json'),
  `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`,
)
process.exitCode = rows.some((row) => row.met === 'NO') ? 1 : 0
