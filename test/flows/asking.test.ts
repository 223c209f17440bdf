/** What is asked on a terminal, by the built program on a pseudo-terminal of its own. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { link } from '../../src/flows/trust.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { readAttempt } from '../../src/world/files/attempts.js'
import { tokenFileName } from '../../src/world/files/token-cache.js'
import { endpointsOf, homeFor, sandboxSections, type Home, type Sections } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { sessionOf, worldFor } from '../support/world.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const terminal = fileURLToPath(new URL('../support/terminal.py', import.meta.url))

type Step = [text: string, action: { type: string } | { signal: string } | { close: true }]

interface Seen {
  status: number | null
  signal: string | null
  screen: string
}

interface Scene {
  sandbox: Sandbox
  /** Runs `ssoenv` with these words on a terminal, answered in these steps. */
  run: (words: string[], steps: Step[], env?: Record<string, string>, cwd?: string) => Promise<Seen>
  enter: (steps: Step[], env?: Record<string, string>) => Promise<Seen>
  outcome: () => Promise<string | undefined>
  visits: () => Promise<number>
  write: Home['write']
  writeConfig: Home['writeConfig']
  sections: Sections
}

async function sceneFor(t: TestContext, mode: 'approve' | 'wait' = 'approve'): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode } })
  const home = await homeFor(t)
  const world = worldFor(home, sandbox)
  await home.writeConfig(sandboxSections(sandbox))
  const here = path.join(home.path, 'acme')
  await mkdir(here)
  await link(world, here, 'acme-dev', false)
  const run: Scene['run'] = async (words, steps, env = {}, cwd = here) => {
    const { stdout } = await promisify(execFile)(
      '/usr/bin/python3',
      [terminal, '20', JSON.stringify(steps), process.execPath, program, ...words],
      { cwd, env: home.env({ ...endpointsOf(sandbox), ...env }) },
    )
    return JSON.parse(stdout) as Seen
  }
  const key = tokenFileName(sessionOf(sandbox, 'sandbox')).replace('.json', '')
  return {
    sandbox,
    run,
    write: home.write,
    writeConfig: home.writeConfig,
    sections: sandboxSections(sandbox),
    enter: (steps, env) => run(['settle', '--shell', 'bash', '--event', 'enter', '--dir', here], steps, env),
    outcome: async () => (await readAttempt(world.paths.state, key))?.outcome,
    visits: async () =>
      (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter(Boolean).length,
  }
}

const ASK = { SSOENV_AUTO_LOGIN: 'ask' }

test('auto_login = ask: yes logs in', async (t) => {
  const { enter, visits, outcome } = await sceneFor(t)
  const seen = await enter([['Log in now? [y/N] ', { type: 'y\r' }]], ASK)
  assert.equal(seen.status, 0, seen.screen)
  assert.equal(await visits(), 1)
  assert.equal(await outcome(), 'done')
})

const NO: [title: string, action: Step[1], ends: Partial<Seen>][] = [
  ['no', { type: 'n\r' }, { status: 0 }],
  ['Ctrl-D', { type: '\u0004' }, { status: 0 }],
  ['Ctrl-Z', { type: '\u001a' }, { status: 0 }],
  ['Ctrl-C', { type: '\u0003' }, { signal: 'SIGINT' }],
  ['the terminal closed', { close: true }, { signal: 'SIGHUP' }],
]
for (const [title, action, ends] of NO) {
  test(`auto_login = ask: ${title} is no, and nobody is asked again on entering`, async (t) => {
    const { enter, outcome, sandbox } = await sceneFor(t)
    const seen = await enter([['Log in now? [y/N] ', action]], ASK)
    assert.deepEqual({ ...seen, ...ends }, seen, JSON.stringify(seen))
    assert.equal(await outcome(), 'cancelled')
    assert.doesNotMatch((await enter([], ASK)).screen, /Log in now/)
    assert.deepEqual(sandbox.counts(), {})
  })
}

for (const [title, action, ends] of NO.slice(2)) {
  test(`in the middle of a login: ${title} ends it, notes it and leaves no listener and no lock`, async (t) => {
    const { enter, run, outcome, visits, sandbox } = await sceneFor(t, 'wait')
    const seen = await enter([['/authorize?', action]])
    assert.deepEqual({ ...seen, ...ends }, seen, JSON.stringify(seen))
    assert.equal(await outcome(), 'cancelled')
    await until(() => sandbox.pending().length === 1)
    const [request] = sandbox.pending()
    const address = sandbox.decide('approve', request?.id)
    await assert.rejects(fetch(address ?? ''), /fetch failed/)
    sandbox.person({ mode: 'approve' })
    assert.equal((await run(['login'], [])).status, 0)
    assert.equal(await visits(), 2)
  })
}

