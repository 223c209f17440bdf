/**
 * `npm run test:nodes [VERSION…] [PART…]`: the test run on each line of Node that ssoenv supports, and on the oldest one.
 *
 * The programs come from npm's registry (packages `node-PLATFORM`), into node_modules/.cache. Every process of a run is the same Node: the
 * tests start `process.execPath`, and the shells find it first on their PATH (SSOENV_TEST_NODE).
 * It closes with one line for each Node and the titles of what failed there.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PARTS } from './parts.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const VERSIONS = ['20.17.0', '20', '22', '24']

/** The program of a version (`20.17.0`) or of the newest one of a line (`22`). */
function nodeOf(version) {
  const folder = path.join(root, 'node_modules/.cache/nodes', version)
  // The platform's own package: the one called `node` only brings it by an install script.
  const name = `node-${process.platform}-${process.arch}`
  const program = path.join(folder, 'node_modules', name, 'bin/node')
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n')
    const wanted = ['install', '--no-audit', '--no-fund', '--no-save', `${name}@${version}`]
    const { status } = spawnSync('npm', wanted, { cwd: folder, stdio: 'inherit' })
    if (status !== 0 || !existsSync(program)) throw new Error(`Node ${version} cannot be had.`)
  }
  return program
}

const words = process.argv.slice(2)
const parts = words.filter((word) => PARTS.includes(word))
const asked = words.filter((word) => !PARTS.includes(word))
const folder = mkdtempSync(path.join(tmpdir(), 'ssoenv-nodes-'))
const rows = []
for (const version of asked.length > 0 ? asked : VERSIONS) {
  const program = nodeOf(version)
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  console.log(`\n=== Node ${stdout.trim()}`)
  const results = path.join(folder, version)
  const { status } = spawnSync(program, ['scripts/test.js', ...parts], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${path.dirname(program)}:${process.env.PATH}`,
      SSOENV_TEST_RESULTS: results,
    },
  })
  const told = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined
  rows.push({ version: stdout.trim(), status, told })
}
rmSync(folder, { recursive: true })

console.log('\n=== every Node')
for (const { version, status, told } of rows) {
  const counts = told
    ? `${told.passed} passed, ${told.failed} failed, ${told.skipped} skipped`
    : 'did not come to its end'
  console.log(`${version.padEnd(10)} ${status === 0 ? 'ok' : 'FAILED'}  ${counts}`)
  for (const line of told?.titles ?? []) console.log(`           ${line}`)
}
process.exitCode = rows.every(({ status }) => status === 0) ? 0 : 1
