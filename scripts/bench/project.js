/** A throw-away home in which all is good: a token, role credentials, and a directory that is bound. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SESSION_CONFIG, throwAwayHome, writeGoodToken } from './measure.js'

/**
 * @returns `project`, the directory, which is not yet trusted; `options` to start what is measured there; `ours`, which makes
 *   words a command line of ssoenv; `remove` it all
 */
export function boundProject(root, config = SESSION_CONFIG) {
  const { home, env, program, remove } = throwAwayHome(root, config)
  writeGoodToken(home)
  writeRoleCredentials(home)
  const project = path.join(home, 'acme')
  mkdirSync(project)
  writeFileSync(path.join(project, '.ssoenv'), 'profile = bench-dev\n')
  const options = { cwd: project, env: { ...env, PWD: project } }
  return { project, options, ours: (...words) => [process.execPath, program, ...words], remove }
}

/** Role credentials in the AWS CLI's cache, so that it needs no network (botocore credentials.py, SSOCredentialFetcher). */
function writeRoleCredentials(home) {
  const key = '{"accountId":"111111111111","roleName":"Developer","sessionName":"bench"}'
  const folder = path.join(home, '.aws/cli/cache')
  mkdirSync(folder, { recursive: true })
  const Expiration = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const Credentials = { AccessKeyId: 'bench', SecretAccessKey: 'bench', SessionToken: 'bench', Expiration }
  const file = path.join(folder, `${createHash('sha1').update(key).digest('hex')}.json`)
  writeFileSync(file, JSON.stringify({ ProviderType: 'sso', Credentials }), { mode: 0o600 })
}
