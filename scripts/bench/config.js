/** Reading a large AWS config, over start-up. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { median, milliseconds, SESSION_CONFIG, throwAwayHome, verdict } from './measure.js'

const BUDGET_MILLISECONDS = 60

function largeConfig(profiles) {
  const sections = [SESSION_CONFIG]
  for (let index = 0; index < profiles; index++) {
    const account = String(100_000_000_000 + index)
    sections.push(
      `[profile team-${index}-Developer]\nsso_session = bench\nsso_account_id = ${account}\nsso_role_name = Developer\nregion = eu-west-1\n`,
    )
  }
  return sections.join('\n')
}

export function benchConfig(root) {
  const time = (profiles) => {
    const { home, env, program, remove } = throwAwayHome(root, largeConfig(profiles))
    try {
      const project = path.join(home, 'acme')
      mkdirSync(project)
      writeFileSync(path.join(project, '.ssoenv'), 'profile = bench-dev\n')
      const options = { cwd: project, env: { ...env, PWD: project } }
      milliseconds([process.execPath, program, 'allow'], options)
      const settle = [
        process.execPath,
        program,
        'settle',
        '--shell',
        'bash',
        '--event',
        'first',
        '--dir',
        project,
      ]
      milliseconds(settle, options)
      return median(Array.from({ length: 11 }, () => milliseconds(settle, options)))
    } finally {
      remove()
    }
  }
  const small = time(10)
  return [1000, 10_000].map((profiles) => {
    const more = time(profiles) - small
    return {
      what: `config of ${profiles} profiles: settling a directory, over one of 10`,
      measured: `${more.toFixed(0)} ms`,
      budget: `${BUDGET_MILLISECONDS} ms`,
      met: verdict(more <= BUDGET_MILLISECONDS),
    }
  })
}
