/** `profiles sync` of a large organisation, in real time, against a portal with the real limit: calls are counted, not only timed. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { besideSandbox } from './beside-sandbox.js'
import { verdict } from './measure.js'

const ACCOUNTS = 2000
const ROLES = 5
const LIMIT = 20

const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({
  accountId: String(100_000_000_000 + index),
  accountName: `workload-${index + 1}`,
  roles: Array.from({ length: ROLES }, (_, role) => `Role${role + 1}`),
}))

function run(words, options) {
  const started = process.hrtime.bigint()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'], ...options })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.on('close', (status) => {
      resolve({ status, stdout, seconds: Number(process.hrtime.bigint() - started) / 1e9 })
    })
  })
}

/** The most calls of one operation that fell into any second. */
function mostInASecond(log) {
  let most = 0
  for (const operation of new Set(log.map((call) => call.operation))) {
    const times = log.filter((call) => call.operation === operation).map((call) => Date.parse(call.time))
    times.sort((one, other) => one - other)
    for (let from = 0, to = 0; to < times.length; to++) {
      while (times[to] - times[from] >= 1000) from++
      most = Math.max(most, to - from + 1)
    }
  }
  return most
}

export async function benchSync(root) {
  const program = path.join(root, 'dist/main.js')
  return besideSandbox(program, ['--person', 'approve'], async ({ url, home, env }) => {
    const admin = async (route, body) => {
      const headers = { 'content-type': 'application/json' }
      const sent = body && { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${url}/_sandbox/${route}`, sent)).json()
    }
    await admin('accounts', { accounts })
    const visit = path.join(root, 'scripts/demo/visit.js')
    const options = { cwd: home, env: { PATH: process.env.PATH, ...env, PWD: home, BROWSER: visit } }
    await run([program, 'login', 'acme-dev', '--flow', 'browser'], options)
    const sync = () => run([program, 'profiles', 'sync', '--no-input'], options)
    const rows = []
    for (const time of ['first', 'second']) {
      const before = (await admin('log')).length
      const { status, stdout, seconds } = await sync()
      const log = (await admin('log')).slice(before).filter((call) => call.operation.startsWith('List'))
      const refused = log.filter((call) => call.outcome !== 'ok').length
      const most = mostInASecond(log)
      rows.push({
        what: `profiles sync, ${ACCOUNTS} accounts with ${ROLES} roles, the ${time} time`,
        measured: `${log.length} calls in ${seconds.toFixed(0)} s, at most ${most} in one; ${refused} refused: ${/^.* added, .*$/m.exec(stdout)?.[0]}`,
        budget: `no failure, at most ${LIMIT} in a second`,
        met: verdict(status === 0 && refused === 0 && most <= LIMIT),
      })
    }
    return rows
  })
}
