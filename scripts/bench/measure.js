/** Timing of whole processes, in turn, so that a machine that slows down slows both. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** `npm run bench -- --quick`: each row once, to see that it can be had. The figures then mean nothing. */
export const QUICK = process.argv.includes('--quick')

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Milliseconds that a program takes. @throws when it fails: a failing program is quick, and means nothing */
export function milliseconds([command, ...words], options = {}) {
  const started = process.hrtime.bigint()
  const { status, error, stderr } = spawnSync(command, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...options,
  })
  const taken = Number(process.hrtime.bigint() - started) / 1e6
  if (error) throw error
  if (status !== 0 && !options.mayFail)
    throw new Error(`${command} ${words.join(' ')}: status ${status}\n${stderr}`)
  return taken
}

/** Milliseconds of processor time, the kernel's included, that a program and what it waits for take. @throws when it fails */
export function processorMilliseconds([command, ...words], options = {}) {
  const timed = 'TIMEFORMAT="%3U %3S"; { time "$@" 2>/dev/null; } 2>&1 >/dev/null'
  const { status, stdout } = spawnSync('bash', ['-c', timed, 'bash', command, ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
    encoding: 'utf8',
  })
  const seconds = /^([\d.]+) ([\d.]+)$/m.exec(stdout)
  if (status !== 0 || !seconds) throw new Error(`${command} ${words.join(' ')}: status ${status}`)
  return (Number(seconds[1]) + Number(seconds[2])) * 1000
}

/** Medians of two commands timed in turn, after one warm-up each, and of the ratio pair by pair. */
export function inTurn(one, other, options = {}, runs = 15) {
  milliseconds(one, options)
  milliseconds(other, options)
  const pairs = Array.from({ length: QUICK ? 1 : runs }, () => [
    milliseconds(one, options),
    milliseconds(other, options),
  ])
  return {
    one: median(pairs.map(([first]) => first)),
    other: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  }
}

export const verdict = (isMet) => (isMet ? 'yes' : 'NO')
export const isInstalled = (...command) =>
  spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0

/** A throw-away home with a config, and the clean environment of everything that runs in it. */
export function throwAwayHome(root, config = '') {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'ssoenv-bench-')))
  mkdirSync(path.join(home, '.aws'), { recursive: true })
  mkdirSync(path.join(home, 'bin'))
  writeFileSync(path.join(home, '.aws/config'), config)
  const program = path.join(root, 'dist/main.js')
  writeFileSync(path.join(home, 'bin/ssoenv'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  })
  const env = {
    HOME: home,
    PATH: `${home}/bin:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
  }
  return { home, env, program, remove: () => rmSync(home, { recursive: true, force: true }) }
}

export const SESSION_CONFIG = `[sso-session bench]
sso_start_url = https://bench.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile bench-dev]
sso_session = bench
sso_account_id = 111111111111
sso_role_name = Developer
region = eu-west-1
`

/** A token of the session that is good for eight hours, in the AWS CLI's place and form. */
export function writeGoodToken(home) {
  const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
  mkdirSync(path.join(home, '.aws/sso/cache'), { recursive: true })
  writeFileSync(
    path.join(home, '.aws/sso/cache', `${createHash('sha1').update('bench').digest('hex')}.json`),
    JSON.stringify({
      startUrl: 'https://bench.awsapps.com/start',
      region: 'eu-west-1',
      accessToken: 'bench',
      expiresAt: at(8),
      clientId: 'bench',
      clientSecret: 'bench',
      registrationExpiresAt: at(2000),
      refreshToken: 'bench',
    }),
    { mode: 0o600 },
  )
}
