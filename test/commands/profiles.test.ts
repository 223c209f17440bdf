/** `ssoenv profiles list`, `add` and `remove`, without a terminal. */
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { markFor } from '../../src/core/profile/profile-mark.js'
import { homeFor, type Home } from '../support/home.js'
import { run, type Ended } from '../support/program.js'

interface Scene {
  home: Home
  /** A directory with this `.ssoenv`. */
  project: (text: string) => Promise<string>
  ssoenv: (words: string[], cwd?: string) => Promise<Ended>
  config: () => Promise<string>
}

async function sceneFor(t: TestContext, config = CONFIG): Promise<Scene> {
  const home = await homeFor(t)
  await home.write('.aws/config', config)
  const env = home.env()
  return {
    home,
    project: async (text) => {
      const directory = path.join(home.path, 'acme')
      await mkdir(directory, { recursive: true })
      await home.write('acme/.ssoenv', text, 0o644)
      return directory
    },
    ssoenv: (words, cwd) => run(words, { env, ...(cwd === undefined ? {} : { cwd }) }),
    config: () => readFile(path.join(home.path, '.aws/config'), 'utf8'),
  }
}

const KEYS: [string, string][] = [
  ['sso_session', 'acme'],
  ['sso_account_id', '111122223333'],
  ['sso_role_name', 'Developer'],
]
const LINES = KEYS.map((pair) => pair.join(' = ')).join('\n')

const CONFIG = `# Made by hand.
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile dev-10]
# ${markFor(KEYS)}
${LINES}

[profile dev-9]
# ${markFor(KEYS)}
${LINES}
region = eu-west-3

# The deployment goes through dev-9.
[profile deploy]
role_arn = arn:aws:iam::222233334444:role/team/Deploy
source_profile = dev-9

[profile broken]
sso_session = nowhere
sso_account_id = 111122223333
sso_role_name = Developer
`

const flat = (text: string): string => text.replace(/\s*\n[\s›]+/g, ' ')

test('list: every profile by name, numbers by value, with where it leads, where it stands and who made it', async (t) => {
  const { ssoenv, home } = await sceneFor(t)
  await home.write(
    '.aws/credentials',
    '[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n',
  )
  const { status, stdout, stderr } = await ssoenv(['profiles'])
  assert.equal(status, 0, stderr)
  assert.equal(
    stdout,
    [
      'PROFILE  SESSION  ACCOUNT       ROLE       REGION     WHERE',
      'broken   -        -             -          -          ~/.aws/config:24    cannot be used',
      'deploy   acme     222233334444  Deploy     -          ~/.aws/config:20',
      'dev-9    acme     111122223333  Developer  eu-west-3  ~/.aws/config:12    by sync, edited',
      'dev-10   acme     111122223333  Developer  -          ~/.aws/config:6     by sync',
      'keys     -        -             -          -          ~/.aws/credentials',
      '',
    ].join('\n'),
  )
  assert.match(stderr, /config:25: the profile "broken" uses the SSO session "nowhere"/)
  const listed = await ssoenv(['profiles', 'list', '--json'])
  const { profiles } = JSON.parse(listed.stdout) as { profiles: { profile: string }[] }
  assert.deepEqual(
    profiles.find(({ profile }) => profile === 'dev-9'),
    {
      profile: 'dev-9',
      session: 'acme',
      accountId: '111122223333',
      roleName: 'Developer',
      region: 'eu-west-3',
      file: path.join(home.path, '.aws/config'),
      line: 12,
      sync: 'edited',
    },
  )
})

test('list: an empty config says how to begin, and nothing of a file reaches the terminal raw', async (t) => {
  const { ssoenv, home } = await sceneFor(t, '')
  const empty = await ssoenv(['profiles', 'list'])
  assert.deepEqual([empty.status, empty.stdout], [0, ''])
  assert.match(empty.stderr, /ssoenv configure/)
  await home.write('.aws/config', '[profile "\u001b[2Jx"]\nregion = \u001b]0;title\u0007\n')
  const { stdout } = await ssoenv(['profiles', 'list'])
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /[\u001b\u0007]/)
})

const ADD = ['profiles', 'add', 'new', '--account', '333344445555', '--role', 'ReadOnly']

