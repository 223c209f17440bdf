/**
 * `npm run demo`: the main job on real parts, in a throw-away home beside a local Identity Center.
 *
 * On a terminal it opens your shell there; without one it plays the tour itself and prints the transcript. It runs
 * `ssoenv sandbox -- …`, so all that it makes is removed when it ends.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasBrowser } from './demo/browser.js'

const here = (...parts) => path.join(fileURLToPath(new URL('.', import.meta.url)), ...parts)
const program = here('../dist/main.js')
const isTerminal = process.stdin.isTTY && process.stdout.isTTY
// Where no browser can show the page, the person of the sandbox approves by itself.
const person = isTerminal && hasBrowser(process.env) ? 'wait' : 'approve'

const child = spawn(
  process.execPath,
  [
    program,
    'sandbox',
    '--person',
    person,
    '--',
    process.execPath,
    here('demo/inside.js'),
    isTerminal ? 'shell' : 'tour',
  ],
  // The real home stays as it is: not even compiled code is kept there.
  { stdio: 'inherit', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } },
)
// Ctrl-C belongs to the shell in there; the sandbox ends when that does.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (status, signal) => (process.exitCode = status ?? (signal ? 1 : 0)))
