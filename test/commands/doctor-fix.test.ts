import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, readdir, readFile, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { complaints, of, patientFor, type Patient } from '../support/doctor.js'
import { cleanEnv } from '../support/home.js'

const FIX = ['--offline', '--fix', '--yes']
const NAME = `${'a'.repeat(40)}.json`
const SECONDS = 60

/** Debian's AWS CLI in that home: its exit status and what it said. */
async function aws({ home }: Patient, ...words: string[]): Promise<{ status: number; said: string }> {
  const ran = promisify(execFile)('/usr/bin/aws', words, {
    env: cleanEnv(home.path),
    timeout: SECONDS * 1000,
  })
  return ran.then(
    ({ stdout, stderr }) => ({ status: 0, said: stdout + stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { status: code, said: stdout + stderr }
    },
  )
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8)
}

/** The copies that were kept, by the name of what they are of. */
async function backups({ home }: Patient, of: string): Promise<string[]> {
  const folder = path.join(home.path, '.local/share/ssoenv/backups')
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names.filter((name) => name.startsWith(of)).map((name) => readFile(path.join(folder, name), 'utf8')),
  )
}

const HYPHENS = `# mine\r
[sso-session corp]\r
sso-start-url: https://acme.awsapps.com/start#/\r
SSO-Region   =   eu-west-1\r
\r
[profile "my dev"]\r
  sso-session = corp\r
  # which account
  sso-account-id=111122223333\r
  sso_role_name = Developer ; ours\r
  sso-role-name = Other\r
[profile other]
region = eu-west-1`

test('keys with hyphens are spelled with underscores, every other byte stays, and the AWS CLI reads them', async (t) => {
  const patient = await patientFor(t)
  const file = await patient.home.write('.aws/config', HYPHENS)
  assert.equal((await aws(patient, 'configure', 'get', 'sso_account_id', '--profile', 'my dev')).status, 1)
  const before = await patient.doctor(['--offline'])
  assert.equal(before.status, 3)
  const hyphens = of(before, 'config').filter(({ fixable }) => fixable)
  assert.deepEqual(
    hyphens.map(({ what }) => what.replace(file, 'FILE')),
    [
      'FILE:3: the sso-session "corp" has the key sso-start-url, with hyphens.',
      'FILE:4: the sso-session "corp" has the key sso-region, with hyphens.',
      'FILE:7: the profile "my dev" has the key sso-session, with hyphens.',
      'FILE:9: the profile "my dev" has the key sso-account-id, with hyphens.',
    ],
  )
  const told = await patient.doctor(FIX)
  assert.equal(told.status, 0, told.text)
  assert.ok(of(told, 'config').every(({ fixable, fixed }) => fixed === (fixable ? true : undefined)))
  const expected = HYPHENS.replace('sso-start-url:', 'sso_start_url:')
    .replace('SSO-Region ', 'sso_region ')
    .replace('sso-session = corp', 'sso_session = corp')
    .replace('sso-account-id=', 'sso_account_id=')
  assert.equal(await readFile(file, 'utf8'), expected)
  assert.deepEqual(await backups(patient, 'config'), [HYPHENS])
  const got = await aws(patient, 'configure', 'get', 'sso_account_id', '--profile', 'my dev')
  assert.deepEqual(got, { status: 0, said: '111122223333\n' })
  const again = await patient.doctor(['--offline'])
  assert.ok(of(again, 'config').every(({ fixable }) => !fixable))
})

test('a key that [DEFAULT] gives is told, and left as it is', async (t) => {
  const { doctor, home } = await patientFor(t)
  const text = '[DEFAULT]\nsso-region = eu-west-1\n[profile a]\nregion = eu-west-1\n'
  const file = await home.write('.aws/config', text)
  const told = await doctor(FIX)
  assert.equal(of(told, 'config')[0]?.mend, 'write sso_region on that line', told.text)
  assert.equal(await readFile(file, 'utf8'), text)
})

test('what others can read of keys and tokens, and what they can write, is closed to them', async (t) => {
  const patient = await patientFor(t)
  const { home, doctor } = patient
  const credentials = await home.write('dotfiles/credentials', '', 0o600)
  await symlink(credentials, path.join(home.path, '.aws/credentials'))
  const open: [file: string, mode: string, after: string][] = [
    ['dotfiles/credentials', '640', '600'],
    [`.aws/sso/cache/${NAME}`, '604', '600'],
    ['.aws/sso/cache', '777', '755'],
    [`.aws/cli/cache/${NAME}`, '666', '600'],
    ['.aws/config', '666', '644'],
    ['.local/share/ssoenv', '750', '700'],
  ]
  await home.write(`.aws/sso/cache/${NAME}`, '{}')
  await home.write(`.aws/cli/cache/${NAME}`, '{}')
  await home.write('.local/share/ssoenv/x', '')
  for (const [file, mode] of open) await chmod(path.join(home.path, file), parseInt(mode, 8))
  const told = await doctor(FIX)
  assert.equal(told.status, 0, told.text)
  for (const [file, , after] of open) assert.equal(await modeOf(path.join(home.path, file)), after, file)
  assert.deepEqual(complaints(await doctor(['--offline']), 'modes'), [])
})

test('of many open files the first are told one by one, and all are closed', async (t) => {
  const { doctor, home } = await patientFor(t)
  const files = Array.from({ length: 30 }, (_, index) => `.aws/sso/cache/${index}.json`)
  for (const file of files) await home.write(file, '{}', 0o644)
  const told = await doctor(FIX)
  assert.equal(of(told, 'modes').length, 11)
  for (const file of files) assert.equal(await modeOf(path.join(home.path, file)), '600')
})

