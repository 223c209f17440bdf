/** Roles that are assumed from SSO are one store for the AWS CLI and ssoenv: the same file, the same form. */
import assert from 'node:assert/strict'
import { appendFile, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { PROFILES, REGION, stageFor, succeeded, type Stage } from './corporate-network.js'

const IDENTITY = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile']
const PROD = 'arn:aws:iam::333344445555:role'
const DEVELOPER = PROFILES['sso-session']

const CHAINS = `
[profile deploy]
role_arn = ${PROD}/Deployer
source_profile = ${DEVELOPER}
region = ${REGION}

[profile release]
role_arn = ${PROD}/Releaser
source_profile = deploy
region = ${REGION}

[profile partner]
role_arn = ${PROD}/Partner
source_profile = ${DEVELOPER}
external_id = acme-42
role_session_name = ada@acme
duration_seconds = 1800
region = ${REGION}
`

async function chainStage(t: TestContext): Promise<Stage> {
  const stage = await stageFor(t)
  await appendFile(path.join(stage.home.path, '.aws/config'), CHAINS)
  succeeded(await stage.ssoenv(['login', '--flow', 'browser', 'release']), 'login')
  return stage
}

/** Each cached file: its name, and the members of its content. */
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
  return Object.fromEntries(contents)
}

const count = ({ sandbox }: Stage): number[] =>
  ['GetRoleCredentials', 'AssumeRole'].map((operation) => sandbox.count(operation))

const CASES = [
  ['deploy', 'Deployer', 1],
  ['release', 'Releaser', 2],
  ['partner', 'Partner', 1],
] as const

for (const [profile, role, roles] of CASES) {
  test(`${profile}: the AWS CLI uses what ssoenv kept, and ssoenv what the AWS CLI kept`, async (t) => {
    const ours = await chainStage(t)
    succeeded(await ours.ssoenv(['credential-process', '--profile', profile]), 'ssoenv')
    assert.deepEqual(count(ours), [1, roles])
    const arn = succeeded(await ours.aws([...IDENTITY, profile]), 'the AWS CLI').stdout.trim()
    assert.match(arn, new RegExp(`^arn:aws:sts::333344445555:assumed-role/${role}/`))
    assert.deepEqual(count(ours), [1, roles])

    const theirs = await chainStage(t)
    succeeded(await theirs.aws([...IDENTITY, profile]), 'the AWS CLI')
    const asked = count(theirs)
    const { stdout } = succeeded(
      await theirs.ssoenv(['credential-process', '--profile', profile]),
      'ssoenv after the AWS CLI',
    )
    assert.equal((JSON.parse(stdout) as { AccountId: string }).AccountId, '333344445555')
    assert.deepEqual(count(theirs), asked)
    assert.deepEqual(await kept(ours), await kept(theirs))
  })
}
