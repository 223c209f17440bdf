import assert from 'node:assert/strict'
import { access, mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathsFrom, type Paths } from '../../src/core/paths.js'
import { roleCredentialsFileName } from '../../src/core/session/role-credentials.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { tokenFileName } from '../../src/core/session/token.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  paths: Paths
  mine: SsoSession
  other: SsoSession
  ssoenv: (...words: string[]) => Promise<Ended>
}

/** Two sessions with tokens, role credentials of both and of another provider, a registration of the AWS CLI. */
async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const env = home.env(endpointsOf(sandbox))
  const session = (name: string, startUrl = ''): SsoSession => ({
    kind: 'sso-session',
    name,
    startUrl,
    region: sandbox.region,
  })
  const mine = session('sandbox', sandbox.startUrl)
  const other = session('other', sandbox.startUrls[1])
  await home.writeConfig({
    ...sandboxSections(sandbox),
    'sso-session other': { sso_start_url: other.startUrl, sso_region: other.region },
    'profile other-dev': {
      sso_session: 'other',
      sso_account_id: '111122223333',
      sso_role_name: 'Developer',
    },
    'profile broken': { sso_session: 'missing', sso_account_id: '1', sso_role_name: 'x' },
  })
  for (const { name, startUrl } of [mine, other]) {
    const token = sandbox.issueToken({ startUrl })
    await home.write(`.aws/sso/cache/${tokenFileName(session(name))}`, JSON.stringify(token))
  }
  const credentials = (provider: string): string =>
    JSON.stringify({ ProviderType: provider, Credentials: {} })
  for (const one of [mine, other]) {
    const name = roleCredentialsFileName(one, '111122223333', 'Developer')
    await home.write(`.aws/cli/cache/${name}`, credentials('sso'))
  }
  await home.write('.aws/cli/cache/assumed.json', credentials('assume-role'))
  await home.write('.aws/sso/cache/registration.json', '{"clientId": "x"}')
  return {
    sandbox,
    home,
    paths: pathsFrom(env, home.path),
    mine,
    other,
    ssoenv: (...words) => run(words, { env }),
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

test('logout removes that session\u2019s token and role credentials, tells the portal, and leaves all else', async (t) => {
  const { ssoenv, paths, home, mine, other, sandbox } = await sceneFor(t)
  const { status, stdout, stderr } = await ssoenv('logout', 'acme-dev')
  assert.deepEqual([status, stdout, stderr], [0, 'Logged out of SSO session "sandbox".\n', ''])
  assert.deepEqual(
    (await readdir(paths.tokenCache)).sort(),
    [tokenFileName(other), 'registration.json'].sort(),
  )
  assert.deepEqual(
    (await readdir(path.join(home.path, '.aws/cli/cache'))).sort(),
    [roleCredentialsFileName(other, '111122223333', 'Developer'), 'assumed.json'].sort(),
  )
  assert.equal(sandbox.log('Logout')[0]?.outcome, 'ok')
  assert.equal(await isThere(path.join(paths.tokenCache, tokenFileName(mine))), false)
})

test('logout works offline: what is here is removed, and one line says that the portal was not told', async (t) => {
  const { ssoenv, paths, mine, sandbox } = await sceneFor(t)
  await sandbox.close()
  const { status, stdout, stderr } = await ssoenv('logout', '--session', 'sandbox')
  assert.deepEqual([status, stdout], [0, 'Logged out of SSO session "sandbox".\n'])
  assert.match(stderr, /^The portal could not be told: Could not reach 127\.0\.0\.1:\d+/)
  assert.equal(await isThere(path.join(paths.tokenCache, tokenFileName(mine))), false)
})

test('a session that the portal no longer knows is logged out without a word', async (t) => {
  const { ssoenv, sandbox } = await sceneFor(t)
  sandbox.endSessions()
  const { status, stderr } = await ssoenv('logout', '--session', 'sandbox')
  assert.deepEqual([status, stderr], [0, ''])
})

test('a broken token file goes too', async (t) => {
  const { ssoenv, home, paths, mine } = await sceneFor(t)
  await home.write(`.aws/sso/cache/${tokenFileName(mine)}`, '{"accessTok')
  assert.equal((await ssoenv('logout', '--session', 'sandbox')).status, 0)
  assert.equal(await isThere(path.join(paths.tokenCache, tokenFileName(mine))), false)
})

test('a token of another portal is removed here and sent nowhere', async (t) => {
  const { ssoenv, home, mine, sandbox } = await sceneFor(t)
  const token = { ...sandbox.issueToken(), startUrl: 'https://elsewhere.awsapps.com/start' }
  await home.write(`.aws/sso/cache/${tokenFileName(mine)}`, JSON.stringify(token))
  assert.equal((await ssoenv('logout', '--session', 'sandbox')).status, 0)
  assert.equal(sandbox.count('Logout'), 0)
})

test('--all logs out of every session; --json says what was done', async (t) => {
  const { ssoenv, paths } = await sceneFor(t)
  const { status, stdout } = await ssoenv('logout', '--all', '--json')
  assert.equal(status, 0)
  const done = { tokenRemoved: true, roleCredentialsRemoved: 1, portal: { state: 'told' } }
  assert.deepEqual(JSON.parse(stdout), {
    sessions: [
      { session: 'sandbox', ...done },
      { session: 'other', ...done },
    ],
  })
  assert.deepEqual(await readdir(paths.tokenCache), ['registration.json'])
})

test('--all goes on where a file of one session is in the way, ends with its name, and all sessions have ended', async (t) => {
  const { ssoenv, home, paths, mine, sandbox } = await sceneFor(t)
  const name = roleCredentialsFileName(mine, '111122223333', 'Developer')
  await rm(path.join(home.path, '.aws/cli/cache', name))
  await mkdir(path.join(home.path, '.aws/cli/cache', name))
  const { status, stderr } = await ssoenv('logout', '--all')
  assert.equal(status, 3)
  assert.ok(stderr.replace(/\s+/g, '').includes(name), stderr)
  assert.deepEqual(await readdir(paths.tokenCache), ['registration.json'])
  assert.equal(sandbox.count('Logout'), 2)
})

test('who was not logged in hears so, and that is no error', async (t) => {
  const { ssoenv } = await sceneFor(t)
  await ssoenv('logout', '--session', 'sandbox')
  const { status, stdout } = await ssoenv('logout', '--session', 'sandbox')
  assert.deepEqual([status, stdout], [0, 'SSO session "sandbox" was not logged in.\n'])
})
