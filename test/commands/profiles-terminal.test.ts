/** What `ssoenv profiles add --here` and `remove` ask on a terminal. */
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, type Home } from '../support/home.js'
import { runOnTerminal, type Seen, type Step } from '../support/on-terminal.js'
import { sandboxFor } from '../support/sandbox.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  /** In a directory with a `.ssoenv` that asks for a role at the sandbox's portal. */
  ssoenv: (words: string[], steps: Step[]) => Promise<Seen>
  here: string
  config: () => Promise<string>
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' } })
  const home = await homeFor(t)
  const here = path.join(home.path, 'acme')
  await mkdir(here)
  const text = `sso_start_url = ${sandbox.startUrl}\nsso_account_id = 111122223333\nsso_role_name = Developer\n`
  await home.write('acme/.ssoenv', text, 0o644)
  const env = home.env({ ...endpointsOf(sandbox), NO_COLOR: '1' })
  return {
    sandbox,
    home,
    here,
    ssoenv: (words, steps) => runOnTerminal(words, steps, { env, cwd: here }),
    config: () => readFile(path.join(home.path, '.aws/config'), 'utf8'),
  }
}

const ADD = ['profiles', 'add', '--here']
const QUESTION =
  'which your AWS config does not know. Make a profile for account 111122223333, role "Developer", there'

test('add --here: a new portal is shown and asked for; no is the default, and changes nothing', async (t) => {
  const { ssoenv, config, sandbox } = await sceneFor(t)
  for (const answer of ['\r', 'no\r', '\u001a']) {
    const seen = await ssoenv(ADD, [[QUESTION, { type: answer }]])
    assert.equal(seen.status, 7, seen.screen)
    assert.ok(seen.screen.includes(`names the portal ${new URL(sandbox.startUrl).host}/start`), seen.screen)
  }
  const cancelled = await ssoenv(ADD, [[QUESTION, { type: '\u0003' }]])
  assert.equal(cancelled.signal, 'SIGINT')
  // Nobody has asked that portal for anything.
  assert.equal(sandbox.log().length, 0)
  const atName = await ssoenv(ADD, [
    [QUESTION, { type: 'y\r' }],
    ['Name for the profile', { type: '\u0003' }],
  ])
  assert.equal(atName.signal, 'SIGINT', atName.screen)
  await assert.rejects(config(), /ENOENT/)
})

test('add --here: on a yes session and profile are made, the file is allowed, and the first login stays one by hand', async (t) => {
  const { ssoenv, config, sandbox, here } = await sceneFor(t)
  const seen = await ssoenv(ADD, [
    [QUESTION, { type: 'y\r' }],
    ['Name for the profile (Developer-111122223333)', { type: 'acme\r' }],
  ])
  assert.equal(seen.status, 0, seen.screen)
  assert.equal(
    await config(),
    '[profile acme]\nsso_session = sso\nsso_account_id = 111122223333\nsso_role_name = Developer\n\n' +
      `[sso-session sso]\nsso_start_url = ${sandbox.startUrl}\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n`,
  )
  const entered = await ssoenv(['settle', '--shell', 'bash', '--event', 'enter', '--dir', here], [])
  assert.match(entered.screen, /is new here; the first login is by hand: ssoenv login --session sso/)
  assert.equal(sandbox.count('RegisterClient'), 0)
})

test('add --here: a file that was allowed while the config did not know its portal stays one with a new portal', async (t) => {
  const { ssoenv, here } = await sceneFor(t)
  await ssoenv(['allow'], [['Allow it? [y/N]', { type: 'y\r' }]])
  const added = await ssoenv(['profiles', 'add', 'acme', '--here'], [[QUESTION, { type: 'y\r' }]])
  assert.equal(added.status, 0, added.screen)
  const entered = await ssoenv(['settle', '--shell', 'bash', '--event', 'enter', '--dir', here], [])
  assert.match(entered.screen, /the first login is by hand/)
})

test('remove: shows what goes and asks; no is the default', async (t) => {
  const { ssoenv, config, home } = await sceneFor(t)
  const text = '[profile a]\nregion = eu-west-1\n\n# of b\n[profile b]\naws_secret_access_key = hidden\n'
  await home.write('.aws/config', text)
  const remove = (type: string): Promise<Seen> =>
    ssoenv(['profiles', 'remove', 'b'], [['Remove the profile "b"? [y/N]', { type }]])
  const declined = await remove('\r')
  assert.deepEqual([declined.status, await config()], [130, text])
  assert.match(declined.screen, /-# of b\r\n-\[profile b\]\r\n-aws_secret_access_key = \*\*\*\*/)
  const cancelled = await remove('\u0003')
  assert.deepEqual([cancelled.signal, await config()], ['SIGINT', text])
  const done = await remove('y\r')
  assert.deepEqual([done.status, await config()], [0, '[profile a]\nregion = eu-west-1\n'], done.screen)
})
