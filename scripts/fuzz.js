/**
 * `npm run fuzz [-- --seed N --count N --only NAME --keep]`: the long form of what test/fuzz runs with a fixed seed in `npm test`.
 *
 * Each case is made from a number, so `--only NAME --seed N --count 1` makes one again. Without `--seed` the runs begin at 1.
 * `--keep` writes what came of it into docs/fuzzing.md, a row for each target that was run.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { register } from 'tsx/esm/api'
import { requirePrograms } from './prerequisites.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = path.join(root, 'docs/fuzzing.md')

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string' },
    only: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
  },
})
const number = (word) => {
  if (!/^\d{1,9}$/.test(word)) throw new Error(`${word} is no number`)
  return Number(word)
}

register()
const { TARGETS } = await import('../test/fuzz/targets.ts')
const unknown = (values.only ?? []).filter((name) => !TARGETS.some((target) => target.name === name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are: ${TARGETS.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
if (!requirePrograms(process.env, ['units'])) process.exit(1)

const seed = number(values.seed)
const rows = new Map()
for (const target of TARGETS.filter(({ name }) => !values.only || values.only.includes(name))) {
  const count = values.count === undefined ? target.count : number(values.count)
  const { came, findings, ...judged } = await target.run(seed, count)
  console.log(`${target.name}: ${judged.count} from seed ${seed}: ${came}; ${findings.length} findings`)
  for (const { seed: own, what, shown } of findings.slice(0, 20))
    console.log(`\n  npm run fuzz -- --only ${target.name} --seed ${own} --count 1\n  ${what}\n  ${shown}`)
  if (findings.length > 0) process.exitCode = 1
  rows.set(
    target.name,
    `| ${target.name} | ${judged.count.toLocaleString('en')} | ${seed} | ${came} | ${findings.length} |`,
  )
}
if (values.keep) await keep()

/** The rows that were made now, among those of earlier runs. */
async function keep() {
  const text = readFileSync(page, 'utf8')
  const table = /<!-- results -->([^]*?)<!-- end -->/.exec(text)[1]
  const kept = new Map(
    table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => [line.split('|')[1].trim(), line]),
  )
  for (const [name, row] of rows) kept.set(name, row)
  const lines = TARGETS.flatMap(({ name }) => kept.get(name) ?? [])
  const head =
    '| target | cases | first seed | what they came to | findings |\n| --- | ---: | ---: | --- | ---: |'
  const targets = TARGETS.map(({ name, made, holds }) => `- **${name}**. ${made}. ${holds}`)
  const made = text
    .replace(
      /(?<=<!-- results -->)[^]*?(?=<!-- end -->)/,
      `\n\n${judges()}\n\n${head}\n${lines.join('\n')}\n\n`,
    )
    .replace(/(?<=<!-- targets -->)[^]*?(?=<!-- end -->)/, `\n\n${targets.join('\n')}\n\n`)
  writeFileSync(page, await format(made, { ...(await resolveConfig(page)), parser: 'markdown' }))
}

/** Who judged. */
function judges() {
  const said = (command, ...words) => spawnSync(command, words, { encoding: 'utf8' }).stdout.trim()
  const botocore = said('/usr/bin/python3', '-I', '-c', 'import botocore; print(botocore.__version__)')
  const cli = said('/usr/bin/aws', '--version').split(' ')[0]
  return `With botocore ${botocore}, ${cli}, Node ${process.version}.`
}
