/** Roles that are assumed from SSO are one store for the AWS CLI and ssoenv: the same file, the same form. */
import assert from 'node:assert/strict'
import { appendFile, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { KINDS, PROFILES, REGION, stageFor, succeeded, type Kind, type Stage } from './corporate-network.js'

const IDENTITY = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile']
const PROD = 'arn:aws:iam::333344445555:role'

const chainsOn = (developer: string): string => `
[profile deploy]
role_arn = ${PROD}/Deployer
source_profile = ${developer}
region = ${REGION}

[profile release]
role_arn = ${PROD}/Releaser
source_profile = deploy
region = ${REGION}

[profile partner]
role_arn = ${PROD}/Partner
source_profile = ${developer}
external_id = acme-42
role_session_name = ada@acme
duration_seconds = 1800
region = ${REGION}
`

async function chainStage(t: TestContext, kind: Kind): Promise<Stage> {
  const stage = await stageFor(t)
  await appendFile(path.join(stage.home.path, '.aws/config'), chainsOn(PROFILES[kind]))
  succeeded(await stage.ssoenv(['login', '--flow', 'browser', 'release']), 'login')
  return stage
}

/** Each cached file of an assumed role: its name, and the members of its content. */
async function kept({ home }: Stage): Promise<Record<string, Record<string, string[]>>> {
  const folder = path.join(home.path, '.aws/cli/cache')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  const contents = await Promise.all(
    names.map(async (name) => {
      const content = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Record<string, object>
      // Of the request, and nothing that anybody reads; the account is in those of newer AWS CLIs.
      const members = Object.entries(content).filter(([member]) => member !== 'ResponseMetadata')
      const inner = members.map(([member, value]) => {
        const own = typeof value === 'object' ? Object.keys(value).filter((one) => one !== 'AccountId') : []
        return [member, own.sort()] as const
      })
      return [name, Object.fromEntries(inner)] as const
    }),
  )
  // Below a role, the AWS CLI of that age keeps nothing of SSO.
  return Object.fromEntries(contents.filter(([, content]) => !('ProviderType' in content)))
}

const count = ({ sandbox }: Stage): number[] =>
  ['GetRoleCredentials', 'AssumeRole'].map((operation) => sandbox.count(operation))

const CASES = [
  ['deploy', 'Deployer', 1],
  ['release', 'Releaser', 2],
  ['partner', 'Partner', 1],
] as const

for (const kind of KINDS) {
  for (const [profile, role, roles] of CASES) {
    test(`${profile} on ${kind}: the AWS CLI uses what ssoenv kept`, async (t) => {
      const stage = await chainStage(t, kind)
      succeeded(await stage.ssoenv(['credential-process', '--profile', profile]), 'ssoenv')
      assert.deepEqual(count(stage), [1, roles])
      const arn = succeeded(await stage.aws([...IDENTITY, profile]), 'the AWS CLI').stdout.trim()
      assert.match(arn, new RegExp(`^arn:aws:sts::333344445555:assumed-role/${role}/`))
      assert.deepEqual(count(stage), [1, roles])
    })
  }
}

for (const [profile] of CASES) {
  // On a legacy profile: botocore of that age looks for the session's token in the asked profile and finds none.
  test(`${profile}: ssoenv uses what the AWS CLI kept, and keeps the same itself`, async (t) => {
    const theirs = await chainStage(t, 'legacy')
    succeeded(await theirs.aws([...IDENTITY, profile]), 'the AWS CLI')
    const asked = count(theirs)
    const printed = succeeded(await theirs.ssoenv(['credential-process', '--profile', profile]), 'ssoenv')
    assert.equal((JSON.parse(printed.stdout) as { AccountId: string }).AccountId, '333344445555')
    assert.deepEqual(count(theirs), asked)
    const ours = await chainStage(t, 'legacy')
    succeeded(await ours.ssoenv(['credential-process', '--profile', profile]), 'ssoenv')
    assert.deepEqual(await kept(ours), await kept(theirs))
  })
}

test('where the account has not enabled the region, STS is asked in the main one', async (t) => {
  const stage = await chainStage(t, 'sso-session')
  stage.sandbox.addFault({
    operation: 'AssumeRole',
    kind: 'exception',
    exception: 'RegionDisabledException',
    times: 1,
  })
  succeeded(await stage.ssoenv(['credential-process', '--profile', 'deploy']), 'ssoenv')
  assert.deepEqual(
    stage.sandbox.log('AssumeRole').map(({ outcome }) => outcome),
    ['fault:exception', 'ok'],
  )
  assert.ok(stage.proxy.asked.includes('sts.us-east-1.amazonaws.com:443'))
})
