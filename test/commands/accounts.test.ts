import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tokenFileName } from '../../src/core/session/token.js'
import { manyAccounts, type Account } from '../../src/sandbox/accounts.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { portalFor } from '../support/portal.js'
import { PROGRAM, run, start, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  putToken: (options?: IssueOptions) => Promise<void>
  ssoenv: (...words: string[]) => Promise<Ended>
}

async function sceneFor(t: TestContext, accounts?: readonly Account[]): Promise<Scene> {
  const instances = [{ startUrl: '/start', ...(accounts ? { accounts } : {}) }, { startUrl: '/other/start' }]
  const sandbox = await sandboxFor(t, { instances, settings: { callsPerSecond: 20 } })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const env = home.env(endpointsOf(sandbox))
  const putToken = async (options?: IssueOptions): Promise<void> => {
    const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
    await home.write(file, JSON.stringify(sandbox.issueToken(options)))
  }
  await putToken()
  return { sandbox, home, env, putToken, ssoenv: (...words) => run(words, { env }) }
}

interface OnTerminal {
  status: number | null
  signal: string | null
  screen: string
}

/** Runs the program on a terminal; see terminal.py for the steps. */
async function onTerminal(
  scene: Scene,
  words: string[],
  steps: [string, object][] = [],
  columns = 80,
): Promise<OnTerminal> {
  const terminal = fileURLToPath(new URL('../support/terminal.py', import.meta.url))
  const sized = `stty cols ${columns}; exec "$@"`
  const child = spawn(
    '/usr/bin/python3',
    [terminal, '30', JSON.stringify(steps), 'sh', '-c', sized, '-', process.execPath, PROGRAM, ...words],
    { env: scene.env, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  await new Promise((resolve) => child.on('close', resolve))
  return JSON.parse(output) as OnTerminal
}

/** What is left on the screen: of each line what was drawn last. */
const left = (screen: string): string =>
  screen
    .split('\n')
    .map((line) => line.split('\u001b[K').at(-1)?.replace(/\r/g, '') ?? '')
    .join('\n')

test('accounts are listed by name, in columns', async (t) => {
  const { ssoenv } = await sceneFor(t)
  const { status, stdout, stderr } = await ssoenv('accounts')
  assert.deepEqual([status, stderr], [0, ''])
  assert.equal(
    stdout,
    `ACCOUNT       NAME          EMAIL
012345678901  acme-billing  aws+acme-billing@acme.example
111122223333  acme-dev      aws+acme-dev@acme.example
333344445555  acme-prod     aws+acme-prod@acme.example
222233334444  acme-staging  aws+acme-staging@acme.example
444455556666  -             -
`,
  )
})

test('roles of one account, by id or name, are listed by themselves', async (t) => {
  const { ssoenv, sandbox } = await sceneFor(t)
  assert.equal((await ssoenv('roles', 'acme-dev')).stdout, 'AdministratorAccess\nDeveloper\nReadOnly\n')
  assert.equal((await ssoenv('roles', '012345678901')).stdout, 'Audit+Export@2026\nBilling\n')
  assert.equal(sandbox.count('ListAccountRoles'), 2)
})

test('roles of all accounts are listed with the account, and asked for once', async (t) => {
  const { ssoenv, sandbox } = await sceneFor(t)
  const { status, stdout } = await ssoenv('roles')
  assert.equal(status, 0)
  assert.equal(
    stdout.split('\n').slice(0, 4).join('\n'),
    `ACCOUNT       NAME          ROLE
012345678901  acme-billing  Audit+Export@2026
012345678901  acme-billing  Billing
111122223333  acme-dev      AdministratorAccess`,
  )
  assert.equal((await ssoenv('roles')).stdout, stdout)
  assert.equal(sandbox.count('ListAccountRoles'), 5)
  await ssoenv('roles', '--refresh')
  assert.equal(sandbox.count('ListAccountRoles'), 10)
})

test('--json has session, accounts, warnings, and for roles whether they are all', async (t) => {
  const { ssoenv } = await sceneFor(t)
  const accounts = JSON.parse((await ssoenv('accounts', '--json')).stdout) as { accounts: unknown[] }
  assert.deepEqual(accounts, {
    session: 'sandbox',
    accounts: accounts.accounts,
    warnings: [],
  })
  assert.deepEqual(accounts.accounts.slice(-2), [
    {
      accountId: '222233334444',
      accountName: 'acme-staging',
      emailAddress: 'aws+acme-staging@acme.example',
    },
    { accountId: '444455556666' },
  ])
  assert.deepEqual(JSON.parse((await ssoenv('roles', 'acme-staging', '--json')).stdout), {
    session: 'sandbox',
    accounts: [
      {
        accountId: '222233334444',
        accountName: 'acme-staging',
        emailAddress: 'aws+acme-staging@acme.example',
        roles: ['Developer', 'ReadOnly'],
      },
    ],
    complete: true,
    warnings: [],
  })
})

test('an account that the session does not reach is a matter of usage, with the command that shows them', async (t) => {
  const { ssoenv } = await sceneFor(t)
  const { status, stderr } = await ssoenv('roles', 'x\u001b[31m')
  assert.equal(status, 2)
  assert.match(stderr, /reaches no account[\s\S]*ssoenv accounts --session sandbox/)
  assert.ok(!stderr.includes('\u001b[31m'))
})

test('without a terminal, and with --no-input on one, a login that is needed is 4 with the command to type', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ state: 'ended' })
  for (const command of ['accounts', 'roles']) {
    const { status, stderr, stdout } = await scene.ssoenv(command)
    assert.deepEqual([status, stdout], [4, ''])
    assert.match(stderr, /ssoenv login --session sandbox/)
  }
  const { status, screen } = await onTerminal(scene, ['accounts', '--no-input'])
  assert.equal(status, 4)
  assert.match(screen, /ssoenv login --session sandbox/)
  assert.equal(scene.sandbox.count('Authorize'), 0)
})

