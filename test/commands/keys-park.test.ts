import assert from 'node:assert/strict'
import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { it } from 'node:test'
import { runOnTerminal, type Seen } from '../support/on-terminal.js'
import { start } from '../support/program.js'
import { ACCOUNT, keysScene, linesOf, unwrapped, type KeysScene } from '../support/keys.js'

/** Both files and the folder of parked keys, to compare. */
async function stateOf({ config, credentials, parked }: KeysScene): Promise<unknown> {
  return [await config(), await credentials(), await readdir(parked).catch(() => [])]
}

it('the profile uses SSO, the key is in a file of its own, and all other lines stay', async (t) => {
  const scene = await keysScene(t, {
    credentials: (lines) =>
      `# mine\r\n\r\n[a]\r\nregion = x\r\n\r\n# the old one\r\n[old]\r\n${lines.replaceAll('\n', '\r\n')}`,
  })
  const { config, credentials, keys, parked, key } = scene
  const before = await config()
  const { status, stdout, stderr } = await keys(['park', 'old', '--yes', '--json'])
  assert.equal(status, 0, stderr)
  assert.equal(await credentials(), '# mine\r\n\r\n[a]\r\nregion = x\r\n')
  assert.equal(
    await config(),
    `${before}\n[profile old]\nsso_session = sandbox\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n`,
  )
  const file = path.join(parked, 'old')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal((await stat(parked)).mode & 0o777, 0o700)
  assert.ok((await readFile(file, 'utf8')).includes(key.secretAccessKey))
  const json = JSON.parse(stdout) as Record<string, unknown>
  assert.deepEqual(
    [json['accountId'], json['user'], json['inactive'], json['file']],
    [ACCOUNT, 'ada', false, file],
  )
  const list = JSON.parse((await keys(['list', '--json'])).stdout) as Record<string, unknown[]>
  assert.deepEqual([list['keys']?.length, list['parked']?.length], [0, 1])
  assert.equal(scene.sandbox.keys()[0]?.status, 'Active')
})

it('a key in the config gives way in its own section, which keeps its other keys', async (t) => {
  const scene = await keysScene(t, { credentials: () => '' })
  const text = `${await scene.config()}\n[profile old]\nregion = eu-west-1\n${linesOf(scene.key)}output = json\n`
  await scene.home.write('.aws/config', text)
  assert.equal((await scene.keys(['park', 'old', '--yes'])).status, 0)
  assert.match(
    await scene.config(),
    /\n\[profile old\]\nregion = eu-west-1\noutput = json\nsso_session = sandbox\nsso_account_id = 111122223333\nsso_role_name = Developer\n$/,
  )
})

it('--dry-run shows both files with the secret masked, and writes nothing', async (t) => {
  const scene = await keysScene(t)
  const before = await stateOf(scene)
  const { status, stdout } = await scene.keys(['park', 'old', '--dry-run'])
  assert.equal(status, 0)
  assert.match(stdout, /\n\+\[profile old\]\n\+sso_session = sandbox\n/)
  assert.match(stdout, /\n-aws_secret_access_key = \*\*\*\*(\n|$)/)
  assert.deepEqual(await stateOf(scene), before)
})

it('without a person to ask and without --yes nothing is done', async (t) => {
  const scene = await keysScene(t)
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old'])
  assert.equal(status, 2)
  assert.match(stderr, /ssoenv keys park old --yes/)
  assert.deepEqual(await stateOf(scene), before)
})

it('another account is refused with both numbers', async (t) => {
  const scene = await keysScene(t)
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--to', 'acme-prod', '--yes'])
  assert.equal(status, 7)
  assert.match(
    unwrapped(stderr),
    /belongs to account 111122223333, and "acme-prod" reaches account 333344445555/,
  )
  assert.deepEqual(await stateOf(scene), before)
})

it('a role that the login does not have is refused, whatever the config says', async (t) => {
  const scene = await keysScene(t, { role: 'Owner' })
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 7, stderr)
  assert.match(unwrapped(stderr), /gives no credentials of role "Owner" in account 111122223333/)
  assert.deepEqual(await stateOf(scene), before)
})

it('a login that is needed and may not be asked for is exit status 4, and nothing is written', async (t) => {
  const scene = await keysScene(t)
  scene.sandbox.endSessions()
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--yes', '--no-input'])
  assert.equal(status, 4, stderr)
  assert.deepEqual(await stateOf(scene), before)
})

it('a key whose account cannot be seen is not parked', async (t) => {
  for (const credentials of [
    () => '[old]\naws_access_key_id = AKIAZZZZZZZZZZZZZZZZ\naws_secret_access_key = x\n',
    (lines: string) => `[old]\n${lines.replace(/secret_access_key = .*/, 'secret_access_key = guessed')}`,
  ]) {
    const scene = await keysScene(t, { credentials })
    const before = await stateOf(scene)
    const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
    assert.equal(status, 7)
    assert.match(unwrapped(stderr), /^.*Whose key AKIA….... is cannot be seen/)
    assert.deepEqual(await stateOf(scene), before)
  }
})

