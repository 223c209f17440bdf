/**
 * `npm run storm [-- --seconds N]`: the storms of `npm test` (test/storm) for as long as one likes; an hour by default.
 *
 * Both take half of the time each. What happened is told at the end: processes, prompts, calls and how many there may be.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { requirePrograms } from './prerequisites.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3600' } } })
if (!/^[1-9]\d*$/.test(values.seconds)) throw new Error('--seconds must be a number of seconds.')
if (!requirePrograms(process.env, ['storm'])) process.exit(1)
const words = ['--import', 'tsx', '--test', '--test-reporter=spec', 'test/storm/storm.test.ts']
const { status } = spawnSync(process.execPath, words, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SSOENV_STORM_SECONDS: values.seconds },
})
process.exitCode = status ?? 1