test('on a terminal it logs in where that is needed', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken({ state: 'ended' })
  const { status, screen } = await onTerminal(scene, ['accounts'])
  assert.equal(status, 0, screen)
  assert.match(screen, /Logging in to "sandbox"[\s\S]*111122223333 {2}acme-dev/)
})

test('several sessions and no active profile: the person says which, by this command', async (t) => {
  const scene = await sceneFor(t)
  const other = { sso_start_url: scene.sandbox.startUrls[1] ?? '', sso_region: scene.sandbox.region }
  await scene.home.writeConfig({ ...sandboxSections(scene.sandbox), 'sso-session other': other })
  const { status, stderr } = await scene.ssoenv('roles')
  assert.equal(status, 2)
  assert.match(stderr, /several SSO sessions[\s\S]*ssoenv roles --session sandbox/)
  assert.equal((await scene.ssoenv('accounts', '--session', 'sandbox')).status, 0)
  const active = { ...scene.env, AWS_PROFILE: 'acme-dev' }
  assert.equal((await run(['accounts'], { env: active })).status, 0)
})

test('where the roles of one account do not come, the others are printed, and the status is 6', async (t) => {
  const scene = await sceneFor(t)
  const roleList = [{ roleName: 'Admin' }]
  const portal = await portalFor(t, (url) => {
    if (url.pathname === '/assignment/accounts')
      return { body: { accountList: [{ accountId: '111122223333' }, { accountId: '222233334444' }] } }
    const isBroken = url.searchParams.get('account_id') === '222233334444'
    return isBroken ? { status: 500, body: {} } : { body: { roleList } }
  })
  const env = { ...scene.env, AWS_ENDPOINT_URL_SSO: portal.url }
  const words = /^The roles of 1 account could not be listed: 222233334444\. .* answered with HTTP 500\.$/
  const { status, stdout, stderr } = await run(['roles'], { env })
  assert.deepEqual([status, stdout], [6, 'ACCOUNT       NAME  ROLE\n111122223333  -     Admin\n'])
  assert.match(stderr.trimEnd(), words)
  const json = await run(['roles', '--json'], { env })
  assert.deepEqual([json.status, json.stderr], [6, ''])
  const answer = JSON.parse(json.stdout) as { complete: boolean; warnings: string[] }
  assert.equal(answer.complete, false)
  assert.match(answer.warnings[0] ?? '', words)
})