test('where there is only a device code it is not asked for before Enter', async (t) => {
  const { enter, sandbox, outcome } = await sceneFor(t)
  const env = { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }
  const left = await enter([['Press Enter', { type: '\u0003' }]], env)
  assert.equal(left.signal, 'SIGINT')
  assert.equal(sandbox.count('StartDeviceAuthorization'), 0)
  assert.equal(await outcome(), 'cancelled')
})

test('a terminal that is closed before Enter ends the login in order', async (t) => {
  const { enter, outcome } = await sceneFor(t)
  const seen = await enter([['Press Enter', { close: true }]], { SSOENV_LOGIN_FLOW: 'device' })
  assert.equal(seen.signal, 'SIGHUP', JSON.stringify(seen))
  assert.equal(await outcome(), 'cancelled')
})

test('Enter gives the device code', async (t) => {
  const { enter, sandbox } = await sceneFor(t)
  const seen = await enter([['Press Enter', { type: '\r' }]], { SSOENV_LOGIN_FLOW: 'device' })
  assert.equal(seen.status, 0, seen.screen)
  assert.match(seen.screen, /approve only if it shows this code/)
  assert.equal(sandbox.count('StartDeviceAuthorization'), 1)
})

for (const CI of ['true', '1', 'woodpecker']) {
  test(`CI=${CI} is not asked and does not log in`, async (t) => {
    const { enter, sandbox } = await sceneFor(t)
    assert.equal((await enter([], { CI })).status, 0)
    assert.deepEqual(sandbox.counts(), {})
  })
}

for (const CI of ['false', 'False', '0', '']) {
  test(`CI=${CI} is a person's terminal like any other`, async (t) => {
    const { enter, visits } = await sceneFor(t)
    assert.equal((await enter([], { CI })).status, 0)
    assert.equal(await visits(), 1)
  })
}

/** Typed before the program has even started; the second without its Enter. */
const AHEAD: Step = ['', { type: 'y\ry' }]

test('auto_login = ask: what was typed before the question is no answer', async (t) => {
  const { enter, sandbox, outcome } = await sceneFor(t)
  const seen = await enter([AHEAD, ['Log in now? [y/N] ', { type: '\r' }]], ASK)
  assert.equal(seen.status, 0, JSON.stringify(seen))
  assert.equal(await outcome(), 'cancelled')
  assert.deepEqual(sandbox.counts(), {})
})

test('what was typed before it asks for a device code is no Enter', async (t) => {
  const { enter, sandbox, outcome } = await sceneFor(t)
  const steps: Step[] = [
    ['', { type: '\r\r' }],
    ['Press Enter', { type: '\u0004' }],
  ]
  assert.equal((await enter(steps, { SSOENV_LOGIN_FLOW: 'device' })).status, 0)
  assert.equal(await outcome(), 'cancelled')
  assert.equal(sandbox.count('StartDeviceAuthorization'), 0)
})

test('what was typed before the question of allow does not trust a new portal', async (t) => {
  const { run, write } = await sceneFor(t)
  await write(
    'acme/.ssoenv',
    'sso_start_url = https://other.awsapps.com/start\nsso_account_id = 111111111111\nsso_role_name = Developer\n',
  )
  const seen = await run(['allow'], [AHEAD, ['[y/N] ', { type: '\r' }]])
  assert.equal(seen.status, 7, JSON.stringify(seen))
  assert.equal((await run(['allow'], [['[y/N] ', { type: 'y\r' }]])).status, 0)
})

test('Ctrl-C in the list of profiles ends the command by SIGINT', async (t) => {
  const { run } = await sceneFor(t)
  const seen = await run(['use', '--for-shell'], [['Profile to use', { type: '\u0003' }]])
  assert.equal(seen.signal, 'SIGINT', JSON.stringify(seen))
})

const OTHERS: Sections = Object.fromEntries(
  ['one', 'two', 'three'].map((name) => [`profile ${name}`, { region: 'eu-west-1' }]),
)

/** The list as it was drawn first. */
const listed = ({ screen }: Seen): string[] => {
  // eslint-disable-next-line no-control-regex
  const plain = screen.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '')
  const [first = '', ...rest] = plain.slice(plain.indexOf('❯')).split('\r\n')
  return [first, ...rest.slice(0, rest.indexOf(''))].map((line) => line.slice(2))
}

