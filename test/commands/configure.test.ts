/** `ssoenv configure` on a terminal: from nothing, again, changed, cancelled, answered wrongly. */
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { manyAccounts } from '../../src/sandbox/accounts.js'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.js'
import { configText, endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { runOnTerminal, type Seen, type Step } from '../support/on-terminal.js'
import { sandboxFor } from '../support/sandbox.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  configure: (words: string[], steps: Step[]) => Promise<Seen>
  config: () => Promise<string>
}

async function sceneFor(t: TestContext, options: SandboxOptions = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' }, ...options })
  const home = await homeFor(t)
  const env = home.env({ ...endpointsOf(sandbox), NO_COLOR: '1' })
  return {
    sandbox,
    home,
    configure: (words, steps) => runOnTerminal(['configure', ...words], steps, { env }),
    config: () => readFile(path.join(home.path, '.aws/config'), 'utf8'),
  }
}

const ENTER = { type: '\r' }
const CTRL_C = { type: '\u0003' }

/** From nothing to the end: what is asked, and an answer to it. */
const fromNothing = ({ startUrl }: Sandbox): Step[] => [
  ['Start URL of the access portal', { type: `${startUrl}\r` }],
  ['Name for the session', { type: 'acme\r' }],
  ['Account, of 5 accounts', { type: 'dev' }],
  ['❯ acme-dev', ENTER],
  ['Role', { type: 'devel' }],
  ['❯ Developer', ENTER],
  ['Name for the profile', ENTER],
  ['Region for commands', ENTER],
  ['Output format', { type: 'json\r' }],
]

const made = (sandbox: Sandbox, output = 'output = json\n'): string =>
  `[profile acme-dev-Developer]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Developer\nregion = eu-west-1\n${output}` +
  `\n[sso-session acme]\nsso_start_url = ${sandbox.startUrl}\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n`

test('from nothing: a start URL, a login, and answers make a profile and its session', async (t) => {
  const { configure, config, sandbox, home } = await sceneFor(t)
  const seen = await configure([], fromNothing(sandbox))
  assert.equal(seen.status, 0, seen.screen)
  assert.match(seen.screen, /Its Identity Center is in eu-west-1\./)
  assert.match(seen.screen, /Profile "acme-dev-Developer" and SSO session "acme" are in ~\/\.aws\/config now/)
  assert.equal(await config(), made(sandbox))
  assert.equal((await stat(path.join(home.path, '.aws/config'))).mode & 0o777, 0o600)
  assert.equal(sandbox.count('ListAccountRoles'), 1)
})

test('Ctrl-C at each question leaves nothing behind', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t)
  const steps = fromNothing(sandbox)
  // Each question, and not the answers in the middle of a list.
  const questions = steps.flatMap(([text], index) => (text.startsWith('❯') ? [] : [{ text, index }]))
  assert.equal(questions.length, 7)
  for (const { text, index } of questions) {
    const seen = await configure([], [...steps.slice(0, index), [text, CTRL_C]])
    assert.deepEqual([seen.status, seen.signal], [null, 'SIGINT'], `${text}: ${seen.screen}`)
    await assert.rejects(config(), /ENOENT/, text)
  }
})

test('the end of the input is a cancel too', async (t) => {
  const { configure, config } = await sceneFor(t)
  const seen = await configure([], [['Start URL', { type: '\u0004' }]])
  assert.deepEqual([seen.status, seen.signal], [130, null], seen.screen)
  await assert.rejects(config(), /ENOENT/)
})

test('a session that is there is used without a question about it, and the file stays as it is around the new profile', async (t) => {
  const { configure, config, sandbox, home } = await sceneFor(t)
  const before = `# mine\r\n${configText(sandboxSections(sandbox)).replaceAll('\n', '\r\n')}\r\n; end`
  await home.write('.aws/config', before)
  const seen = await configure(
    [],
    [
      ['❯ sandbox', ENTER],
      ['❯ acme-billing', ENTER],
      ['❯ Audit', ENTER],
      ['Name for the profile (acme-billing-Audit+Export@2026)', { type: 'audit\r' }],
      ['Region for commands, - for none (eu-west-1)', { type: '-\r' }],
      ['Output format', ENTER],
    ],
  )
  assert.equal(seen.status, 0, seen.screen)
  assert.doesNotMatch(seen.screen, /Start URL|Identity Center/)
  const added =
    '[profile audit]\r\nsso_session = sandbox\r\nsso_account_id = 012345678901\r\nsso_role_name = Audit+Export@2026'
  assert.equal(await config(), `${before}\r\n\r\n${added}`)
})

test('2,000 accounts: a few letters find one, and only its roles are asked for', async (t) => {
  const { sandbox, home, configure, config } = await sceneFor(t, {
    instances: [{ startUrl: '/start', accounts: manyAccounts(2000, 5) }],
  })
  await home.writeConfig(sandboxSections(sandbox))
  const seen = await configure(
    ['one'],
    [
      ['❯ sandbox', ENTER],
      ['Account, of 2,000 accounts', { type: '1777' }],
      ['❯ workload-1777', ENTER],
      ['Role', { type: '3' }],
      ['❯ Role3', ENTER],
      ['Region for commands', ENTER],
      ['Output format', ENTER],
    ],
  )
  assert.equal(seen.status, 0, seen.screen)
  assert.match(
    await config(),
    /\[profile one\]\nsso_session = sandbox\nsso_account_id = 100000001776\nsso_role_name = Role3\n/,
  )
  assert.deepEqual([sandbox.count('ListAccounts'), sandbox.count('ListAccountRoles')], [20, 1])
})