test('a portal that is away or in trouble is 6', async (t) => {
  const scene = await sceneFor(t)
  scene.sandbox.addFault({ operation: 'ListAccounts', kind: 'status', status: 500 })
  const trouble = await scene.ssoenv('roles')
  assert.equal(trouble.status, 6)
  assert.match(trouble.stderr, /answered with HTTP 500/)
  await scene.sandbox.close()
  const away = await scene.ssoenv('accounts')
  assert.equal(away.status, 6)
  assert.match(away.stderr, /Could not reach 127\.0\.0\.1/)
})

test('on a terminal a line shows how far it is; Ctrl-C ends it cleanly, and the next time goes on from there', async (t) => {
  const scene = await sceneFor(t, manyAccounts(70, 1))
  const stopped = await onTerminal(scene, ['roles'], [['/s  ', { type: '\u0003' }]])
  assert.equal(stopped.signal, 'SIGINT')
  assert.match(stopped.screen, /Roles {2}\[#*-*\] {2}\d+ of 70 accounts {2}\d+\.\d\/s {2}\d s left/)
  assert.match(
    left(stopped.screen),
    /^(\^C)?The roles of \d+ of 70 accounts are known; the same command goes on there\.\nCancelled\.\n$/,
  )
  const asked = scene.sandbox.count('ListAccountRoles')
  assert.ok(asked >= 5 && asked < 70)
  const { status, screen } = await onTerminal(scene, ['roles'])
  assert.equal(status, 0)
  assert.match(left(screen), /^ACCOUNT {7}NAME {11}ROLE\n100000000000 {2}workload-0001 {2}Role1\n/)
  assert.ok(scene.sandbox.count('ListAccountRoles') <= 74)
  assert.equal(scene.sandbox.log().filter((entry) => entry.status === 429).length, 0)
})

test('on a narrow terminal the line is cut: one that wraps could not be taken away again', async (t) => {
  const scene = await sceneFor(t, manyAccounts(25, 1))
  const { status, screen } = await onTerminal(scene, ['roles'], [], 30)
  const drawn = screen.split('\u001b[K').filter((text) => text.startsWith('Roles'))
  assert.equal(status, 0)
  assert.ok(drawn.length > 2)
  for (const text of drawn) assert.equal(text.replace(/\r.*/s, '').length, 29)
})

test('Ctrl-Z ends it too: a stopped listing would keep all others waiting', async (t) => {
  const scene = await sceneFor(t, manyAccounts(70, 1))
  const { status, screen } = await onTerminal(scene, ['roles'], [['/s  ', { type: '\u001a' }]])
  assert.equal(status, 130)
  assert.match(left(screen), /The roles of \d+ of 70 accounts are known/)
})

test('a listing that is killed keeps what it had a few seconds ago, and blocks nobody', async (t) => {
  const scene = await sceneFor(t, manyAccounts(110, 1))
  const { child, ended } = start(['roles'], { env: scene.env })
  await until(() => scene.sandbox.count('ListAccountRoles') >= 95)
  child.kill('SIGKILL')
  await ended
  scene.sandbox.clearLog()
  assert.equal((await scene.ssoenv('roles')).status, 0)
  assert.ok(scene.sandbox.count('ListAccountRoles') < 60)
})

test('two processes at once make one listing', async (t) => {
  const scene = await sceneFor(t, manyAccounts(30, 2))
  const [one, other] = await Promise.all([scene.ssoenv('roles'), scene.ssoenv('roles')])
  assert.deepEqual([one.status, other.status, one.stdout === other.stdout], [0, 0, true])
  assert.equal(scene.sandbox.count('ListAccountRoles'), 30)
})

test('logout forgets what was listed', async (t) => {
  const scene = await sceneFor(t)
  await scene.ssoenv('roles')
  await scene.ssoenv('logout')
  await scene.putToken()
  await scene.ssoenv('roles')
  assert.equal(scene.sandbox.count('ListAccountRoles'), 10)
})
