/** `cd` into a bound directory and out of it again, with a prompt after each, while the token is good. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  isInstalled,
  milliseconds,
  SESSION_CONFIG,
  throwAwayHome,
  verdict,
  writeGoodToken,
} from './measure.js'
import { besides, costOf, pathWithOthers, processesOf, SHELLS } from './shells.js'

const ROUNDS = 300

export function benchCd(root) {
  const { home, env, remove } = throwAwayHome(root, SESSION_CONFIG)
  env.PATH = pathWithOthers(root, env.PATH)
  const rows = []
  try {
    writeGoodToken(home)
    const [bound, outside] = ['acme', 'elsewhere'].map((name) => path.join(home, name))
    for (const folder of [bound, outside]) mkdirSync(folder)
    writeFileSync(path.join(bound, '.ssoenv'), 'profile = bench-dev\n')
    // The same, as direnv has it.
    writeFileSync(path.join(bound, '.envrc'), 'export AWS_PROFILE=bench-dev\n')
    const options = { cwd: outside, env: { ...env, PWD: outside } }
    milliseconds(['ssoenv', 'allow', bound], options)
    if (isInstalled('direnv', 'version'))
      milliseconds(['direnv', 'allow', path.join(bound, '.envrc')], options)
    const body = `cd ${bound}; __bench_run; cd ${outside}; __bench_run`
    for (const shell of Object.keys(SHELLS).filter((name) => isInstalled(name, '--version'))) {
      milliseconds(['ssoenv', 'settle', '--shell', shell, '--event', 'first', '--dir', bound], options)
      const ours = SHELLS[shell].load(`ssoenv hook ${shell}`)
      requireEffect(shell, `${ours}\n${SHELLS[shell].loop(1, body)}`, bound, options)
      const { cost, slow } = costOf(shell, ours, options, { rounds: ROUNDS, body })
      rows.push({
        what: `${shell}: cd into a bound directory and out again, two prompts`,
        measured: `${(cost / slow).toFixed(3)} ms (${cost.toFixed(3)} ms at ${slow.toFixed(1)} × the time)`,
      })
      const started = processesOf(shell, ours, options, body)
      if (started !== undefined) {
        rows.push({
          what: `${shell}: processes for that`,
          measured: String(started),
          budget: '0',
          met: verdict(started === 0),
        })
      }
      rows.push(...besides(shell, 'the same', options, { rounds: 20, body }, cost))
    }
    return rows
  } finally {
    remove()
  }
}

/** A hook that does nothing is quick, and means nothing. */
function requireEffect(shell, script, bound, options) {
  const { stdout } = spawnSync(
    SHELLS[shell].command[0],
    [
      ...SHELLS[shell].command.slice(1),
      `${script}\ncd ${bound}; __bench_run; printf '<%s>' "$AWS_PROFILE"; cd /; __bench_run; printf '<%s>' "$AWS_PROFILE"`,
    ],
    { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  if (!/<bench-dev>[^<]*<>/s.test(stdout))
    throw new Error(`${shell}: the hook did not set AWS_PROFILE: ${stdout}`)
}
