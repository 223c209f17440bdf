/** Role credentials are one store for the AWS CLI and ssoenv, and `credential-process` is what every SDK takes. */
import assert from 'node:assert/strict'
import { appendFile, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { ACCOUNT, KINDS, PROFILES, stageFor, succeeded, type Stage } from './corporate-network.js'

const IDENTITY = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text', '--profile']

for (const kind of KINDS) {
  test(`${kind}: the AWS CLI uses what ssoenv kept, and ssoenv what the AWS CLI kept`, async (t) => {
    const stage = await stageFor(t)
    const profile = PROFILES[kind]
    succeeded(await stage.ssoenv(['login', profile, '--flow', 'browser']), 'login')
    const ours = succeeded(await stage.ssoenv(['credential-process', '--profile', profile]), 'ours')
    const account = succeeded(await stage.aws([...IDENTITY, profile]), 'the AWS CLI').stdout.trim()
    assert.equal(account, ACCOUNT)
    assert.equal(stage.sandbox.count('GetRoleCredentials'), 1)

    const other = await stageFor(t)
    succeeded(await other.ssoenv(['login', profile, '--flow', 'browser']), 'login')
    succeeded(await other.aws([...IDENTITY, profile]), 'the AWS CLI')
    const theirs = succeeded(await other.ssoenv(['credential-process', '--profile', profile]), 'theirs')
    assert.equal(other.sandbox.count('GetRoleCredentials'), 1)
    assert.notEqual(theirs.stdout, ours.stdout)

    // The same name, and the same members but for the account, which newer AWS CLIs write too.
    const [mine, named] = await Promise.all([kept(stage), kept(other)])
    assert.equal(mine.name, named.name)
    assert.deepEqual(Object.keys(mine.content), Object.keys(named.content))
    const members = Object.keys(mine.content.Credentials).filter((name) => name !== 'AccountId')
    assert.deepEqual(members, Object.keys(named.content.Credentials))
  })
}

interface Kept {
  name: string
  content: { Credentials: object }
}

async function kept({ home }: Stage): Promise<Kept> {
  const folder = path.join(home.path, '.aws/cli/cache')
  const [name = '', ...others] = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  assert.deepEqual(others, [])
  return { name, content: JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Kept['content'] }
}

test('the AWS CLI, botocore and the JavaScript SDK take it as their credential_process', async (t) => {
  const stage = await stageFor(t)
  succeeded(await stage.ssoenv(['login', PROFILES['sso-session'], '--flow', 'browser']), 'login')
  const program = path.join(import.meta.dirname, '../../dist/main.js')
  const command = `${process.execPath} ${program} credential-process --profile ${PROFILES['sso-session']}`
  await appendFile(
    path.join(stage.home.path, '.aws/config'),
    `\n[profile by-process]\nregion = eu-west-1\ncredential_process = ${command}\n`,
  )
  // Kept first: the JavaScript SDK's process has no proxy to the portal.
  succeeded(await stage.ssoenv(['credential-process', '--profile', PROFILES['sso-session']]), 'kept')
  assert.equal(succeeded(await stage.aws([...IDENTITY, 'by-process']), 'AWS CLI').stdout.trim(), ACCOUNT)
  assert.equal(succeeded(await stage.botocore(['by-process']), 'botocore').stdout.trim(), ACCOUNT)
  const js = succeeded(await stage.javascript(['process', 'by-process']), 'the JavaScript SDK')
  assert.equal(js.stdout.trim(), ACCOUNT)
  assert.equal(stage.sandbox.count('GetRoleCredentials'), 1)
})

test('where a login is needed, the AWS CLI shows the command to type', async (t) => {
  const stage = await stageFor(t)
  const program = path.join(import.meta.dirname, '../../dist/main.js')
  await appendFile(
    path.join(stage.home.path, '.aws/config'),
    `\n[profile by-process]\ncredential_process = ${process.execPath} ${program} credential-process --profile dev\n`,
  )
  const { status, stderr } = await stage.aws([...IDENTITY, 'by-process'])
  assert.notEqual(status, 0)
  assert.match(stderr, /ssoenv: .* Run: ssoenv login --session corp/)
})
