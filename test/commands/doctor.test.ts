import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { test } from 'node:test'
import { complaints, of, patientFor } from '../support/doctor.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { endpointsOf, sandboxSections } from '../support/home.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { PROGRAM, run } from '../support/program.js'
import { legacySessionOf, sessionOf } from '../support/world.js'

test('where all is well nothing is wrong, and the exit status is 0', async (t) => {
  const { doctor } = await patientFor(t)
  const told = await doctor()
  assert.equal(told.status, 0, told.text)
  assert.equal(told.state, 'note')
  for (const check of ['config', 'legacy', 'modes', 'caches', 'locks', 'clock', 'settings', 'program'])
    assert.deepEqual(
      of(told, check).map(({ state }) => state),
      ['ok'],
      check,
    )
})

test('for a person each finding has its state and its check, and at the end it is counted', async (t) => {
  const { env, home } = await patientFor(t)
  await home.write('.aws/credentials', '[old]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n', 0o644)
  const { status, stdout } = await run(['doctor'], { env: env({ SSOENV_AUTOLOGIN: 'ask' }) })
  assert.equal(status, 3)
  assert.match(stdout, /^ok {7}config {7}~\/\.aws\/config: 2 profiles, and each can be used\.$/m)
  assert.match(
    stdout,
    /^problem {2}modes {8}~\/\.aws\/credentials can be read by other users of this machine \(mode 644\)\.\n {9}Who .*\n {9}Mend: chmod 600 ~\/\.aws\/credentials$/m,
  )
  assert.match(stdout, /\n\n1 problem, 1 warning\. ssoenv doctor --fix can mend 1 of what is above\.\n$/)
})

test('a config that no tool can read is told with its line, and all else is looked at', async (t) => {
  const { doctor, home } = await patientFor(t)
  await home.write('.aws/config', '[profile a]\nregion = x\n[profile a]\nregion = y\n')
  const told = await doctor()
  assert.equal(told.status, 3)
  assert.deepEqual(complaints(told, 'config'), [
    `problem ${home.path}/.aws/config:3: the section [profile a] stands on line 1 already. No AWS tool can read the file until that is mended.`,
  ])
  assert.deepEqual(complaints(told, 'modes'), [])
})

test('profiles that cannot be used, headers that mean nothing and what surprises are told with their lines', async (t) => {
  const { doctor, home } = await patientFor(t)
  const file = await home.write(
    '.aws/config',
    `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1 # Ireland

[sso-session fine]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile gone]
sso_session = nowhere
sso_account_id = 111122223333
sso_role_name = Dev

[profile "two"]
region = eu-west-1

[profile two]
sso_session = fine
sso_account_id = 111122223333
sso_role_name = Dev # mine

[profile ünal]
region = eu-west-1

[prod]
sso_session = fine

[sso_session typo]
sso_start_url = https://acme.awsapps.com/start

[services local]
s3 =
  endpoint_url = http://localhost:4566
`,
  )
  const told = await doctor(['--offline'])
  assert.equal(told.status, 3)
  const found = complaints(told, 'config').join('\n').replaceAll(file, 'CONFIG')
  for (const line of [
    /^problem CONFIG:3: the sso_region "eu-west-1 # Ireland" of the SSO session "corp" is not a region's name/m,
    /^problem CONFIG:10: the profile "gone" uses the SSO session "nowhere", and there is no \[sso-session nowhere\]/m,
    /^warning CONFIG:17: the profile "two" stands on line 14 too, and only the later one counts/m,
    /^warning CONFIG:20: what looks like a comment behind sso_role_name is part of its value/m,
    /^warning CONFIG:22: the JavaScript SDK cannot see the profile "ünal"/m,
    /^warning CONFIG:25: \[prod\] is the section of no profile and no SSO session/m,
    /^warning CONFIG:28: \[sso_session typo\] is the section of no profile/m,
  ])
    assert.match(found, line)
  assert.doesNotMatch(found, /services/)
  assert.equal(
    of(told, 'config').find(({ what }) => what.includes('[prod]'))?.mend,
    'write [profile prod] on that line',
  )
})