const TOKEN = {
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
  accessToken: 'access',
  expiresAt: '2030-01-01T00:00:00Z',
  clientId: 'id',
  clientSecret: 'secret',
  registrationExpiresAt: '2030-01-01T00:00:00Z',
  refreshToken: 'refresh',
}
const WHOLE = `{"startUrl": "https://acme.awsapps.com/start", "region": "eu-west-1", "accessToken": "access", "expiresAt": "2030-01-01T00:00:00Z", "clientId": "id", "clientSecret": "secret", "registrationExpiresAt": "2030-01-01T00:00:00Z", "refreshToken": "refresh"}`

test('a token that some tools stumble over is written as the AWS CLI would, and its copy is kept', async (t) => {
  const cases: [text: string, after: string][] = [
    [JSON.stringify({ ...TOKEN, expiresAt: '2030-01-01T00:00:00UTC' }), WHOLE],
    [JSON.stringify({ ...TOKEN, clientId: null }), WHOLE.replace('"clientId": "id", ', '')],
    [
      JSON.stringify({ ...TOKEN, registrationExpiresAt: 1893456000 }),
      WHOLE.replace('"registrationExpiresAt": "2030-01-01T00:00:00Z", ', ''),
    ],
    [
      JSON.stringify({ ...TOKEN, theirs: [1], refreshToken: null }),
      WHOLE.replace('"refreshToken": "refresh"', '"theirs": [1]'),
    ],
  ]
  for (const [text, after] of cases) {
    const patient = await patientFor(t)
    const file = await patient.home.write(`.aws/sso/cache/${NAME}`, text)
    const told = await patient.doctor(FIX)
    assert.equal(of(told, 'caches')[0]?.fixed, true, told.text)
    assert.equal(await readFile(file, 'utf8'), after)
    assert.deepEqual(await backups(patient, NAME), [text])
    assert.doesNotMatch(told.text, /access"|refresh"/)
  }
})

test('a good token that the AWS CLI cannot refresh stays, and a login is advised', async (t) => {
  const { doctor, home } = await patientFor(t)
  const text = JSON.stringify({ ...TOKEN, registrationExpiresAt: undefined })
  const file = await home.write(`.aws/sso/cache/${NAME}`, text)
  const [finding] = of(await doctor(FIX), 'caches')
  assert.equal(finding?.fixable, false)
  assert.equal(finding.mend, 'ssoenv login --force')
  assert.equal(await readFile(file, 'utf8'), text)
})

async function patientWith(t: TestContext, file: string, text: string): Promise<Patient> {
  const patient = await patientFor(t)
  await patient.home.write(file, text)
  return patient
}

test('what makes `aws sso logout` crash is moved away, and then it works', async (t) => {
  for (const [file, text] of [
    ['.aws/sso/cache/refresh.lock', '4711\n'],
    ['.aws/cli/cache/refresh.lock', '"locked"'],
    ['.aws/cli/cache/list.json', '[]'],
  ] as const) {
    const patient = await patientWith(t, file, text)
    assert.equal((await aws(patient, 'sso', 'logout')).status, 255, file)
    const told = await patient.doctor(FIX)
    assert.equal(of(told, 'caches')[0]?.fixed, true, told.text)
    assert.deepEqual(await backups(patient, path.basename(file)), [text])
    assert.deepEqual(await aws(patient, 'sso', 'logout'), { status: 0, said: '' }, file)
  }
})

test('what cannot be read as a token, a registration or credentials is moved away', async (t) => {
  for (const [file, text] of [
    [`.aws/sso/cache/${NAME}`, ''],
    [`.aws/sso/cache/${NAME}`, '{"accessToken": "acc'],
    [`.aws/sso/cache/${NAME}`, WHOLE.replace('Z"', '"')],
    [`.aws/sso/cache/${NAME}`, '{"clientId": "a", "clientSecret": "b"}'],
    [`.aws/cli/cache/${NAME}`, '{"Credentials": {"Expiration": "2030-01-01T00:00:00"}}'],
    [`.aws/cli/cache/${NAME}`, '{"Cred'],
  ] as const) {
    const patient = await patientWith(t, file, text)
    const told = await patient.doctor(FIX)
    assert.equal(of(told, 'caches')[0]?.fixed, true, text)
    await assert.rejects(readFile(path.join(patient.home.path, file)))
    assert.deepEqual(await backups(patient, NAME), [text])
    assert.deepEqual(complaints(await patient.doctor(['--offline']), 'caches'), [])
  }
})

test('files of other programs that do no harm are passed over', async (t) => {
  const { doctor, home } = await patientFor(t)
  await home.write('.aws/sso/cache/notes.txt', 'not json')
  await home.write('.aws/sso/cache/aws-toolkit-vscode-client-id-eu-west-1.json', '{"clientId": "a"}')
  await home.write(`.aws/sso/cache/${NAME}`, WHOLE)
  await home.write('.aws/cli/cache/session.db', 'SQLite format 3')
  await home.write('.aws/cli/cache/null', 'null')
  assert.deepEqual(complaints(await doctor(['--offline']), 'caches'), [])
})

test('a change that cannot be made is told, and the next one goes on', async (t) => {
  const { doctor, home } = await patientFor(t)
  await home.write('.local/share/ssoenv/backups', 'in the way')
  const number = await home.write('.aws/sso/cache/lock', '17')
  const credentials = await home.write('.aws/credentials', '', 0o644)
  const told = await doctor(FIX)
  assert.equal(of(told, 'caches')[0]?.fixed, false, told.text)
  assert.match(told.said, /backups is not a folder of yours|backups cannot be made/)
  assert.equal(await readFile(number, 'utf8'), '17')
  assert.equal(await modeOf(credentials), '600')
})
