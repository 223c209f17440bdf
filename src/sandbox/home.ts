/** A throw-away home for the sandbox: the AWS config that leads there, and the environment that goes with it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Env } from '../core/paths.js'
import { DEFAULT_ACCOUNTS, type Account } from './accounts.js'
import type { Sandbox } from './server.js'

export interface SandboxHome {
  home: string
  /** The text of its `.aws/config`. */
  config: string
  remove: () => Promise<void>
}

/** As many profiles as a person reads at a glance; with 2,000 accounts too. */
const PROFILES = 4

/** Makes one below the system's folder for temporary files, private, with `~/.aws/config` and `~/.aws/credentials`. */
export async function makeSandboxHome(
  sandbox: Sandbox,
  accounts: readonly Account[] = DEFAULT_ACCOUNTS,
): Promise<SandboxHome> {
  const home = await mkdtemp(path.join(tmpdir(), 'ssoenv-sandbox-'))
  const config = configFor(sandbox, accounts)
  await mkdir(path.join(home, '.aws'), { mode: 0o700 })
  await writeFile(path.join(home, '.aws/config'), config, { mode: 0o600 })
  await writeFile(path.join(home, '.aws/credentials'), credentialsFor(sandbox, accounts), { mode: 0o600 })
  return { home, config, remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }) }
}

/** The session `sandbox` and a profile for each of the first accounts, named as the account, with its first role. */
export function configFor(sandbox: Sandbox, accounts: readonly Account[]): string {
  const session = [
    '[sso-session sandbox]',
    `sso_start_url = ${sandbox.startUrl}`,
    `sso_region = ${sandbox.region}`,
    'sso_registration_scopes = sso:account:access',
  ]
  const profiles = accounts
    .filter((account) => account.roles.length > 0)
    .slice(0, PROFILES)
    .map(({ accountId, accountName, roles }) => [
      `[profile ${accountName ?? accountId}]`,
      'sso_session = sandbox',
      `sso_account_id = ${accountId}`,
      `sso_role_name = ${roles[0] ?? ''}`,
      `region = ${sandbox.region}`,
    ])
  return `${[session, ...profiles].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** A long-lived key of the first account, to try on how one gets rid of it. */
function credentialsFor(sandbox: Sandbox, accounts: readonly Account[]): string {
  const account = accounts.find(({ roles }) => roles.length > 0)
  if (!account) return ''
  const key = sandbox.issueKey({ accountId: account.accountId, userName: 'ci' })
  const id = `aws_access_key_id = ${key.accessKeyId}`
  return `[old-ci]\n${id}\naws_secret_access_key = ${key.secretAccessKey}\n`
}

/** What has to be set to use the sandbox. No proxy stands between a program and this machine. */
export function sandboxVariables(sandbox: Sandbox, home: string, outer: Env): Record<string, string> {
  const noProxy = [outer['NO_PROXY'] ?? outer['no_proxy'], '127.0.0.1', 'localhost'].filter(Boolean).join(',')
  return {
    HOME: home,
    AWS_ENDPOINT_URL_SSO_OIDC: sandbox.url,
    AWS_ENDPOINT_URL_SSO: sandbox.url,
    AWS_ENDPOINT_URL_STS: sandbox.url,
    AWS_ENDPOINT_URL_IAM: sandbox.url,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  }
}

/**
 * The names in an environment that would lead past the sandbox or out of its home: all of AWS and of ssoenv, and the XDG
 * folders (but XDG_RUNTIME_DIR, which browsers and terminals need).
 */
export function conflictingVariables(outer: Env): string[] {
  return Object.keys(outer)
    .filter((name) => /^(AWS_|SSOENV_|__ssoenv|XDG_(CONFIG|DATA|STATE|CACHE)_HOME$)/.test(name))
    .sort()
}
