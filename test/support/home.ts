/** A throw-away home for a test, and an environment that has nothing of this machine's but the program folders. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '../../src/sandbox/server.js'

export interface Home {
  path: string
  /** A clean environment for processes, with HOME here; `extra` is added. */
  env: (extra?: Record<string, string>) => Record<string, string>
  /** Writes a file below the home, with its folders; returns its path. */
  write: (file: string, text: string, mode?: number) => Promise<string>
  /** Writes `~/.aws/config` with these sections; returns its path. */
  writeConfig: (sections: Sections) => Promise<string>
  /** Where the stand-in for the browser notes the addresses that it was given. */
  browserLog: string
}

/** Header (`profile acme-dev`) to keys and values. */
export type Sections = Record<string, Record<string, string>>

/** Plays the user's browser: `BROWSER` of a program under test (test/support/browser). */
export const BROWSER = fileURLToPath(new URL('browser', import.meta.url))

/** Makes a home that is removed when the test is over. */
export async function homeFor(t: TestContext): Promise<Home> {
  const home = await mkdtemp(path.join(tmpdir(), 'ssoenv-test-'))
  t.after(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const write = async (file: string, text: string, mode = 0o600): Promise<string> => {
    const target = path.join(home, file)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await writeFile(target, text, { mode })
    return target
  }
  const browserLog = path.join(home, 'browser.log')
  return {
    path: home,
    env: (extra = {}) => ({ ...cleanEnv(home), SSOENV_TEST_BROWSER_LOG: browserLog, ...extra }),
    write,
    writeConfig: (sections) => write('.aws/config', configText(sections)),
    browserLog,
  }
}

const FOLDERS = '/usr/local/bin:/usr/bin:/bin'

/** An environment as a fresh login on a fresh machine has it, where the Node that runs the tests is the first on PATH. */
export function cleanEnv(home: string): Record<string, string> {
  const own = path.dirname(process.execPath)
  return {
    HOME: home,
    PATH: FOLDERS.split(':').includes(own) ? FOLDERS : `${own}:${FOLDERS}`,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    TZ: 'UTC',
    USER: 'ada',
    BROWSER,
  }
}

/** Leads the SDKs, the AWS CLI and ssoenv to the sandbox. */
export function endpointsOf(sandbox: Sandbox): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SSO_OIDC: sandbox.url,
    AWS_ENDPOINT_URL_SSO: sandbox.url,
    AWS_ENDPOINT_URL_STS: sandbox.url,
    AWS_ENDPOINT_URL_IAM: sandbox.url,
  }
}

/** A config with one session `sandbox` and the profiles `acme-dev` and `acme-prod` in it. */
export function sandboxSections(sandbox: Sandbox): Sections {
  const profile = (accountId: string, roleName: string): Record<string, string> => ({
    sso_session: 'sandbox',
    sso_account_id: accountId,
    sso_role_name: roleName,
    region: sandbox.region,
  })
  return {
    'sso-session sandbox': {
      sso_start_url: sandbox.startUrl,
      sso_region: sandbox.region,
      sso_registration_scopes: 'sso:account:access',
    },
    'profile acme-dev': profile('111122223333', 'Developer'),
    'profile acme-prod': profile('333344445555', 'ReadOnly'),
  }
}

/** The text of an AWS config with these sections. */
export function configText(sections: Sections): string {
  return Object.entries(sections)
    .map(([header, keys]) =>
      [`[${header}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`)].join('\n'),
    )
    .join('\n\n')
    .concat('\n')
}