test('of thousands of broken profiles the first are told, and how many there are', async (t) => {
  const { doctor, home } = await patientFor(t)
  const sections = Array.from({ length: 3000 }, (_, index) => `[profile p${index}]\nsso_account_id = 1\n`)
  await home.write('.aws/config', sections.join(''))
  const told = complaints(await doctor(['--offline']), 'config')
  assert.equal(told.length, 11)
  assert.equal(told[10], 'problem There are 2990 more such profiles.')
})

test('profiles of the older form are named, with the command that moves them', async (t) => {
  const { doctor, home, sandbox } = await patientFor(t)
  const role = { sso_account_id: '111122223333', sso_role_name: 'Developer' }
  await home.writeConfig({
    'profile old': { sso_start_url: sandbox.startUrl, sso_region: sandbox.region, ...role },
  })
  const told = await doctor(['--offline'])
  const [finding] = of(told, 'legacy')
  assert.equal(told.status, 0)
  assert.equal(finding?.state, 'warning')
  assert.match(finding.what, /^One profile is of the older form without sso_session.*: "old"\.$/)
  assert.equal(finding.mend, 'ssoenv migrate --dry-run')
})

test('the copies of tokens for old SDKs are told where they are missing, in the way of a login, or left behind', async (t) => {
  const { doctor, home, sandbox } = await patientFor(t)
  const [session, mirror] = [sessionOf(sandbox, 'sandbox'), legacySessionOf(sandbox)].map(
    (one) => `.aws/sso/cache/${tokenFileName(one)}`,
  ) as [string, string]
  const on = { SSOENV_TOKEN_MIRROR: 'on' }
  const told = async (env: Record<string, string>, ...words: string[]): Promise<string[]> =>
    of(await doctor(['--offline', ...words], env), 'mirror').map(({ state, what }) => `${state} ${what}`)
  const copied = async (): Promise<boolean> =>
    (await readFile(`${home.path}/${mirror}`, 'utf8')).includes('ssoenvMirrorOf')
  assert.deepEqual(await told({}), ['ok No profile is written for SDKs that know no sso_session.'])
  const address = { sso_start_url: sandbox.startUrl, sso_region: sandbox.region }
  await home.writeConfig({
    ...sandboxSections(sandbox),
    'profile both': { ...sandboxSections(sandbox)['profile acme-dev'], ...address },
  })
  const legacy = async (env: Record<string, string>): Promise<string[]> =>
    of(await doctor(['--offline'], env), 'legacy').map(({ state }) => state)
  assert.deepEqual([await legacy({}), await legacy(on)], [['warning'], ['ok']])
  const [note] = await told({})
  assert.match(note ?? '', /^note One profile has sso_start_url beside sso_session.*: "both"\.$/)
  assert.deepEqual(await told(on), ['ok No session has a token that old SDKs would look for.'])
  await home.write(session, JSON.stringify(sandbox.issueToken({})))
  const missing = 'warning The token of "sandbox" is not where old SDKs look for it.'
  assert.deepEqual(await told(on), [missing])
  await home.write(mirror, JSON.stringify(sandbox.issueToken({ refreshable: false })))
  const [other] = await told(on)
  assert.match(
    other ?? '',
    /^note The token of "sandbox" .* is another tool's login, and stays until that has ended\.$/,
  )
  await home.write(mirror, JSON.stringify(sandbox.issueToken({ state: 'expired', refreshable: false })))
  assert.deepEqual(await told(on, '--fix', '--yes'), [missing])
  assert.ok(await copied())
  assert.deepEqual(await told(on), ['ok The token of "sandbox" is also where old SDKs look for it.'])
  const [left] = await told({})
  assert.match(left ?? '', /^warning ~.*\.json is a copy of the token of "sandbox" .* token_mirror is off\.$/)
  await home.writeConfig({})
  const [gone] = await told(on, '--fix', '--yes')
  assert.match(gone ?? '', /that session is logged out, has another start URL or is gone\.$/)
  await assert.rejects(copied())
})

