import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { homeFor, type Home } from '../support/home.js'
import { runCommandOnTerminal, runOnTerminal, type Seen, type Step } from '../support/on-terminal.js'
import { PROGRAM, run, type Ended } from '../support/program.js'

const PORTAL = 'sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n'
const PINNED = `${PORTAL}sso_account_id = 111111111111\nsso_role_name = Dev\n`

interface Scene {
  home: Home
  acme: string
  /** `ssoenv WORDS…` without a terminal. */
  piped: (words: string[], env?: Record<string, string>, cwd?: string) => Promise<Ended>
  /** The same on one, with these answers. */
  asked: (words: string[], steps?: Step[], env?: Record<string, string>, cwd?: string) => Promise<Seen>
  /** Writes `acme/.ssoenv` and trusts it. */
  bind: (text: string) => Promise<void>
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const home = await homeFor(t)
  const acme = path.join(home.path, 'acme')
  await mkdir(path.join(acme, 'deep'), { recursive: true })
  const dev = { sso_session: 'corp', sso_account_id: '111111111111', sso_role_name: 'Dev' }
  await home.writeConfig({
    'sso-session corp': { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-west-1' },
    'profile dev': dev,
    'profile audit': { ...dev, sso_role_name: 'Audit' },
    'profile prod': { ...dev, sso_account_id: '222222222222' },
    'profile other': { ...dev, sso_account_id: '333333333333' },
    'profile chained': { role_arn: 'arn:aws:iam::111111111111:role/Dev', source_profile: 'other' },
    'profile keys': { aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: 'not-a-real-secret' },
  })
  const piped = (words: string[], env: Record<string, string> = {}, cwd = acme): Promise<Ended> =>
    run(words, { env: home.env(env), cwd })
  return {
    home,
    acme,
    piped,
    asked: (words, steps = [], env = {}, cwd = acme) =>
      runOnTerminal(words, steps, { env: home.env(env), cwd }),
    bind: async (text) => {
      await home.write('acme/.ssoenv', text, 0o644)
      assert.equal((await piped(['allow'])).status, 0)
    },
  }
}

const use = (...words: string[]): string[] => ['use', '--for-shell', ...words]
/** One line, as the words of an error are wrapped on a terminal. */
const oneLine = (text: string): string => text.replace(/[\s›]+/g, ' ')

test('where a .ssoenv pins an account, a profile of another is refused: exit 7, both accounts, the file, the command', async (t) => {
  const { piped, bind, acme } = await sceneFor(t)
  await bind(PINNED)
  for (const cwd of [acme, path.join(acme, 'deep')]) {
    const ran = await piped(use('other'), {}, cwd)
    assert.deepEqual([ran.status, ran.stdout], [7, ''])
    assert.match(
      oneLine(ran.stderr),
      /~\/acme\/\.ssoenv: The profile "other" has account 333333333333, and the \.ssoenv says 111111111111\./,
    )
    assert.match(oneLine(ran.stderr), /Try this: ssoenv use other --yes/i)
  }
  assert.equal((await piped(use('dev'))).stdout, 'profile dev\nend\n')
})

test('a pin goes by where commands end up, and by the role', async (t) => {
  const { piped, bind } = await sceneFor(t)
  await bind(PINNED)
  assert.equal((await piped(use('chained'))).status, 0)
  const role = await piped(use('audit'))
  assert.equal(role.status, 7)
  assert.match(oneLine(role.stderr), /has role "Audit", and the \.ssoenv says "Dev"/)
  await bind('profile = dev\nsso_account_id = 111111111111\n')
  assert.equal((await piped(use('audit'))).status, 0)
})

test('a profile without SSO is refused where an account is pinned: which one it reaches is not known', async (t) => {
  const { piped, bind } = await sceneFor(t)
  await bind(PINNED)
  const ran = await piped(use('keys'))
  assert.equal(ran.status, 7)
  assert.match(oneLine(ran.stderr), /does not use SSO, so whether it is account 111111111111 cannot be known/)
  assert.equal((await piped(use('keys', '--yes'))).status, 0)
})

test('only --yes goes past a pin; SSOENV_YES answers questions, and this is none', async (t) => {
  const { piped, asked, bind } = await sceneFor(t)
  await bind(PINNED)
  assert.equal((await piped(use('other'), { SSOENV_YES: '1' })).status, 7)
  assert.equal((await asked(use('other'))).status, 7)
  assert.equal((await piped(use('other', '--yes'))).stdout, 'profile other\nend\n')
})

test('what pins is what was trusted: not a file that is not, nor the settings, nor a profile alone', async (t) => {
  const { piped, bind, home, acme } = await sceneFor(t)
  await home.write('acme/.ssoenv', PINNED, 0o644)
  assert.equal((await piped(use('other'))).status, 0)
  await bind(PINNED)
  await writeFile(path.join(acme, '.ssoenv'), 'profile = other\n')
  assert.equal((await piped(use('other'))).status, 7, 'changed since')
  await bind(PINNED)
  await home.write('acme/deep/.ssoenv', 'profile = other\n', 0o644)
  assert.equal(
    (await piped(use('other'), {}, path.join(acme, 'deep'))).status,
    7,
    'a nearer one, not trusted',
  )
  await home.write('.config/ssoenv/config', `[directories]\n${acme}/deep = dev\n`)
  assert.equal((await piped(use('other'), {}, path.join(acme, 'deep'))).status, 0, 'the settings')
  await bind('profile = dev\n')
  assert.equal((await piped(use('other'))).status, 0, 'a profile alone')
})

test('a protected profile asks, default no, and says what it reaches', async (t) => {
  const { asked } = await sceneFor(t)
  const no = await asked(use('prod'), [['[y/N]', { type: '\r' }]])
  assert.equal(no.status, 130)
  assert.match(
    no.screen,
    /Profile "prod" is protected: account 222222222222, role Dev\. Use it in this shell\?/,
  )
  assert.doesNotMatch(no.screen, /profile prod/)
  const yes = await asked(use('prod'), [['[y/N]', { type: 'y\r' }]])
  assert.equal(yes.status, 0)
  assert.match(yes.screen, /profile prod\r\nend/)
  const early = await asked(use('prod'), [
    ['', { type: 'y\r' }],
    ['[y/N]', { type: '\r' }],
  ])
  assert.equal(early.status, 130, 'what was typed before the question is no answer')
})

test('without a terminal a protected profile is refused, unless --yes or SSOENV_YES=1 say yes', async (t) => {
  const { piped, asked } = await sceneFor(t)
  const ran = await piped(use('prod'))
  assert.deepEqual([ran.status, ran.stdout], [7, ''])
  assert.match(
    oneLine(ran.stderr),
    /"prod" is protected \(account 222222222222, role Dev\).*--yes.*SSOENV_YES=1/,
  )
  assert.equal((await asked(use('prod'), [], { SSOENV_NON_INTERACTIVE: '1' })).status, 7)
  assert.equal((await piped(use('prod'), { SSOENV_YES: '0' })).status, 7)
  assert.equal((await piped(use('prod', '--yes'))).status, 0)
  assert.equal((await piped(use('prod'), { SSOENV_YES: '1' })).status, 0)
  assert.equal((await piped(use('prod'), { SSOENV_PROTECT: 'x*' })).status, 0)
  assert.equal((await piped(use('dev'), { SSOENV_PROTECT: 'd*' })).status, 7)
})

test('a yes counts for an hour, in that shell, for that profile in that account', async (t) => {
  const { home } = await sceneFor(t)
  // One terminal, several shells at it: what the hook of each exports.
  const script = `
    as() { shell=$1; shift; SSOENV_SHELL_PID=$shell "$@"; echo "<$?>"; }
    ssoenv() { "$NODE" "$PROGRAM" use --for-shell "$@"; }
    as 10 ssoenv prod; as 10 ssoenv prod; as 20 ssoenv prod; as 10 ssoenv other; echo over`
  const env = home.env({ NODE: process.execPath, PROGRAM, SSOENV_PROTECT: 'prod other' })
  const seen = await runCommandOnTerminal(
    ['bash', '-c', script],
    [
      ['"prod" is protected', { type: '' }],
      ['[y/N]', { type: 'y\r' }],
      ['<0>', { type: '' }],
      ['<0>', { type: '' }],
      ['[y/N]', { type: 'n\r' }],
      ['"other" is protected', { type: '' }],
      ['[y/N]', { type: 'n\r' }],
    ],
    { env },
  )
  assert.equal(seen.screen.split('is protected').length - 1, 3)
  assert.match(seen.screen, /<0>[^<]*<0>[^<]*<130>[^<]*<130>\s*over/)
})

test('what was agreed to is kept private, and an hour later asked for again', async (t) => {
  const { home } = await sceneFor(t)
  const folder = path.join(home.path, '.local/state/ssoenv/agreements')
  const script = `
    ssoenv() { "$NODE" "$PROGRAM" use --for-shell prod; echo "<$?>"; }
    ssoenv; for note in "$NOTES"/*; do date -u -d '-61 minutes' +%FT%TZ >$note; done
    ssoenv; for note in "$NOTES"/*; do date -u -d '+2 minutes' +%FT%TZ >$note; done
    ssoenv; stat -c '%a' "$NOTES" "$NOTES"/*; echo over`
  const env = home.env({ NODE: process.execPath, PROGRAM, NOTES: folder })
  const yes: Step = ['[y/N]', { type: 'y\r' }]
  const seen = await runCommandOnTerminal(['bash', '-c', script], [yes, yes, yes], { env })
  assert.match(seen.screen, /<0>[^<]*<0>[^<]*<0>\s*700\s*600\s*over/)
  const [note = ''] = await readdir(folder)
  assert.match(await readFile(path.join(folder, note), 'utf8'), /^\d{4}-\d\d-\d\dT[\d:.]+Z\n$/)
})

test('a profile that the config does not have is missed, not asked about', async (t) => {
  const { piped, bind } = await sceneFor(t)
  await bind(PINNED)
  const ran = await piped(use('no-prod'))
  assert.equal(ran.status, 3)
  assert.match(ran.stderr, /no-prod/)
})

test('exec, env and console are guarded as use is, and what they were to do is not done', async (t) => {
  const { piped, bind, acme } = await sceneFor(t)
  await bind(PINNED)
  const deeds = [
    (...words: string[]) => ['exec', ...words, '--', 'touch', 'done'],
    (...words: string[]) => ['env', ...words],
    (...words: string[]) => ['console', '--print', ...words],
  ]
  for (const words of deeds) {
    const pinned = await piped(words('other'))
    assert.equal(pinned.status, 7, words().join(' '))
    assert.match(oneLine(pinned.stderr), /has account 333333333333, and the \.ssoenv says 111111111111/)
    const byHand = await piped(words(), { AWS_PROFILE: 'other' })
    assert.equal(byHand.status, 7, 'AWS_PROFILE by hand')
    const guarded = await piped(words('prod'), {}, path.dirname(acme))
    assert.equal(guarded.status, 7)
    assert.match(oneLine(guarded.stderr), /"prod" is protected/)
  }
  assert.deepEqual(await readdir(acme), ['.ssoenv', 'deep'])
})

test('ssoenv prompt marks a profile that was chosen by hand against the .ssoenv', async (t) => {
  const { piped, bind } = await sceneFor(t)
  await bind(PINNED)
  const shown = async (profile: string): Promise<unknown> =>
    JSON.parse((await piped(['prompt', '--json'], { AWS_PROFILE: profile })).stdout)
  const other = { text: 'other against .ssoenv', state: 'manual', protected: false, shadowed: false }
  assert.deepEqual(await shown('other'), { ...other, againstBinding: true })
  assert.deepEqual(await shown('dev'), {
    text: 'dev login needed',
    state: 'login',
    protected: false,
    shadowed: false,
    againstBinding: false,
  })
})

test('whoever has inherited the name of a shell, but sits at another terminal, is asked', async (t) => {
  const { asked } = await sceneFor(t)
  for (let times = 0; times < 2; times++) {
    const seen = await asked(use('prod'), [['[y/N]', { type: 'y\r' }]], { SSOENV_SHELL_PID: '10' })
    assert.equal(seen.status, 0)
    assert.match(seen.screen, /is protected/)
  }
})
