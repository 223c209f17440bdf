/** Many processes at once on one session, counted by the local Identity Center. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { besideSandbox } from './beside-sandbox.js'
import { verdict } from './measure.js'

const PROCESSES = 100

const runAll = (count, command, words, options) =>
  Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) => {
          const child = spawn(command, words, { stdio: 'ignore', ...options })
          child.on('close', (status) => resolve(status))
        }),
    ),
  )

async function calls(url, operation) {
  return (await (await fetch(`${url}/_sandbox/counts`)).json())[operation] ?? 0
}

/** Makes the token in the file one that has ended but can be refreshed. */
function expire(home) {
  const folder = path.join(home, '.aws/sso/cache')
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    const token = JSON.parse(readFileSync(file, 'utf8'))
    if (token.accessToken === undefined) continue
    writeFileSync(file, JSON.stringify({ ...token, expiresAt: '2020-01-01T00:00:00Z' }))
  }
}

export async function benchStorms(root) {
  const program = path.join(root, 'dist/main.js')
  return besideSandbox(program, ['--person', 'approve'], async ({ url, home, env }) => {
    const options = {
      cwd: home,
      env: { PATH: process.env.PATH, ...env, PWD: home, BROWSER: path.join(root, 'scripts/demo/visit.js') },
    }
    const login = [program, 'login', 'acme-dev', '--flow', 'browser']
    await runAll(1, process.execPath, login, options)
    expire(home)
    const before = await calls(url, 'CreateToken')
    const statuses = await runAll(PROCESSES, process.execPath, login, options)
    const made = (await calls(url, 'CreateToken')) - before
    const succeeded = statuses.filter((status) => status === 0).length
    return [
      {
        what: `${PROCESSES} processes at once, token expired but refreshable`,
        measured: `${made} CreateToken, ${succeeded} succeed`,
        budget: `1 CreateToken, ${PROCESSES} succeed`,
        met: verdict(made === 1 && succeeded === PROCESSES),
      },
    ]
  })
}