test('variables that hide the profile, name none or mean nothing are told, with the line that mends it', async (t) => {
  const { doctor, env } = await patientFor(t)
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'hidden-secret' }
  const cases: [extra: Record<string, string>, state: string, what: RegExp, mend: RegExp][] = [
    [{ AWS_PROFILE: 'nope' }, 'problem', /AWS_PROFILE is "nope", and there is no such profile/, /ssoenv use/],
    [
      { AWS_PROFILE: 'ssoenv-refused' },
      'warning',
      /what this directory asks for is refused/,
      /ssoenv status/,
    ],
    [{ AWS_PROFILE: '' }, 'warning', /AWS_PROFILE is set and empty/, /^unset AWS_PROFILE$/],
    [
      { ...keys, AWS_PROFILE: 'acme-dev' },
      'warning',
      /AWS_ACCESS_KEY_ID is set: .*not the profile "acme-dev"/,
      /^unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY$/,
    ],
    [
      { AWS_PROFILE: 'acme-dev', AWS_DEFAULT_PROFILE: 'acme-prod' },
      'warning',
      /AWS_DEFAULT_PROFILE is "acme-prod", which boto3 takes/,
      /unset AWS_DEFAULT_PROFILE/,
    ],
    [
      { SSOENV_AUTOLOGIN: 'ask' },
      'warning',
      /SSOENV_AUTOLOGIN is set/,
      /perhaps SSOENV_AUTO_LOGIN was meant/,
    ],
    [{ AWS_CONFIG_FILE: '.aws/config' }, 'warning', /another file in each directory/, /absolute/],
    [{ AWS_ENDPOINT_URL: 'http://localhost:4566' }, 'note', /does not use it for logins/, /./],
    [{ AWS_ENDPOINT_URL_SSO: 'http://example.com' }, 'problem', /only https is used/, /./],
  ]
  for (const [extra, state, what, mend] of cases) {
    const told = await doctor(['--offline'], extra)
    const finding = of(told, 'environment').find((one) => what.test(one.what))
    assert.equal(finding?.state, state, `${JSON.stringify(extra)}: ${told.text}`)
    assert.match(finding.mend ?? '', mend)
    assert.equal(told.status, state === 'problem' ? 3 : 0)
    assert.ok(!told.text.includes('hidden-secret'))
  }
  const clean = Object.fromEntries(Object.entries(env()).filter(([name]) => !name.startsWith('AWS_')))
  const { stdout } = await run(['doctor', '--offline', '--json'], { env: clean })
  assert.match(stdout, /Nothing in the environment hides the profile/)
})

test('an access key beside the SSO keys of a profile is told: tools do not agree which counts', async (t) => {
  const { doctor, home } = await patientFor(t)
  await home.write('.aws/credentials', '[acme-dev]\naws_access_key_id = A\naws_secret_access_key = hidden\n')
  const told = await doctor(['--offline'])
  const finding = of(told, 'environment').find(({ what }) => what.startsWith('Of the profile "acme-dev"'))
  assert.equal(finding?.state, 'warning', told.text)
  assert.ok(!told.text.includes('hidden'))
})

test('settings that cannot be used are told with their lines, and each value with its place', async (t) => {
  const { doctor, home } = await patientFor(t)
  const file = await home.write(
    '.config/ssoenv/config',
    'auto_login = sometimes\nshadow = unset\n[directories]\n/a = acme-dev\n',
  )
  const told = await doctor(['--offline'], { SSOENV_LOGIN_FLOW: 'device' })
  const lines = of(told, 'settings').map(({ what }) => what)
  assert.deepEqual(lines.slice(0, -1), [
    `${file}:1: auto_login takes always, ask or never, not "sometimes". The line is left out.`,
    'login_flow is from the variable SSOENV_LOGIN_FLOW.',
    `shadow is from ${file}:2.`,
    `Of 1 directory there are settings in ${file}.`,
  ])
  assert.match(
    lines.at(-1) ?? '',
    /^The others have their defaults: auto_login, login_before, (?!.*shadow).*\bprompt\b/,
  )
})