test('add: a profile of the only session, at the end, and the rest of the file as it was', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const { status, stdout } = await ssoenv([...ADD, '--region', 'eu-west-2', '--output', 'json'])
  assert.equal(status, 0)
  assert.match(stdout, /^Profile "new" is in ~\/\.aws\/config now: account 333344445555, role "ReadOnly"\.\n/)
  assert.equal(
    await config(),
    `${CONFIG}\n[profile new]\nsso_session = acme\nsso_account_id = 333344445555\nsso_role_name = ReadOnly\nregion = eu-west-2\noutput = json\n`,
  )
  const again = await ssoenv(ADD)
  assert.deepEqual(
    [again.status, again.stdout],
    [0, 'Profile "new" is in ~/.aws/config already, just like this.\n'],
  )
})

test('add: what is missing or wrong is named, and nothing is written', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const cases: [string[], number, RegExp][] = [
    [['profiles', 'add'], 2, /NAME, --account, --role: missing/],
    [
      [...ADD, '--session', 'other'],
      3,
      /There is no SSO session "other" .* ssoenv configure new --session other/,
    ],
    [
      ['profiles', 'add', 'x', '--account', 'acme-dev', '--role', 'R'],
      2,
      /--account: "acme-dev" is not 12 digits/,
    ],
    [
      ['profiles', 'add', 'x', '--account', '111122223333', '--role', 'a b'],
      2,
      /"a b" is not the name of a role/,
    ],
    [['profiles', 'add', 'x]', '--account', '111122223333', '--role', 'R'], 3, /square brackets/],
    [
      ['profiles', 'add', 'deploy', '--account', '111122223333', '--role', 'R'],
      3,
      /"deploy"\s+gets its credentials by role_arn/,
    ],
    [
      ['profiles', 'add', 'dev-9', '--account', '333344445555', '--role', 'R'],
      3,
      /has a profile "dev-9" already\. .*ssoenv configure dev-9/,
    ],
    [[...ADD, '--sso-region', 'eu-west-1'], 2, /--here/],
  ]
  for (const [words, expected, message] of cases) {
    const { status, stderr } = await ssoenv(words)
    assert.equal(status, expected, stderr)
    assert.match(flat(stderr), message)
  }
  assert.equal(await config(), CONFIG)
})

test('add: --dry-run shows the difference, also to programs', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const shown = await ssoenv([...ADD, '--dry-run'])
  assert.match(shown.stdout, /\n\+\[profile new\]\n\+sso_session = acme\n/)
  const { stdout } = await ssoenv([...ADD, '--dry-run', '--json'])
  const { diff, changed, dryRun } = JSON.parse(stdout) as Record<string, unknown>
  assert.deepEqual([`${String(diff)}\n`, changed, dryRun], [shown.stdout, true, true])
  assert.equal(await config(), CONFIG)
})

const TEAM = (startUrl: string, more = ''): string =>
  `sso_start_url = ${startUrl}\nsso_account_id = 444455556666\nsso_role_name = Auditor\n${more}`

test('add --here: a known portal needs no question; name and region come from the file', async (t) => {
  const { ssoenv, config, project } = await sceneFor(t)
  const here = await project(
    TEAM('https://acme.awsapps.com/start/#/', 'profile = audit\nregion = eu-west-2\n'),
  )
  const { status, stdout, stderr } = await ssoenv(['profiles', 'add', '--here'], here)
  assert.equal(status, 0, stderr)
  assert.match(stdout, /Profile "audit" is in/)
  assert.match(stderr, /To use ~\/acme\/\.ssoenv: ssoenv allow/)
  assert.equal(
    await config(),
    `${CONFIG}\n[profile audit]\nsso_session = acme\nsso_account_id = 444455556666\nsso_role_name = Auditor\nregion = eu-west-2\n`,
  )
  const allowed = await ssoenv(['allow'], here)
  assert.match(allowed.stdout, /sets AWS_PROFILE to "audit"/)
  const again = await ssoenv(['profiles', 'add', '--here', '--json'], here)
  assert.deepEqual(JSON.parse(again.stdout), { already: ['audit'], changed: false })
  assert.equal(again.stderr, '')
})

test('add --here: without a name in the file it is called as the AWS CLI would, or as the command says', async (t) => {
  const { ssoenv, config, project } = await sceneFor(t)
  const here = await project(TEAM('https://acme.awsapps.com/start'))
  const dry = await ssoenv(['profiles', 'add', 'mine', '--here', '--dry-run'], here)
  assert.match(dry.stdout, /\+\[profile mine\]/)
  assert.equal((await ssoenv(['profiles', 'add', '--here'], path.join(here, '..', 'acme'))).status, 0)
  assert.match(await config(), /\[profile Auditor-444455556666\]\nsso_session = acme\n/)
})

