import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { tokenFileName } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Settings } from '../../src/sandbox/settings.js'
import { endpointsOf, homeFor, sandboxSections } from '../support/home.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  env: Record<string, string>
  putToken: (options?: IssueOptions) => Promise<void>
  exec: (words: readonly string[], extra?: Record<string, string>) => Promise<Ended>
}

async function sceneFor(t: TestContext, settings: Partial<Settings> = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings })
  const home = await homeFor(t)
  await home.writeConfig({ ...sandboxSections(sandbox), 'profile plain': { region: 'eu-west-1' } })
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    env,
    putToken: async (options) => {
      const text = JSON.stringify(sandbox.issueToken(options))
      await home.write(`.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`, text)
    },
    exec: (words, extra = {}) => run(['exec', ...words], { env: { ...env, ...extra } }),
  }
}

/** The variables of that kind in the output of env(1). */
const variables = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    stdout
      .split('\n')
      .filter((line) => /^AWS_(?!ENDPOINT)/.test(line))
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )

it('the command gets the profile, named or active, and no variable that would win over it', async (t) => {
  const { exec, putToken } = await sceneFor(t)
  await putToken()
  const others = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_DEFAULT_PROFILE: 'x', AWS_ROLE_ARN: 'x' }
  const named = await exec(['acme-dev', '--', 'env'], { ...others, AWS_PROFILE: 'plain' })
  assert.equal(named.status, 0, named.stderr)
  assert.deepEqual(variables(named.stdout), { AWS_PROFILE: 'acme-dev' })
  const active = await exec(['--', 'env'], { ...others, AWS_PROFILE: 'acme-dev' })
  assert.deepEqual(variables(active.stdout), { AWS_PROFILE: 'acme-dev' })
})

it('with --keys it gets keys and a region, asked for once for two commands, and no profile', async (t) => {
  const { exec, putToken, sandbox } = await sceneFor(t)
  await putToken()
  const first = await exec(['acme-dev', '--keys', '--', 'env'], { AWS_PROFILE: 'plain' })
  assert.equal(first.status, 0, first.stderr)
  const given = variables(first.stdout)
  assert.deepEqual(Object.keys(given).sort(), [
    'AWS_ACCESS_KEY_ID',
    'AWS_ACCOUNT_ID',
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_DEFAULT_REGION',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ])
  assert.deepEqual(variables((await exec(['--keys', 'acme-dev', '--', 'env'])).stdout), given)
  assert.equal(sandbox.count('GetRoleCredentials'), 1)
  assert.equal(first.stderr, '')
})

it('a session that has ended is refreshed first; without a terminal a login is not, and the command does not run', async (t) => {
  const { exec, putToken, sandbox } = await sceneFor(t)
  const none = await exec(['acme-dev', '--', 'echo', 'ran'])
  assert.deepEqual([none.status, none.stdout], [4, ''])
  assert.match(none.stderr, /ssoenv login --session sandbox/)
  await putToken({ state: 'expired' })
  const refreshed = await exec(['acme-dev', '--', 'echo', 'ran'])
  assert.deepEqual([refreshed.status, refreshed.stdout], [0, 'ran\n'], refreshed.stderr)
  assert.equal(sandbox.count('CreateToken'), 1)
})

it('--min-ttl refreshes a token that lasts too short, and says how long a new one lasts where that is too short as well', async (t) => {
  const { exec, putToken, sandbox } = await sceneFor(t)
  await putToken({ lastsSeconds: 1800 })
  assert.equal((await exec(['acme-dev', '--min-ttl', '25m', '--', 'true'])).status, 0)
  assert.equal(sandbox.count('CreateToken'), 0)
  assert.equal((await exec(['acme-dev', '--min-ttl', '40m', '--', 'true'])).status, 0)
  assert.equal(sandbox.count('CreateToken'), 1)
  const long = await exec(['acme-dev', '--min-ttl', '3h', '--', 'echo', 'ran'])
  assert.deepEqual([long.status, long.stdout], [3, ''])
  assert.match(long.stderr.replace(/\s+/g, ' '), /lasts (1 h|59 min 5\d s), and --min-ttl asks for 3 h\./)
  const keys = await exec(['acme-dev', '--keys', '--min-ttl', '13h', '--', 'echo', 'ran'])
  assert.deepEqual([keys.status, keys.stdout], [3, ''])
  assert.match(
    keys.stderr.replace(/\s+/g, ' '),
    /--min-ttl asks for 13 h\. The session duration of the permission set/,
  )
})

it('a profile whose base is not SSO is handed on as it is, and how long it lasts is said to be unknown', async (t) => {
  const { exec } = await sceneFor(t)
  assert.deepEqual(variables((await exec(['plain', '--', 'env'])).stdout), { AWS_PROFILE: 'plain' })
  const { status, stderr } = await exec(['plain', '--min-ttl', '5m', '--', 'true'])
  assert.equal(status, 3)
  assert.match(stderr.replace(/\s+/g, ' '), /is not known, because SSO is not/)
})

it('a protected profile is refused without a terminal, unless --yes or SSOENV_YES says yes', async (t) => {
  const { exec, putToken } = await sceneFor(t)
  await putToken()
  assert.equal((await exec(['acme-prod', '--', 'true'])).status, 7)
  assert.equal((await exec(['acme-prod', '--yes', '--', 'true'])).status, 0)
  assert.equal((await exec(['acme-prod', '--', 'true'], { SSOENV_YES: '1' })).status, 0)
})

it('a command that does not stand behind -- is a mistake, shown with the words that were meant', async (t) => {
  const { exec } = await sceneFor(t)
  const missing = await exec(['acme-dev', 'aws', 's3', 'ls'])
  assert.equal(missing.status, 2)
  assert.match(missing.stderr, /Try this: ssoenv exec acme-dev -- aws s3 ls\n/)
  for (const words of [
    [],
    ['acme-dev'],
    ['acme-dev', '--'],
    ['a', 'b', '--', 'c'],
    ['--min-ttl', '5', '--', 'true'],
  ])
    assert.equal((await exec(words)).status, 2, words.join(' '))
  assert.equal((await exec(['nobody', '--', 'true'])).status, 3)
})
