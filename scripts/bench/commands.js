/** Commands that need no network, beside `node -e 0`. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inTurn, isInstalled, SESSION_CONFIG, throwAwayHome, verdict, writeGoodToken } from './measure.js'

const SHORT = 1.3
const OTHER = 2.5

export function benchCommands(root) {
  const { home, env, program, remove } = throwAwayHome(root, SESSION_CONFIG)
  try {
    writeGoodToken(home, createHash('sha1').update('bench').digest('hex'))
    const project = path.join(home, 'acme')
    mkdirSync(project)
    writeFileSync(path.join(project, '.ssoenv'), 'profile = bench-dev\n')
    const options = { cwd: project, env: { ...env, PWD: project } }
    const bare = [process.execPath, '-e', '0']
    const ours = (...words) => [process.execPath, program, ...words]
    const row = (words, budget) => {
      const { one, ratio } = inTurn(ours(...words), bare, options)
      return {
        what: `ssoenv ${words.join(' ')}`,
        measured: `${ratio.toFixed(2)} × node -e 0 (${one.toFixed(0)} ms)`,
        budget: `${budget} ×`,
        met: verdict(ratio <= budget),
      }
    }
    writeRoleCredentials(home)
    // A machine that idled has to wake up first, and the files to be read once.
    inTurn(ours('hook', 'bash'), bare, options)
    const rows = [
      ...['bash', 'zsh', 'fish', 'direnv'].map((shell) => row(['hook', shell], SHORT)),
      row(['credential-process', '--profile', 'bench-dev'], SHORT),
      row(['env', 'bench-dev'], SHORT),
      row(['allow'], OTHER),
      row(['exec', 'bench-dev', '--', 'true'], OTHER),
      row(['exec', 'bench-dev', '--keys', '--', 'true'], OTHER),
      row(['whoami', 'bench-dev', '--offline'], OTHER),
      row(['console', 'bench-dev', '--print'], OTHER),
      row(['status'], OTHER),
      row(['prompt'], OTHER),
      row(['login', 'bench-dev'], OTHER),
      row(['settle', '--shell', 'bash', '--event', 'prompt', '--dir', project], OTHER),
    ]
    if (isInstalled('/usr/bin/aws', '--version')) {
      for (const format of ['process', 'env']) {
        const words = ['configure', 'export-credentials', '--profile', 'bench-dev', '--format', format]
        const { one, ratio } = inTurn(['/usr/bin/aws', ...words], bare, options, 5)
        rows.push({
          what: `beside: AWS CLI, role credentials from its cache, as ${format}`,
          measured: `${ratio.toFixed(2)} × node -e 0 (${one.toFixed(0)} ms)`,
        })
      }
    }
    return rows
  } finally {
    remove()
  }
}

/** Role credentials in the AWS CLI's cache, so that it needs no network (botocore credentials.py, SSOCredentialFetcher). */
export function writeRoleCredentials(home) {
  const key = '{"accountId":"111111111111","roleName":"Developer","sessionName":"bench"}'
  const folder = path.join(home, '.aws/cli/cache')
  mkdirSync(folder, { recursive: true })
  const Expiration = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const Credentials = { AccessKeyId: 'bench', SecretAccessKey: 'bench', SessionToken: 'bench', Expiration }
  const file = path.join(folder, `${createHash('sha1').update(key).digest('hex')}.json`)
  writeFileSync(file, JSON.stringify({ ProviderType: 'sso', Credentials }), { mode: 0o600 })
}