test('add --here: a new portal is never taken without a person', async (t) => {
  const { ssoenv, config, project } = await sceneFor(t)
  const here = await project(TEAM('https://new.awsapps.com/start', 'sso_region = us-east-1\n'))
  const { status, stderr } = await ssoenv(['profiles', 'add', '--here'], here)
  assert.equal(status, 7)
  assert.match(
    flat(stderr),
    /names the portal new\.awsapps\.com\/start, which your AWS config does not know, and there is no terminal/,
  )
  const dry = await ssoenv(['profiles', 'add', '--here', '--dry-run'], here)
  assert.match(
    dry.stdout,
    /\+\[sso-session new\]\n\+sso_start_url = https:\/\/new\.awsapps\.com\/start\n\+sso_region = us-east-1\n/,
  )
  assert.equal(await config(), CONFIG)
})

test('add --here: what cannot be made a profile of says why', async (t) => {
  const { ssoenv, config, project } = await sceneFor(t)
  const cases: [string, number, RegExp][] = [
    [
      'profile = dev-10\n',
      2,
      /names the profile "dev-10", and not with start URL, account and role\. .*ssoenv configure dev-10/,
    ],
    ['profile =\n', 2, /says that there is no profile here/],
    [TEAM('https://evil.example/start'), 3, /not the address of an AWS access portal/],
    [TEAM('https://new.awsapps.com/start').replace('444455556666', '$(id)'), 3, /not 12 digits/],
  ]
  for (const [text, expected, message] of cases) {
    const { status, stderr } = await ssoenv(['profiles', 'add', '--here'], await project(text))
    assert.equal(status, expected, stderr)
    assert.match(flat(stderr), message)
  }
  const nowhere = await ssoenv(['profiles', 'add', '--here'])
  assert.equal(nowhere.status, 2)
  assert.match(flat(nowhere.stderr), /There is no \.ssoenv in/)
  assert.equal(await config(), CONFIG)
})

test('a message that misses a profile for a .ssoenv of a team names the command that makes it', async (t) => {
  const { ssoenv, project } = await sceneFor(t)
  const { stdout } = await ssoenv(['allow'], await project(TEAM('https://acme.awsapps.com/start')))
  assert.match(flat(stdout), /refused for now: No profile in .* Try: ssoenv profiles add --here/)
})

test('remove: takes the profiles and their comments, keeps the rest, and needs a yes', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const asked = await ssoenv(['profiles', 'remove', 'broken'])
  assert.equal(asked.status, 2)
  assert.match(flat(asked.stderr), /Remove the profile "broken"\? Nobody can be asked here; --yes says yes/)
  assert.equal(await config(), CONFIG)
  const { status, stdout } = await ssoenv(['profiles', 'remove', 'deploy', 'dev-9', '--yes'])
  assert.equal(status, 0)
  assert.match(
    stdout,
    /^"deploy", "dev-9": removed from ~\/\.aws\/config\.\nThe file as it was: .*\/backups\/config\./,
  )
  const [head = '', rest = ''] = CONFIG.split('[profile dev-9]\n')
  assert.equal(await config(), head + rest.slice(rest.indexOf('[profile broken]')))
})

test('remove: a profile that another one stands on stays, unless that goes too or it is forced', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const refused = await ssoenv(['profiles', 'remove', 'dev-9', '--yes'])
  assert.equal(refused.status, 7)
  assert.match(flat(refused.stderr), /config:22: the profile "deploy" gets its credentials from "dev-9"/)
  assert.equal(await config(), CONFIG)
  assert.equal((await ssoenv(['profiles', 'remove', 'dev-9', '--yes', '--force'])).status, 0)
})

test('remove: a name that is not there, or only in the credentials file, changes nothing', async (t) => {
  const { ssoenv, config, home } = await sceneFor(t)
  await home.write(
    '.aws/credentials',
    '[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n',
  )
  for (const [name, message] of [
    ['nope', /There is no profile "nope"/],
    ['keys', /is only in ~\/\.aws\/credentials, which ssoenv does not change/],
  ] as const) {
    const { status, stderr } = await ssoenv(['profiles', 'remove', 'broken', name, '--yes'])
    assert.equal(status, 3)
    assert.match(flat(stderr), message)
  }
  assert.equal(await config(), CONFIG)
})

test('remove: --dry-run --json has the difference', async (t) => {
  const { ssoenv, config } = await sceneFor(t)
  const { stdout } = await ssoenv(['profiles', 'remove', 'broken', '--dry-run', '--json'])
  const { diff, ...rest } = JSON.parse(stdout) as Record<string, unknown>
  assert.match(String(diff), /\n-\[profile broken\]\n/)
  assert.deepEqual([rest['removed'], rest['dryRun']], [['broken'], true])
  assert.equal(await config(), CONFIG)
})