test('--offline and SSOENV_NON_INTERACTIVE ask no service', async (t) => {
  const { doctor, sandbox } = await patientFor(t)
  const nowhere = Object.fromEntries(
    Object.keys(endpointsOf(sandbox)).map((name) => [name, 'http://127.0.0.1:1']),
  )
  assert.equal((await doctor(['--offline'], nowhere)).status, 0)
  assert.equal((await doctor([], { ...nowhere, SSOENV_NON_INTERACTIVE: '1' })).status, 0)
  assert.equal((await doctor([], nowhere)).status, 6)
})

test('names that a terminal would obey are shown without what it would obey, and no secret is shown', async (t) => {
  const { env, home } = await patientFor(t)
  const evil = 'x\u001b]0;owned\u0007\u202e'
  await home.write(`.aws/sso/cache/${evil}.json`, '5')
  await home.write('.config/ssoenv/config', `${evil} = 1\n`)
  await home.write('.aws/config', `[${evil}]\nsso_session = a\n[profile ${evil}]\nsso_account_id = ${evil}\n`)
  const token = { accessToken: 'hidden-token', expiresAt: 'x', refreshToken: 'hidden-refresh' }
  await home.write(`.aws/sso/cache/${'0'.repeat(40)}.json`, JSON.stringify(token))
  const extra = { AWS_PROFILE: evil, [`SSOENV_${evil}`]: '1', AWS_CONFIG_FILE: '~/.aws/config' }
  for (const words of [
    ['doctor', '--offline'],
    ['doctor', '--offline', '--fix', '--yes'],
  ]) {
    const { stdout, stderr } = await run(words, { env: env(extra) })
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u202e]|hidden/)
  }
})

test('what is held back by a terminal is asked one by one: a yes is done, a no is left', async (t) => {
  const { env, home } = await patientFor(t)
  const credentials = await home.write('.aws/credentials', '', 0o644)
  const number = await home.write('.aws/sso/cache/lock', '17')
  const { screen, status } = await runOnTerminal(
    ['doctor', '--offline', '--fix'],
    [
      ['credentials to 600? [y/N]', { type: 'n\r' }],
      ['cache/lock away? [y/N]', { type: 'y\r' }],
    ],
    { env: env() },
  )
  assert.equal(status, 3, screen)
  assert.match(screen, /chmod 600 ~\/\.aws\/credentials/)
  assert.match(screen, /1 problem, \d warnings?\. ssoenv doctor --fix can mend 1/)
  await assert.rejects(readFile(number))
  assert.equal((await stat(credentials)).mode & 0o777, 0o644)
})

test('--fix changes nothing where nobody can be asked, and says how to say yes', async (t) => {
  const { env, home } = await patientFor(t)
  const number = await home.write('.aws/sso/cache/lock', '17')
  for (const words of [
    ['doctor', '--offline', '--fix'],
    ['doctor', '--fix', '--json'],
  ]) {
    const { status, stdout, stderr } = await run(words, { env: env() })
    assert.equal(status, 2)
    assert.match(stdout + stderr, /--yes/)
  }
  assert.equal(await readFile(number, 'utf8'), '17')
})

test('an ssoenv of another version on PATH is told', async (t) => {
  const { doctor, program } = await patientFor(t)
  const other = await program('ssoenv', "#!/bin/sh\necho 'ssoenv/0.0.1 linux-x64 node-v20.20.2'\n")
  assert.deepEqual(complaints(await doctor(['--offline']), 'program'), [
    `warning ${other} is ssoenv 0.0.1, another one than runs now.`,
  ])
  await program('ssoenv', `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`)
  assert.deepEqual(complaints(await doctor(['--offline']), 'program'), [])
})
