import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { KeyList } from '../../src/flows/keys/keys-list.js'
import { run } from '../support/program.js'
import { ACCOUNT, keysScene, linesOf } from '../support/keys.js'

const listOf = (stdout: string): KeyList => JSON.parse(stdout) as KeyList

it('finds keys in both files and in the environment, tells whose they are, and what reaches the same account', async (t) => {
  const { keys, sandbox, env, shown, home } = await keysScene(t)
  const other = sandbox.issueKey({ accountId: '999988887777', userName: 'ci' })
  const config = `${home.path}/.aws/config`
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(config, 'utf8')
  await home.write('.aws/config', `${text}\n[profile ci]\nregion = eu-west-1\n${linesOf(other)}`)
  const third = sandbox.issueKey({ accountId: ACCOUNT, userName: 'eve' })
  env['AWS_ACCESS_KEY_ID'] = third.accessKeyId
  env['AWS_SECRET_ACCESS_KEY'] = third.secretAccessKey
  const { stdout, status, stderr } = await keys(['list', '--json'])
  assert.equal(status, 0, stderr)
  const { keys: found, parked } = listOf(stdout)
  assert.deepEqual(
    found.map(({ source, profile, line, state, accountId, user, ssoProfiles }) => [
      ...[source, profile, line],
      ...[state, accountId, user, ssoProfiles.join()],
    ]),
    [
      ['credentials', 'old', 2, 'active', ACCOUNT, 'ada', 'acme-dev'],
      ['config', 'ci', 20, 'active', '999988887777', 'ci', ''],
      ['environment', undefined, undefined, 'active', ACCOUNT, 'eve', 'acme-dev'],
    ],
  )
  assert.equal(found[0]?.keyId, shown)
  assert.deepEqual(parked, [])
  const told = await keys(['list'])
  assert.match(
    told.stdout,
    new RegExp(`^${shown} +"old" +${ACCOUNT} ada +by SSO: "acme-dev" +~/.aws/credentials:2\n`),
  )
  assert.match(told.stdout, /"ci" +999988887777 ci +no SSO profile reaches it +~\/.aws\/config:20\n/)
  assert.match(told.stdout, /unset AWS_ACCESS_KEY_ID\nUse SSO instead: ssoenv keys park old\n$/)
  assert.ok(!told.stdout.includes(third.accessKeyId))
})

it('one key in two places is asked about once', async (t) => {
  const { keys, sandbox } = await keysScene(t, {
    credentials: (lines) => `[old]\n${lines}[older]\n${lines}`,
  })
  const { stdout } = await keys(['list', '--json'])
  assert.deepEqual(
    listOf(stdout).keys.map(({ profile, user }) => [profile, user]),
    [
      ['old', 'ada'],
      ['older', 'ada'],
    ],
  )
  assert.equal(sandbox.counts()['GetCallerIdentity'], 1)
})

it('tells a dead key, a wrong secret, half a key and a temporary one from each other', async (t) => {
  const { keys, sandbox } = await keysScene(t, {
    credentials: (lines) =>
      [
        `[wrong]\n${lines.replace(/secret_access_key = .*/, 'secret_access_key = guessed')}`,
        '[dead]\naws_access_key_id = AKIAZZZZZZZZZZZZZZZZ\naws_secret_access_key = x\n',
        '[half]\naws_access_key_id = AKIAYYYYYYYYYYYYYYYY\n',
        '[temporary]\naws_access_key_id = ASIAYYYYYYYYYYYYYYYY\naws_secret_access_key = x\naws_session_token = y\n',
        '[minio]\naws_access_key_id = minioadmin\naws_secret_access_key = minioadmin\n',
      ].join('\n'),
  })
  const { stdout, status } = await keys(['list', '--json'])
  assert.equal(status, 0)
  assert.deepEqual(
    listOf(stdout).keys.map(({ profile, state }) => [profile, state]),
    [
      ['wrong', 'wrong'],
      ['dead', 'dead'],
      ['half', 'wrong'],
      ['temporary', 'temporary'],
    ],
  )
  assert.equal(sandbox.counts()['GetCallerIdentity'], 2)
})

it('--offline asks nobody, and says that it is not known', async (t) => {
  const { keys, sandbox } = await keysScene(t)
  const { stdout } = await keys(['list', '--offline', '--json'])
  const [key] = listOf(stdout).keys
  assert.deepEqual([key?.state, key?.accountId], ['unknown', undefined])
  assert.deepEqual(sandbox.counts(), {})
})

it('a service that cannot be reached is no dead key', async (t) => {
  const { keys, env } = await keysScene(t)
  env['AWS_ENDPOINT_URL_STS'] = 'http://127.0.0.1:1'
  const { stdout, status } = await keys(['list'])
  assert.equal(status, 0)
  assert.match(stdout, /"old" +unknown: Could not reach 127\.0\.0\.1:1 \(ECONNREFUSED\)\./)
})

it('without any key it says so', async (t) => {
  const { keys } = await keysScene(t, { credentials: () => '' })
  for (const words of [['list'], []]) {
    const { status, stdout } = await keys(words)
    assert.deepEqual([status, stdout], [0, 'No long-lived key was found.\n'])
  }
})

it('a credentials file that cannot be parsed is told with its line', async (t) => {
  const { env } = await keysScene(t, { credentials: (lines) => `[old]\n${lines}what is this\n` })
  const { status, stderr } = await run(['keys', 'list'], { env })
  assert.equal(status, 3)
  assert.match(stderr, /credentials:4/)
})

it('names of files do not reach the terminal as they are', async (t) => {
  const { keys } = await keysScene(t, { credentials: (lines) => `[o\u001b[31mld\u202e]\n${lines}` })
  const { stdout } = await keys(['list'])
  assert.match(stdout, /"o\?\[31mld\?"/)
})
