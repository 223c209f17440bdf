/**
 * The stage of these tests: a person behind a corporate proxy, with an Identity Center at the services' real host names.
 *
 * The AWS CLI 2.9 and its botocore know no endpoint variables. So the local Identity Center is served with TLS by a throw-away
 * authority (AWS_CA_BUNDLE), and a CONNECT proxy (HTTPS_PROXY) leads the real names to it and refuses all else. ssoenv takes
 * the same way. The JavaScript SDK reads no proxy variables; it gets endpoint and authority its own way.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DEFAULT_ACCOUNTS } from '../../src/sandbox/accounts.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Settings } from '../../src/sandbox/settings.js'
import { connectProxyFor, type ConnectProxy } from '../support/connect-proxy.js'
import { homeFor, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { tlsFor } from '../support/tls.js'

export const REGION = 'eu-west-1'
/** Newer AWS CLIs take no other host names than AWS's own. */
export const START_URL = 'https://ssoenv-test.awsapps.com/start'
export const ACCOUNT = '111122223333'

const HOSTS = [
  ...['oidc', 'portal.sso', 'sts'].map((service) => `${service}.${REGION}.amazonaws.com`),
  'iam.amazonaws.com',
  'sts.us-east-1.amazonaws.com',
]
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHILD_SECONDS = 120

export interface Outcome {
  status: number | null
  stdout: string
  stderr: string
}

/** A program of the stage; a failure is an outcome too. */
export type Run = (words: readonly string[], env?: Record<string, string>) => Promise<Outcome>

export interface Stage {
  sandbox: Sandbox
  proxy: ConnectProxy
  home: Home
  /** An environment in which the services' real names lead to the sandbox. */
  env: (extra?: Record<string, string>) => Record<string, string>
  /** The built program. */
  ssoenv: Run
  /** Debian's AWS CLI. */
  aws: Run
  /** Debian's botocore: words are PROFILE; prints the account that role credentials lead to. */
  botocore: Run
  /** The JavaScript SDK: words are `credentials`, `process` or `token`, and PROFILE. */
  javascript: Run
}

export type Kind = 'sso-session' | 'legacy'
export const KINDS: readonly Kind[] = ['sso-session', 'legacy']

/** The profile of each kind; both lead to ACCOUNT as Developer. */
export const PROFILES: Readonly<Record<Kind, string>> = { 'sso-session': 'dev', legacy: 'old-dev' }

/** A profile of the same session for each role there is. */
export const EVERYBODY = DEFAULT_ACCOUNTS.flatMap(({ accountId, roles }) =>
  roles.map((name, index) => ({
    profile: `${accountId}-${index}`,
    accountId,
    keys: { sso_session: 'corp', ...role(accountId, name) },
  })),
)

export async function stageFor(t: TestContext, settings: Partial<Settings> = {}): Promise<Stage> {
  const tls = await tlsFor(t, HOSTS)
  const instances = [{ startUrl: START_URL }]
  const sandbox = await sandboxFor(t, { tls, region: REGION, instances, settings })
  const routes = Object.fromEntries(HOSTS.map((host) => [`${host}:443`, sandbox.port]))
  const proxy = await connectProxyFor(t, { routes })
  const home = await homeFor(t)
  await home.writeConfig({
    'sso-session corp': {
      sso_start_url: START_URL,
      sso_region: REGION,
      sso_registration_scopes: 'sso:account:access',
    },
    'profile dev': { sso_session: 'corp', ...role() },
    'profile old-dev': { sso_start_url: START_URL, sso_region: REGION, ...role() },
    ...Object.fromEntries(EVERYBODY.map(({ profile, keys }) => [`profile ${profile}`, keys])),
  })
  const network = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
  const program = (command: string, fixed: readonly string[], fixedEnv: Record<string, string>): Run => {
    return (words, env) => run(command, [...fixed, ...words], home.env({ ...fixedEnv, ...env }))
  }
  const here = (file: string): string => path.join(import.meta.dirname, file)
  return {
    sandbox,
    proxy,
    home,
    env: (extra) => home.env({ ...network, ...extra }),
    ssoenv: program(process.execPath, [path.join(ROOT, 'dist/main.js')], network),
    aws: program('/usr/bin/aws', [], network),
    botocore: program('/usr/bin/python3', [here('botocore-caller.py')], {
      ...network,
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    }),
    javascript: program(process.execPath, [here('javascript-caller.js')], {
      NODE_EXTRA_CA_CERTS: tls.caFile,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL_SSO_OIDC: sandbox.url,
      AWS_ENDPOINT_URL_SSO: sandbox.url,
      AWS_ENDPOINT_URL_STS: sandbox.url,
    }),
  }
}

function role(accountId = ACCOUNT, roleName = 'Developer'): Record<string, string> {
  return { sso_account_id: accountId, sso_role_name: roleName, region: REGION }
}

function run(command: string, words: readonly string[], env: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env, cwd: env['HOME'], timeout: CHILD_SECONDS * 1000, killSignal: 'SIGKILL' as const }
    const child = execFile(command, words, options, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode, stdout, stderr })
    })
    child.stdin?.end()
  })
}

/** The token file of that kind's profile, as every tool names it. */
export function tokenPath(home: Home, kind: Kind): string {
  const key = kind === 'legacy' ? START_URL : 'corp'
  const name = createHash('sha1').update(key).digest('hex')
  return path.join(home.path, '.aws/sso/cache', `${name}.json`)
}

/** The members of a token file. */
export async function tokenIn(home: Home, kind: Kind): Promise<Record<string, string>> {
  return JSON.parse(await readFile(tokenPath(home, kind), 'utf8')) as Record<string, string>
}

/** Who refreshed so far, in order. ssoenv names itself behind the SDK that it uses. */
export function refreshers(sandbox: Sandbox): string[] {
  return sandbox
    .log('CreateToken')
    .filter((entry) => entry.grantType === 'refresh_token' && entry.outcome === 'ok')
    .map(({ userAgent }) => {
      return (
        ['ssoenv', 'aws-cli', 'Botocore', 'aws-sdk-js'].find((name) => userAgent.includes(name)) ?? userAgent
      )
    })
}

/** How `ssoenv status --json` sees the session of that kind. */
export async function statusOf(stage: Stage, kind: Kind): Promise<{ token: string; renewable: boolean }> {
  const { stdout } = await stage.ssoenv(['status', '--json'])
  const { sessions } = JSON.parse(stdout) as { sessions: { kind: Kind; token: string; renewable: boolean }[] }
  const found = sessions.find((session) => session.kind === kind)
  assert(found, stdout)
  return { token: found.token, renewable: found.renewable }
}

/** The outcome was success; otherwise the failure shows what the program said. */
export function succeeded(outcome: Outcome, what: string): Outcome {
  assert.equal(outcome.status, 0, `${what}: ${outcome.stdout}${outcome.stderr}`)
  return outcome
}

/** Resolves when the access token in the file has ended. */
export async function untilEnded(home: Home, kind: Kind): Promise<void> {
  const { expiresAt = '' } = await tokenIn(home, kind)
  while (Date.now() < new Date(expiresAt).getTime()) await pause(50)
}