it('several roles of that account: one has to be named, and --to names it', async (t) => {
  const scene = await keysScene(t, {
    config: `\n[profile read]\nsso_session = sandbox\nsso_account_id = ${ACCOUNT}\nsso_role_name = ReadOnly\n`,
  })
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 2)
  assert.match(stderr, /ssoenv keys park old --to acme-dev\n.*ssoenv keys park old --to read\n/)
  assert.equal((await scene.keys(['park', 'old', '--to', 'read', '--yes'])).status, 0)
  assert.match(await scene.config(), /\[profile old\]\n.*\n.*\nsso_role_name = ReadOnly\n$/)
})

it('no SSO profile of that account: it says what to do', async (t) => {
  const scene = await keysScene(t)
  await scene.home.write('.aws/config', (await scene.config()).replace(ACCOUNT, '999999999999'))
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 3)
  assert.match(stderr, /ssoenv profiles sync/)
})

it('--deactivate sets it Inactive by the role, and restore makes it Active again', async (t) => {
  const scene = await keysScene(t, { role: 'AdministratorAccess' })
  const before = [await scene.config(), await scene.credentials()]
  const { status, stdout, stderr } = await scene.keys(['park', 'old', '--yes', '--deactivate'])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /Inactive in IAM\.\n/)
  assert.equal(scene.sandbox.keys()[0]?.status, 'Inactive')
  const back = await scene.keys(['restore', 'old', '--yes', '--json'])
  assert.equal(back.status, 0, back.stderr)
  assert.equal((JSON.parse(back.stdout) as Record<string, unknown>)['activated'], true)
  assert.equal(scene.sandbox.keys()[0]?.status, 'Active')
  assert.deepEqual([await scene.config(), await scene.credentials()], before)
})

it('where the role may not, the key does it by its own permission, and that only an administrator takes that back is said', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  assert.equal((await scene.keys(['park', 'old', '--deactivate'])).status, 2)
  assert.equal(scene.sandbox.keys()[0]?.status, 'Active')
  const { status, stderr } = await scene.keys(['park', 'old', '--deactivate', '--yes'])
  assert.equal(status, 0, stderr)
  assert.match(stderr, /by its own permission; the role may not take that back/)
  assert.equal(scene.sandbox.keys()[0]?.status, 'Inactive')
  const before = await stateOf(scene)
  const back = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(back.status, 7)
  assert.match(unwrapped(back.stderr), /could not be made Active.*An administrator of account 111122223333/)
  assert.deepEqual(await stateOf(scene), before)
})

it('another profile of that account can set it Inactive, and Active again, where --by names it', async (t) => {
  const admin = `\n[profile admin]\nsso_session = sandbox\nsso_account_id = ${ACCOUNT}\nsso_role_name = AdministratorAccess\n`
  const scene = await keysScene(t, { config: admin })
  const wrong = await scene.keys([
    'park',
    'old',
    '--to',
    'acme-dev',
    '--deactivate',
    '--by',
    'acme-prod',
    '--yes',
  ])
  assert.equal(wrong.status, 7)
  assert.notEqual(await scene.credentials(), '')
  const parked = await scene.keys([
    'park',
    'old',
    '--to',
    'acme-dev',
    '--deactivate',
    '--by',
    'admin',
    '--yes',
  ])
  assert.equal(parked.status, 0, parked.stderr)
  assert.equal(parked.stderr, '')
  assert.equal(scene.sandbox.keys()[0]?.status, 'Inactive')
  assert.equal((await scene.keys(['restore', 'old', '--yes'])).status, 7)
  assert.equal((await scene.keys(['restore', 'old', '--by', 'admin', '--yes'])).status, 0)
  assert.equal(scene.sandbox.keys()[0]?.status, 'Active')
})

it('where neither may, it is said with exit status 7, and the key is parked all the same', async (t) => {
  const scene = await keysScene(t)
  scene.sandbox.addFault({
    operation: 'UpdateAccessKey',
    kind: 'exception',
    exception: 'AccessDenied',
    times: 2,
  })
  const { status, stderr } = await scene.keys(['park', 'old', '--yes', '--deactivate'])
  assert.equal(status, 7, stderr)
  assert.match(
    unwrapped(stderr),
    /is parked, and still Active in IAM: neither the role nor the key itself may/,
  )
  assert.equal(await scene.credentials(), '')
  assert.equal(scene.sandbox.keys()[0]?.status, 'Active')
  const back = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(back.status, 0, back.stderr)
})

it('parked twice: the second says so, and changes nothing', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  const before = await stateOf(scene)
  const { status, stdout } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 0)
  assert.match(stdout, /^The key of profile "old" was parked before\.\n/)
  assert.deepEqual(await stateOf(scene), before)
})

