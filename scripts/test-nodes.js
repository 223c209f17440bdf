/**
 * `npm run test:nodes [VERSION…] [PART…]`: the test run on each line of Node that ssoenv supports, and on the oldest one.
 *
 * The programs come from npm's registry (packages `node-PLATFORM`), into node_modules/.cache. Every process of a run is the same Node: the
 * tests start `process.execPath`, and the shells find it first on their PATH (SSOENV_TEST_NODE).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
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
const rows = []
for (const version of asked.length > 0 ? asked : VERSIONS) {
  const program = nodeOf(version)
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  console.log(`\n=== Node ${stdout.trim()}`)
  const { status } = spawnSync(program, ['scripts/test.js', ...parts], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${path.dirname(program)}:${process.env.PATH}` },
  })
  rows.push({ version: stdout.trim(), status })
}
console.log('\n=== every Node')
for (const { version, status } of rows) console.log(`${version.padEnd(10)} ${status === 0 ? 'ok' : 'FAILED'}`)
process.exitCode = rows.every(({ status }) => status === 0) ? 0 : 1