test('in the list of profiles those used last come first, marked', async (t) => {
  const { run, writeConfig, sections } = await sceneFor(t)
  await writeConfig({ ...sections, ...OTHERS })
  const open: Step[] = [['❯', { type: '\u0003' }]]
  // The scene has linked one.
  const before = ['acme-dev  111122223333  Developer  (recent)', 'acme-prod  333344445555  ReadOnly']
  assert.deepEqual(listed(await run(['use', '--for-shell'], open)), [...before, 'one', 'two', 'three'])
  assert.equal((await run(['use', '--for-shell', 'two'], [])).status, 0)
  assert.equal((await run(['login', 'acme-prod'], [])).status, 0)
  assert.deepEqual(listed(await run(['use', '--for-shell'], open)), [
    'acme-prod  333344445555  ReadOnly  (recent)',
    'two  (recent)',
    'acme-dev  111122223333  Developer  (recent)',
    'one',
    'three',
  ])
  const chosen = await run(
    ['use', '--for-shell'],
    [
      ['❯', { type: 'thr' }],
      ['❯ three', { type: '\r' }],
    ],
  )
  assert.match(chosen.screen, /profile three\r$/m)
  assert.deepEqual(listed(await run(['use', '--for-shell'], open)).slice(0, 2), [
    'three  (recent)',
    'acme-prod  333344445555  ReadOnly  (recent)',
  ])
})

for (const [how, typed, chosen] of [
  ['a name and Enter', 'prod\r', 'acme-prod'],
  ['a move, a name and Enter', '\u001b[Bthree\r', 'three'],
  ['a name, a correction and Enter', 'three\u007f\u007f\u007f\u007f\u007fone\r', 'one'],
  ['words that nothing has, their correction and Enter', 'threex\r\u007f\r', 'three'],
] as const) {
  test(`typed or pasted at once into the list, ${how} take what they say`, async (t) => {
    const { run, writeConfig, sections } = await sceneFor(t)
    await writeConfig({ ...sections, ...OTHERS })
    // The guard would ask about acme-prod afterwards.
    const seen = await run(['use', '--for-shell'], [['\u276f acme-dev', { type: typed }]], {
      SSOENV_YES: '1',
    })
    assert.match(seen.screen, new RegExp(`profile ${chosen}\\r$`, 'm'))
  })
}

test('an Enter from before the list takes nothing', async (t) => {
  const { run, writeConfig, sections } = await sceneFor(t)
  await writeConfig({ ...sections, ...OTHERS })
  const seen = await run(
    ['use', '--for-shell'],
    [
      ['', { type: '\r' }],
      ['\u276f acme-dev', { type: 'two\r' }],
    ],
  )
  assert.match(seen.screen, /profile two\r$/m)
})

test('a profile that is gone from the config is not in the list, however recent', async (t) => {
  const { run, writeConfig, sections } = await sceneFor(t)
  await writeConfig({ ...sections, ...OTHERS })
  assert.equal((await run(['use', '--for-shell', 'two'], [])).status, 0)
  await writeConfig(sections)
  assert.doesNotMatch((await run(['use', '--for-shell'], [['❯', { type: '\u0003' }]])).screen, /two/)
})

test('login without PROFILE opens the list where several sessions could be meant', async (t) => {
  const { run, writeConfig, sections, visits } = await sceneFor(t)
  const other = { ...sections['sso-session sandbox'], sso_start_url: 'https://other.awsapps.com/start' }
  await writeConfig({ ...sections, ...OTHERS, 'sso-session other': other })
  const seen = await run(
    ['login'],
    [
      ['❯ acme-dev', { type: 'prod' }],
      ['❯ acme-prod', { type: '\r' }],
    ],
    {},
    '/',
  )
  assert.equal(seen.status, 0, JSON.stringify(seen))
  assert.doesNotMatch(seen.screen, /three/)
  assert.equal(await visits(), 1)
})

test('of 10,000 profiles the list shows the first ones, and how many more there are', async (t) => {
  const { run, writeConfig, sections } = await sceneFor(t)
  const many = Array.from({ length: 10_000 }, (_, index) => [`profile app-${index}`, { region: 'eu-west-1' }])
  await writeConfig({ ...sections, ...(Object.fromEntries(many) as Sections) })
  const seen = await run(
    ['use', '--for-shell'],
    [
      ['200 of 10002: type to narrow the list', { type: '9997' }],
      ['❯ app-9997', { type: '\r' }],
    ],
  )
  assert.match(seen.screen, /profile app-9997\r$/m)
})
