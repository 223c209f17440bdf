import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile, chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { tokenFileName } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Settings } from '../../src/sandbox/settings.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { run, start, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  cache: string
  putToken: (options?: IssueOptions) => Promise<void>
  ask: (...words: string[]) => Promise<Ended>
}

async function sceneFor(t: TestContext, settings: Partial<Settings> = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t, { settings })
  const home = await homeFor(t)
  await home.writeConfig({
    ...sandboxSections(sandbox),
    'profile nobody': { sso_session: 'sandbox', sso_account_id: '111122223333', sso_role_name: 'Nobody' },
    'profile onward': { role_arn: 'arn:aws:iam::1:role/x', source_profile: 'acme-dev' },
    'profile plain': { region: 'eu-west-1' },
  })
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    home,
    env,
    cache: path.join(home.path, '.aws/cli/cache'),
    putToken: async (options) => {
      const text = JSON.stringify(sandbox.issueToken(options))
      await home.write(`.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`, text)
    },
    ask: (...words) => run(['credential-process', ...words], { env }),
  }
}

const crowd = (count: number, { env }: Scene, ...words: string[]): Promise<Ended[]> =>
  Promise.all(Array.from({ length: count }, () => start(['credential-process', ...words], { env }).ended))

it('prints the contract of version 1, and asks the portal once for as long as they last', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const first = await scene.ask('--profile', 'acme-dev')
  assert.equal(first.status, 0, first.stderr)
  assert.equal(first.stderr, '')
  const said = JSON.parse(first.stdout) as Record<string, unknown>
  assert.deepEqual(Object.keys(said), [
    'Version',
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
    'AccountId',
  ])
  assert.equal(said['Version'], 1)
  assert.match(String(said['Expiration']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.equal(said['AccountId'], '111122223333')
  assert.equal((await scene.ask('--profile', 'acme-dev')).stdout, first.stdout)
  assert.equal((await scene.ask('--profile=acme-dev')).stdout, first.stdout)
  const byVariable = await run(['credential-process'], { env: { ...scene.env, AWS_PROFILE: 'acme-dev' } })
  assert.equal(byVariable.stdout, first.stdout)
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 1)
  const [file = ''] = await readdir(scene.cache)
  assert.equal((await stat(path.join(scene.cache, file))).mode & 0o777, 0o600)
})

it('credentials that end within 15 minutes are replaced before they do', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const first = await scene.ask('--profile', 'acme-dev')
  const [name = ''] = await readdir(scene.cache)
  const file = path.join(scene.cache, name)
  const soon = new Date(Date.now() + 14 * 60_000).toISOString().replace(/\.\d+/, '')
  const { Expiration } = JSON.parse(first.stdout) as { Expiration: string }
  await writeFile(file, (await readFile(file, 'utf8')).replace(Expiration, soon))
  assert.notEqual((await scene.ask('--profile', 'acme-dev')).stdout, first.stdout)
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 2)
})

it('a file that cannot be used is replaced: cut, of another provider, without a zone', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  await scene.ask('--profile', 'acme-dev')
  const [name = ''] = await readdir(scene.cache)
  const file = path.join(scene.cache, name)
  const whole = await readFile(file, 'utf8')
  const bad = [
    whole.slice(0, 80),
    '',
    '[]',
    whole.replace('"sso"', '"x"'),
    whole.replace(/("Expiration": "[^"]*)Z"/, '$1"'),
  ]
  for (const [index, text] of bad.entries()) {
    await writeFile(file, text)
    const { status, stdout } = await scene.ask('--profile', 'acme-dev')
    assert.equal(status, 0)
    assert.match(stdout, /^\{"Version":1,/)
    assert.equal(scene.sandbox.count('GetRoleCredentials'), index + 2)
  }
})

it('without a login: exit status 4, nothing on standard output, and one line with the command to type', async (t) => {
  const scene = await sceneFor(t)
  const { status, stdout, stderr } = await scene.ask('--profile', 'acme-dev')
  assert.equal(status, 4)
  assert.equal(stdout, '')
  assert.match(stderr, /^ssoenv: .* Run: ssoenv login --session sandbox\n$/)
  assert.deepEqual(await readdir(scene.home.path).then((names) => names.includes('browser.log')), false)
})

it('100 at once on an ended session: no authorization, no call for credentials, 100 times the same line', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ state: 'ended' })
  const ended = await crowd(100, scene, '--profile', 'acme-dev')
  assert.deepEqual(new Set(ended.map(({ status }) => status)), new Set([4]))
  assert.equal(scene.sandbox.count('Authorize'), 0)
  assert.equal(scene.sandbox.count('StartDeviceAuthorization'), 0)
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 0)
})

it('100 at once on a refreshable session: one CreateToken, one GetRoleCredentials, 100 successes', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ state: 'expired' })
  const ended = await crowd(100, scene, '--profile', 'acme-dev')
  assert.deepEqual(
    ended.filter(({ status }) => status !== 0).map(({ stderr }) => stderr),
    [],
  )
  assert.equal(new Set(ended.map(({ stdout }) => stdout)).size, 1)
  assert.equal(scene.sandbox.count('CreateToken'), 1)
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 1)
})

it('a role that is not assigned: exit status 7, for all who waited by one call', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const ended = await crowd(12, scene, '--profile', 'nobody')
  assert.deepEqual(new Set(ended.map(({ status }) => status)), new Set([7]))
  assert.match(ended[0]?.stderr ?? '', /^ssoenv: .*role "Nobody" in account 111122223333\..*\n$/)
  assert.ok(scene.sandbox.count('GetRoleCredentials') <= 12)
})

it('a portal that is away: exit status 6, and the token stays', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const { status, stdout, stderr } = await run(['credential-process', '--profile', 'acme-dev'], {
    env: { ...scene.env, AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' },
  })
  assert.deepEqual([status, stdout], [6, ''])
  assert.match(stderr, /^ssoenv: Could not reach .*\n$/)
})

it('a profile that cannot be meant is told by name, and nothing is printed', async (t) => {
  const scene = await sceneFor(t)
  for (const [profile, said] of [
    ['onward', /config:\d+: the role_arn "arn:aws:iam::1:role\/x" of "onward" is not that of a role/],
    ['plain', /elsewhere than SSO/],
    ['missing', /There is no profile "missing"/],
  ] as const) {
    const { status, stdout, stderr } = await scene.ask('--profile', profile)
    assert.deepEqual([status, stdout], [3, ''], profile)
    assert.match(stderr, said)
  }
  const { stderr: shown } = await scene.ask('--profile', '\u001b[31mred')
  assert.ok(!shown.includes('\u001b'), shown)
  const none = await scene.ask()
  assert.equal(none.status, 2)
})

it('where they cannot be kept they are given all the same', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  await mkdir(path.dirname(scene.cache), { recursive: true })
  await writeFile(scene.cache, 'a file in the place of the folder')
  await chmod(scene.cache, 0o400)
  const { status, stdout } = await scene.ask('--profile', 'acme-dev')
  assert.equal(status, 0)
  assert.match(stdout, /^\{"Version":1,/)
})
