/**
 * `npm test`: everything. Sees to the programs that the tests drive, builds, then runs part by part (parts.js) and closes
 * with one line of counts and the titles of what failed. A part that SSOENV_SKIP leaves out is named at the end.
 * SSOENV_TEST_RESULTS=FILE: leaves the counts and titles there too, as JSON (test-nodes.js).
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PARTS, skippedParts } from './parts.js'
import { requirePrograms } from './prerequisites.js'
import { batsResults, failedLines, nodeResults, together } from './test-output.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => path.join(root, 'node_modules/.bin', name)

/** Runs a program; its output goes to the person and, for counting, to the caller. */
function run(command, words, extraEnv = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', SSOENV_TEST_NODE: process.execPath, ...extraEnv },
    })
    let output = ''
    const take = (stream) => (chunk) => {
      output += chunk
      stream.write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take(process.stdout))
    child.stderr.setEncoding('utf8').on('data', take(process.stderr))
    child.on('error', (error) => resolve({ status: 127, output: String(error) }))
    child.on('close', (status, signal) => resolve({ status: status ?? signal, output }))
  })
}

const testFiles = (ending, ...folders) =>
  folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true })
        .map(String)
        .filter((file) => file.endsWith(ending))
        .map((file) => path.join(folder, file)),
    )
    .sort()

/** Node's test runner over all files of a part. */
async function nodeTests(files, extraEnv) {
  if (files.length === 0) return { ...together([]), failed: 1 }
  const { status, output } = await run(
    process.execPath,
    // Three files at a time, as bats: what the tests start mostly waits for each other.
    ['--import', 'tsx', '--test', '--test-concurrency=3', '--test-reporter=spec', ...files],
    extraEnv,
  )
  return nodeResults(output, status)
}

/** bats, the files shared out over the processors: a shell test mostly waits. */
async function batsTests(files, extraEnv) {
  const queue = [...files]
  const results = []
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      // Not by .bin: the package declares its program as a folder, which `npm ci` does not link.
      const { status, output } = await run(
        path.join(root, 'node_modules/bats/bin/bats'),
        ['--formatter', 'tap', '--print-output-on-failure', file],
        extraEnv,
      )
      results.push(batsResults(file, output, status))
    }
  }
  await Promise.all(Array.from({ length: 3 }, worker))
  return files.length === 0 ? { ...together([]), failed: 1 } : together(results)
}

async function oneCommand(command, ...words) {
  const { status } = await run(command, words)
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, titles: [] }
}

/** The scenarios of a shell: those told for every shell, and its own (`zsh-*.bats`). direnv's run in all three. */
function shellTests(shell) {
  const files = testFiles('.bats', 'test/shell', 'test/attacks', 'test/pitfalls').filter((file) => {
    const owner = /^(bash|zsh|fish|direnv)[-.]/.exec(path.basename(file))?.[1]
    return owner === undefined || owner === shell
  })
  return batsTests(files, { SSOENV_TEST_SHELLS: shell })
}

const bodies = {
  types: () => oneCommand(bin('tsc'), '-p', '.'),
  lint: () => oneCommand(process.execPath, 'scripts/lint.js'),
  units: () =>
    nodeTests(
      testFiles(
        '.test.ts',
        'test/core',
        'test/world',
        'test/flows',
        'test/shells',
        'test/commands',
        'test/sandbox',
        'test/scripts',
        'test/attacks',
        'test/fuzz',
      ),
    ),
  faults: () => nodeTests(testFiles('.test.ts', 'test/faults')),
  package: () => nodeTests(testFiles('.test.ts', 'test/package')),
  docs: () => nodeTests(testFiles('.test.ts', 'test/docs')),
  bash: () => shellTests('bash'),
  zsh: () => shellTests('zsh'),
  fish: () => shellTests('fish'),
  direnv: () =>
    batsTests(testFiles('.bats', 'test/shell').filter((file) => /^direnv[-.]/.test(path.basename(file)))),
  interop: () => nodeTests(testFiles('.test.ts', 'test/interop')),
  storm: () => nodeTests(testFiles('.test.ts', 'test/storm')),
  demo: () => nodeTests(testFiles('.test.ts', 'test/demo')),
}

const skipped = skippedParts(process.env)
const asked = process.argv.slice(2)
const parts = PARTS.filter((part) => !skipped.includes(part) && (asked.length === 0 || asked.includes(part)))
if (!requirePrograms(process.env, parts)) process.exit(1)
if ((await run(process.execPath, ['scripts/build.js'])).status !== 0) process.exit(1)

const rows = []
for (const part of parts) {
  const started = Date.now()
  console.log(`\n== ${part}`)
  rows.push({ part, ...(await bodies[part]()), seconds: Math.round((Date.now() - started) / 1000) })
}
console.log('\n== what ran')
for (const { part, passed, failed, skipped: left, seconds } of rows) {
  console.log(
    `${part.padEnd(8)} ${passed} ok, ${failed} not ok${left ? `, ${left} left out inside` : ''} (${seconds} s)`,
  )
}
const unasked = PARTS.filter((part) => !parts.includes(part))
if (unasked.length > 0) console.log(`NOT RUN: ${unasked.join(', ')}`)
const counts = together(rows)
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
)
for (const line of failedLines(rows)) console.log(line)
if (process.env.SSOENV_TEST_RESULTS) {
  writeFileSync(process.env.SSOENV_TEST_RESULTS, JSON.stringify({ ...counts, titles: failedLines(rows) }))
}
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1
