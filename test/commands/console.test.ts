import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test, type TestContext } from 'node:test'
import { endpointsOf, homeFor, sandboxSections, type Home, type Sections } from '../support/home.js'
import { runOnTerminal, type Seen } from '../support/on-terminal.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import type { Sandbox } from '../../src/sandbox/server.js'

interface Scene {
  home: Home
  sandbox: Sandbox
  /** Without a terminal. */
  console: (words: string[], env?: Record<string, string>) => Promise<Ended>
  onTerminal: (words: string[], env?: Record<string, string>) => Promise<Seen>
  /** What the browser was given. */
  visits: () => Promise<string[]>
}

async function sceneFor(t: TestContext, sections: Sections = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  await home.writeConfig({ ...sandboxSections(sandbox), ...sections })
  const env = home.env(endpointsOf(sandbox))
  return {
    home,
    sandbox,
    console: (words, more = {}) => run(['console', ...words], { env: { ...env, ...more } }),
    onTerminal: (words, more = {}) => runOnTerminal(['console', ...words], [], { env: { ...env, ...more } }),
    visits: async () =>
      (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
  }
}

const linkOf = ({ sandbox }: Scene, region = 'eu-west-1', page = 'console'): string => {
  const destination = `https://${region}.console.aws.amazon.com/${page}/home?region=${region}`
  return `${sandbox.startUrl}/#/console?account_id=111122223333&role_name=Developer&destination=${encodeURIComponent(destination)}`
}

test("the browser opens the portal's link, and the portal leads to the account and role", async (t) => {
  const scene = await sceneFor(t)
  const { status, screen } = await scene.onTerminal(['acme-dev'])
  assert.deepEqual(
    [status, screen.trim()],
    [0, 'The console of "acme-dev" (account 111122223333) opens in the browser.'],
  )
  await until(() => scene.sandbox.count('OtherPage') === 1)
  const [link = '', ...more] = await scene.visits()
  assert.deepEqual([link, more], [linkOf(scene), []])
  const page = await (await fetch(link.replace('#/console?', '?'))).text()
  assert.match(page, /AWS console/)
  assert.match(page, /111122223333/)
  assert.match(page, /Developer/)
  assert.match(page, /https:\/\/eu-west-1\.console\.aws\.amazon\.com\/console\/home\?region=eu-west-1/)
})

test('--print prints the link and nothing else, and nothing opens', async (t) => {
  const scene = await sceneFor(t)
  for (const { status, stdout, stderr } of [
    await scene.console(['acme-dev', '--print']),
    await scene.console(['--print'], { AWS_PROFILE: 'acme-dev' }),
  ])
    assert.deepEqual([status, stdout, stderr], [0, `${linkOf(scene)}\n`, ''])
  const { screen } = await scene.onTerminal(['acme-dev', '--print'])
  assert.equal(screen.trim(), linkOf(scene))
  assert.deepEqual([await scene.visits(), scene.sandbox.counts()], [[], {}])
})

test('without a terminal, over SSH, in CI, or where no browser starts, the link is printed, with a word about it', async (t) => {
  const scene = await sceneFor(t)
  const word = 'No browser can be opened from here. The link:\n'
  const { status, stdout, stderr } = await scene.console(['acme-dev'])
  assert.deepEqual([status, stdout, stderr], [0, `${linkOf(scene)}\n`, word])
  const surroundings = [
    { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
    { CI: 'true' },
    { SSOENV_NON_INTERACTIVE: '1' },
    { BROWSER: '/nowhere' },
  ]
  for (const env of surroundings) {
    const seen = await scene.onTerminal(['acme-dev'], env)
    const lines = [word.trim(), linkOf(scene)].join('\r\n')
    assert.deepEqual([seen.status, seen.screen.trim()], [0, lines], Object.keys(env)[0])
  }
  assert.deepEqual(await scene.visits(), [])
})

test('the region is the flag’s, else that of the environment, else the profile’s; without any there is no page', async (t) => {
  const bare = {
    'profile bare': {
      sso_session: 'sandbox',
      sso_account_id: '111122223333',
      sso_role_name: 'Developer',
    },
  }
  const scene = await sceneFor(t, bare)
  const link = async (words: string[], env = {}): Promise<string> =>
    (await scene.console([...words, '--print'], env)).stdout.trim()
  const flags = ['acme-dev', '--service', 's3', '--region', 'us-east-1']
  assert.equal(await link(flags, { AWS_REGION: 'eu-north-1' }), linkOf(scene, 'us-east-1', 's3'))
  assert.equal(
    await link(['acme-dev'], { AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'eu-south-1' }),
    linkOf(scene, 'eu-north-1'),
  )
  assert.equal(await link(['bare'], { AWS_DEFAULT_REGION: 'eu-south-1' }), linkOf(scene, 'eu-south-1'))
  assert.equal(await link(['bare']), linkOf(scene).replace(/&destination.*/, ''))
})

test('--json has the link, and whether a browser was started', async (t) => {
  const scene = await sceneFor(t)
  const { stdout, stderr } = await scene.console(['acme-dev', '--json'])
  assert.deepEqual(JSON.parse(stdout), {
    profile: 'acme-dev',
    accountId: '111122223333',
    roleName: 'Developer',
    region: 'eu-west-1',
    url: linkOf(scene),
    opened: false,
  })
  assert.equal(stderr, '')
})

test("the session's own browser is taken", async (t) => {
  const scene = await sceneFor(t)
  const browser = await scene.home.write('own', '#!/bin/sh\necho "own $*" > "$HOME/own.log"\n', 0o700)
  await scene.home.write('.config/ssoenv/config', `[session sandbox]\nbrowser = ${browser} --profile work\n`)
  const { status } = await scene.onTerminal(['acme-dev'])
  assert.equal(status, 0)
  const log = `${scene.home.path}/own.log`
  await until(async () => (await readFile(log, 'utf8').catch(() => '')) !== '')
  assert.equal(await readFile(log, 'utf8'), `own --profile work ${linkOf(scene)}\n`)
})

test('a profile that assumes a further role is refused, with the way to the console there', async (t) => {
  const scene = await sceneFor(t, {
    'profile deploy': {
      source_profile: 'acme-dev',
      role_arn: 'arn:aws:iam::333344445555:role/path/Deploy',
    },
    'profile keys': { region: 'eu-west-1' },
  })
  const { status, stdout, stderr } = await scene.console(['deploy', '--print'])
  assert.deepEqual([status, stdout], [3, ''])
  const words = stderr.replace(/\s*\n\s*(?:›\s*)?/g, ' ')
  assert.match(words, /"deploy" assumes a further role/)
  assert.match(words, /switch the role there to "Deploy" of account 333344445555/)
  assert.match(words, /ssoenv console acme-dev/)
  assert.equal((await scene.console(['keys', '--print'])).status, 3)
})

test('what cannot be a service or a region is told', async (t) => {
  const scene = await sceneFor(t)
  for (const words of [
    ['--service', '../x'],
    ['--region', 'evil.example/'],
    ['--region', 'cn-north-1'],
  ])
    assert.equal((await scene.console(['acme-dev', '--print', ...words])).status, 2, words.join(' '))
})

test('a protected profile is guarded, also where only the link is wanted', async (t) => {
  const scene = await sceneFor(t)
  for (const words of [['acme-prod'], ['acme-prod', '--print']]) {
    const { status, stdout } = await scene.console(words)
    assert.deepEqual([status, stdout], [7, ''])
  }
  const { status, stdout } = await scene.console(['acme-prod', '--print', '--yes'])
  assert.equal(status, 0)
  assert.match(stdout, /account_id=333344445555&role_name=ReadOnly/)
})

test('where the .ssoenv is refused no other profile is taken or offered; one that is named goes', async (t) => {
  const { home, sandbox } = await sceneFor(t)
  await home.write('api/.ssoenv', 'profile = acme-dev\n')
  const here = { env: home.env(endpointsOf(sandbox)), cwd: `${home.path}/api` }
  assert.equal((await run(['allow'], here)).status, 0)
  assert.equal((await run(['console', '--print'], here)).status, 0)
  await home.write('api/.ssoenv', 'profile = acme-prod\n')
  const { status, stderr } = await run(['console', '--print'], here)
  assert.equal(status, 7)
  assert.match(stderr, /changed/)
  assert.equal((await runOnTerminal(['console', '--print'], [], here)).status, 7)
  assert.equal((await run(['console', 'acme-dev', '--print'], here)).status, 0)
})

test('where the console has no public address, a region that is in force is left out, and one that is asked for is told', async (t) => {
  const scene = await sceneFor(t)
  const sections = sandboxSections(scene.sandbox)
  const isolated = { sso_start_url: scene.sandbox.startUrl, sso_region: 'us-iso-east-1' }
  await scene.home.writeConfig({
    ...sections,
    'sso-session sandbox': { ...sections['sso-session sandbox'], ...isolated },
    'profile acme-dev': { ...sections['profile acme-dev'], region: 'us-iso-west-1' },
  })
  const plain = `${scene.sandbox.startUrl}/#/console?account_id=111122223333&role_name=Developer\n`
  for (const env of [{}, { AWS_REGION: 'us-iso-east-1' }]) {
    const { status, stdout } = await scene.console(['acme-dev', '--print'], env)
    assert.deepEqual([status, stdout], [0, plain])
  }
  const { status, stderr } = await scene.console(['acme-dev', '--print', '--region', 'us-iso-east-1'])
  assert.equal(status, 2)
  assert.match(stderr, /has no public address/)
})