it('two at once: one parks it, the other changes nothing, and the key is kept', async (t) => {
  const scene = await keysScene(t)
  const words = ['keys', 'park', 'old', '--yes', '--json']
  const both = await Promise.all([1, 2].map(() => start(words, { env: scene.env }).ended))
  assert.ok(both.some(({ status }) => status === 0))
  assert.ok((await readFile(path.join(scene.parked, 'old'), 'utf8')).includes(scene.key.secretAccessKey))
  assert.equal(await scene.credentials(), '')
  assert.equal((await scene.keys(['restore', 'old', '--yes'])).status, 0)
  assert.equal(await scene.credentials(), `[old]\n${linesOf(scene.key)}`)
})

it('a second key of the profile is not put over the parked one', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  const second = scene.sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' })
  await scene.home.write('.aws/credentials', `[old]\n${linesOf(second)}`)
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 7)
  assert.ok(unwrapped(stderr).includes(`Another key of "old", ${scene.shown}, is parked already`))
  assert.deepEqual(await stateOf(scene), before)
})

it('a read-only credentials file: both files as before, and no copy left', async (t) => {
  const scene = await keysScene(t)
  await chmod(path.join(scene.home.path, '.aws/credentials'), 0o400)
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 3)
  assert.match(stderr, /read-only/)
  assert.deepEqual(await stateOf(scene), before)
})

it('a disk that is full when the credentials file is written: both files as before, and no copy left', async (t) => {
  const scene = await keysScene(t, {
    credentials: (lines) => `${'# a long comment of somebody\n'.repeat(400)}[old]\n${lines}`,
  })
  const before = await stateOf(scene)
  // The limit is in blocks of 1024 bytes and takes the place of a disk that ends there.
  const full = ['bash', '-c', 'trap "" XFSZ; ulimit -f 8; exec "$@"', '-']
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'], full)
  assert.equal(status, 3, stderr)
  assert.deepEqual(await stateOf(scene), before)
  assert.deepEqual((await readdir(path.join(scene.home.path, '.aws'))).sort(), [
    'config',
    'credentials',
    'sso',
  ])
})

it('a profile that gets its credentials in another way, too, stays as it is, with the reason', async (t) => {
  const cases: [config: string, says: RegExp][] = [
    ['role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = old\n', /has role_arn beside its key/],
    ['credential_process = /bin/false\n', /has credential_process beside its key/],
    [
      'aws_access_key_id = AKIAQQQQQQQQQQQQQQQQ\naws_secret_access_key = x\n',
      /has two keys: AKIA….... \(.*AKIA…QQQQ \(/,
    ],
  ]
  for (const [config, says] of cases) {
    const scene = await keysScene(t, { config: `\n[profile old]\n${config}` })
    const before = await stateOf(scene)
    const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
    assert.equal(status, 7, stderr)
    assert.match(unwrapped(stderr), says)
    assert.deepEqual(await stateOf(scene), before)
  }
})

it('one file for both, by a link too, is refused', async (t) => {
  const scene = await keysScene(t)
  const file = path.join(scene.home.path, '.aws/credentials')
  await writeFile(
    path.join(scene.home.path, '.aws/config'),
    `${await scene.config()}\n${await scene.credentials()}`,
  )
  await rm(file)
  await symlink('config', file)
  const before = await stateOf(scene)
  const { status, stderr } = await scene.keys(['park', 'old', '--yes'])
  assert.equal(status, 3)
  assert.match(unwrapped(stderr), /is config and credentials file at once/)
  assert.deepEqual(await stateOf(scene), before)
})

it('a hand-made file among the parked keys is told, and not used', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  await writeFile(path.join(scene.parked, 'old'), '{}')
  const { status, stderr } = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(status, 3)
  assert.match(unwrapped(stderr), /is not a parked key of ssoenv/)
})

it('on a terminal it shows the difference and asks; anything but yes leaves all as it is', async (t) => {
  const scene = await keysScene(t, { credentials: (lines) => `[old]\n${lines}[older]\n${lines}` })
  const before = await stateOf(scene)
  const ask = (answer: string): Promise<Seen> =>
    runOnTerminal(['keys', 'park', 'old'], [['[y/N]', { type: answer }]], { env: scene.env })
  const no = await ask('\n')
  assert.equal(no.status, 130, no.screen)
  assert.match(no.screen, /-aws_secret_access_key = \*\*\*\*/)
  assert.match(unwrapped(no.screen), /The same key is in: "older" \(.*credentials:5\)\. It stays there\./)
  assert.ok(no.screen.includes(`Park the key ${scene.shown} of "old"?`), no.screen)
  assert.deepEqual(await stateOf(scene), before)
  const yes = await ask('y\n')
  assert.equal(yes.status, 0, yes.screen)
  assert.ok(!(no.screen + yes.screen).includes(scene.key.secretAccessKey))
  assert.match(await scene.credentials(), /^\[older\]\n/)
})

it('on a terminal it logs in where that is needed', async (t) => {
  const scene = await keysScene(t)
  scene.sandbox.endSessions()
  const token = `${scene.home.path}/.aws/sso/cache`
  await rm(token, { recursive: true })
  const { status, screen } = await runOnTerminal(['keys', 'park', 'old', '--yes'], [], { env: scene.env })
  assert.equal(status, 0, screen)
  assert.match(await scene.config(), /\[profile old\]\nsso_session/)
})
