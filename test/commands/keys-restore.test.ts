import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { it } from 'node:test'
import { keysScene, linesOf, unwrapped } from '../support/keys.js'

it('both files become what they were, byte for byte, and the copy goes', async (t) => {
  const scene = await keysScene(t, {
    credentials: (lines) =>
      `[a]\nregion=x\n\n# old, for ci\n[old]\n${lines.replaceAll(' = ', '=')}\n[b]\nregion=y`,
    config: '\n[profile old]\n# where it runs\nregion = eu-central-1\n\n[profile after]\nregion = x\n',
  })
  const before = [await scene.config(), await scene.credentials()]
  assert.equal((await scene.keys(['park', 'old', '--yes'])).status, 0)
  const { status, stdout, stderr } = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(status, 0, stderr)
  assert.ok(stdout.startsWith(`Profile "old" has its key ${scene.shown} back.\n`), stdout)
  assert.deepEqual([await scene.config(), await scene.credentials()], before)
  assert.deepEqual(await readdir(scene.parked), [])
})

it('what others have added since stays, and the key comes back where it was', async (t) => {
  const scene = await keysScene(t, { credentials: (lines) => `[old]\n${lines}\n[b]\nregion = y\n` })
  const before = [await scene.config(), await scene.credentials()]
  await scene.keys(['park', 'old', '--yes'])
  const added = '\n[profile new]\nregion = z\n'
  await scene.home.write('.aws/config', (await scene.config()) + added)
  await scene.home.write('.aws/credentials', `${await scene.credentials()}\n[new]\nregion = z\n`)
  assert.equal((await scene.keys(['restore', 'old', '--yes'])).status, 0)
  assert.deepEqual(
    [await scene.config(), await scene.credentials()],
    [before[0]! + added, `${before[1]!}\n[new]\nregion = z\n`],
  )
})

it('another key in its place is not overwritten: exit status 7, and where it stands', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  const second = scene.sandbox.issueKey({ accountId: '999999999999', userName: 'eve' })
  await scene.home.write('.aws/credentials', `[old]\n${linesOf(second)}`)
  const before = [await scene.config(), await scene.credentials()]
  const { status, stderr } = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(status, 7)
  assert.match(
    unwrapped(stderr),
    /credentials:2: aws_access_key_id is AKIA…\w{4}; there was none after the parking/,
  )
  assert.ok(!stderr.includes(second.secretAccessKey))
  assert.deepEqual([await scene.config(), await scene.credentials()], before)
})

it('a role that was changed since is told, and stays', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  const text = (await scene.config()).replace(/sso_role_name = Developer\n$/, 'sso_role_name = ReadOnly\n')
  await scene.home.write('.aws/config', text)
  const { status, stderr } = await scene.keys(['restore', 'old', '--yes'])
  assert.equal(status, 7)
  assert.match(unwrapped(stderr), /sso_role_name is "ReadOnly"; parking left "Developer"/)
  assert.equal(await scene.config(), text)
})

it('keys that the person gave to the profile since stay with it', async (t) => {
  const scene = await keysScene(t)
  const before = await scene.config()
  await scene.keys(['park', 'old', '--yes'])
  await scene.home.write('.aws/config', `${await scene.config()}region = eu-north-1\n`)
  assert.equal((await scene.keys(['restore', 'old', '--yes'])).status, 0)
  assert.equal(await scene.config(), `${before}\n[profile old]\nregion = eu-north-1\n`)
  assert.equal(await scene.credentials(), `[old]\n${linesOf(scene.key)}`)
})

it('a profile that is gone from both files gets its key back', async (t) => {
  const scene = await keysScene(t)
  const before = await scene.config()
  await scene.keys(['park', 'old', '--yes'])
  await scene.home.write('.aws/config', before)
  assert.equal((await scene.keys(['restore', 'old', '--yes'])).status, 0)
  assert.equal(await scene.config(), before)
  assert.equal(await scene.credentials(), `[old]\n${linesOf(scene.key)}`)
})

it('--dry-run shows the difference with the secret masked; without --yes nobody is there to agree', async (t) => {
  const scene = await keysScene(t)
  await scene.keys(['park', 'old', '--yes'])
  const before = [await scene.config(), await scene.credentials()]
  const { stdout } = await scene.keys(['restore', 'old', '--dry-run'])
  assert.match(stdout, /\n\+aws_secret_access_key = \*\*\*\*\n/)
  assert.equal((await scene.keys(['restore', 'old'])).status, 2)
  assert.deepEqual([await scene.config(), await scene.credentials()], before)
})

it('where nothing is parked it names what is', async (t) => {
  const scene = await keysScene(t)
  const none = await scene.keys(['restore', 'nobody'])
  assert.equal(none.status, 3)
  await scene.keys(['park', 'old', '--yes'])
  assert.match((await scene.keys(['restore', 'nobody'])).stderr, /ssoenv keys restore old/)
})