test('wrong answers are told and asked for again', async (t) => {
  const { configure, config, sandbox } = await sceneFor(t)
  const seen = await configure(
    [],
    [
      ['Start URL', ENTER],
      ['in the browser.', { type: 'acme\r' }],
      ['such as https://acme.awsapps.com/start', { type: 'ftp://acme.awsapps.com/start\r' }],
      ['such as https://', { type: 'https://evil.example.invalid/start\r' }],
      ['evil.example.invalid is no host of an AWS access portal', { type: `${sandbox.startUrl}\r` }],
      ['Name for the session', { type: 'a]b\r' }],
      ['square brackets', { type: 'acme\r' }],
      ['❯ acme-billing', ENTER],
      ['❯ Audit', ENTER],
      ['Name for the profile', { type: '[x\r' }],
      ['square brackets', { type: 'right\r' }],
      ['Region for commands', { type: 'Ireland\r' }],
      ['is not the name of a region. One is eu-west-1.', { type: 'eu-wst-1\r' }],
      ['Did you mean eu-west-1? Type it again', { type: 'eu-west-2\r' }],
      ['Output format', { type: 'xml\r' }],
      ['is none of json', { type: 'text\r' }],
    ],
  )
  assert.equal(seen.status, 0, seen.screen)
  assert.match(await config(), /^\[profile right\][^]*region = eu-west-2\noutput = text\n/)
})

test('where the portal does not say its region it is asked for; an unknown one has to be typed twice', async (t) => {
  const { configure } = await sceneFor(t)
  const seen = await configure(
    ['--start-url', 'http://127.0.0.1:1/start'],
    [
      ['Region of its Identity Center (us-east-1)', { type: 'eu-new-7\r' }],
      ['Type it again', { type: 'eu-new-7\r' }],
      ['Name for the session', CTRL_C],
    ],
  )
  assert.equal(seen.signal, 'SIGINT', seen.screen)
})

test('a profile that is there is changed after its difference was shown, and what it says of the old form goes', async (t) => {
  const { configure, config, sandbox, home } = await sceneFor(t)
  const { startUrl, region } = sandbox
  const legacy = { sso_start_url: startUrl, sso_region: region, sso_account_id: '1', cli_pager: '' }
  const before = configText({ ...sandboxSections(sandbox), 'profile old': legacy })
  const words = [
    'old',
    '--session',
    'sandbox',
    '--account',
    'acme-dev',
    '--role',
    'Developer',
    '--region',
    'us-east-1',
  ]
  const ask = (answer: string): Step[] => [
    ['Output format', ENTER],
    ['Change the profile "old" like this? [y/N]', { type: `${answer}\r` }],
  ]
  await home.write('.aws/config', before)
  const declined = await configure(words, ask(''))
  assert.deepEqual([declined.status, await config()], [130, before], declined.screen)
  const seen = await configure(words, ask('y'))
  assert.equal(seen.status, 0, seen.screen)
  assert.match(seen.screen, /-sso_start_url = [^]*\+sso_session = sandbox/)
  const [, profile] = (await config()).split('[profile old]\n')
  assert.equal(
    profile,
    'sso_account_id = 111122223333\ncli_pager = \nsso_session = sandbox\nsso_role_name = Developer\nregion = us-east-1\n',
  )
  const again = await configure(words, [['Output format', ENTER]])
  assert.match(again.screen, /just like this/)
})

test('profiles of the old form offer their portal for a new session', async (t) => {
  const { configure, config, sandbox, home } = await sceneFor(t)
  const { startUrl, region } = sandbox
  await home.writeConfig({ 'profile old': { sso_start_url: startUrl, sso_region: region } })
  const seen = await configure(
    ['new', '--account', '111122223333', '--role', 'ReadOnly'],
    [
      ['(a new session, of profiles of the old form)', ENTER],
      ['Name for the session', { type: 'acme\r' }],
      ['Region for commands', ENTER],
      ['Output format', ENTER],
    ],
  )
  assert.equal(seen.status, 0, seen.screen)
  assert.match(await config(), /\[sso-session acme\]\nsso_start_url = .*\nsso_region = eu-west-1\n/)
})

test('a start URL that a session has already leads to that session', async (t) => {
  const { configure, config, sandbox, home } = await sceneFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const seen = await configure(
    ['more', '--start-url', `${sandbox.startUrl}/#/`, '--account', '111122223333', '--role', 'ReadOnly'],
    [
      ['SSO session "sandbox" has this start URL already; it is used.', { type: '' }],
      ['Region for commands', ENTER],
      ['Output format', ENTER],
    ],
  )
  assert.equal(seen.status, 0, seen.screen)
  assert.equal((await config()).match(/\[sso-session/g)?.length, 1)
})

test('a terminal that goes away in the middle of a question leaves nothing behind', async (t) => {
  const { configure, config } = await sceneFor(t)
  const seen = await configure([], [['Start URL', { close: true }]])
  assert.ok(seen.signal === 'SIGHUP' || seen.status === 130, JSON.stringify(seen))
  await assert.rejects(config(), /ENOENT/)
})
