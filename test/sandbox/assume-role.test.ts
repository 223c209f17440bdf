/** Roles that are assumed by STS, asked for by the real AWS CLI. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { MFA_CODE } from '../../src/sandbox/assume-role.js'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { homeFor } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'

interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

interface Scene {
  sandbox: Sandbox
  /** The Developer of acme-dev. */
  developer: Keys
  aws: (keys: Keys, ...words: string[]) => Promise<{ answer: Record<string, unknown>; stderr: string }>
  /** `aws sts assume-role` of a role of acme-prod; the credentials, or what was said. */
  assume: (
    keys: Keys,
    role: string,
    ...more: string[]
  ) => Promise<{ keys: Keys; expiresAt: Date; stderr: string }>
}

const PROD = '333344445555'

async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const aws: Scene['aws'] = (keys, ...words) => {
    const env = home.env({
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      ...(keys.sessionToken === '' ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    })
    const options = ['--endpoint-url', sandbox.url, '--region', 'eu-west-1', '--output', 'json']
    return new Promise((resolve) =>
      execFile('/usr/bin/aws', [...options, ...words], { env }, (_error, stdout, stderr) => {
        const answer = stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
        resolve({ answer, stderr })
      }),
    )
  }
  const url = `${sandbox.url}/federation/credentials?account_id=111122223333&role_name=Developer`
  const headers = { 'x-amz-sso_bearer_token': sandbox.issueToken().accessToken }
  const { roleCredentials } = (await (await fetch(url, { headers })).json()) as { roleCredentials: Keys }
  return {
    sandbox,
    developer: roleCredentials,
    aws,
    assume: async (keys, role, ...more) => {
      const arn = role.startsWith('arn:') ? role : `arn:aws:iam::${PROD}:role/${role}`
      const named = ['--role-arn', arn, '--role-session-name', 'test']
      const { answer, stderr } = await aws(keys, 'sts', 'assume-role', ...named, ...more)
      const got = Object(answer['Credentials']) as Record<string, string>
      return {
        keys: {
          accessKeyId: got['AccessKeyId'] ?? '',
          secretAccessKey: got['SecretAccessKey'] ?? '',
          sessionToken: got['SessionToken'] ?? '',
        },
        expiresAt: new Date(got['Expiration'] ?? ''),
        stderr,
      }
    },
  }
}

test('a role that trusts the account is given, for an hour, and is somebody', async (t) => {
  const { sandbox, developer, assume, aws } = await sceneFor(t)
  const { keys, expiresAt, stderr } = await assume(developer, 'Deployer')
  assert.match(keys.accessKeyId, /^ASIA/, stderr)
  assert.ok(keys.secretAccessKey.includes(SECRET_MARK))
  assert.ok(Math.abs(expiresAt.getTime() - Date.now() - 3_600_000) < 60_000)
  const who = await aws(keys, 'sts', 'get-caller-identity')
  assert.equal(who.answer['Arn'], `arn:aws:sts::${PROD}:assumed-role/Deployer/test`)
  const [entry] = sandbox.log('AssumeRole')
  assert.equal(entry?.assumedRole, `arn:aws:iam::${PROD}:role/Deployer`)
  assert.equal(entry.accountId, '111122223333')
  // And so on from there.
  const next = await assume(keys, 'Releaser')
  assert.match(next.keys.accessKeyId, /^ASIA/, next.stderr)
})

test('a role that is not there and one that trusts others are denied alike', async (t) => {
  const { developer, assume } = await sceneFor(t)
  for (const role of ['Nobody', 'Releaser', 'arn:aws:iam::999999999999:role/Deployer']) {
    const { stderr } = await assume(developer, role)
    assert.match(
      stderr,
      /\(AccessDenied\) when calling the AssumeRole operation: User: arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Developer_\w+\/ada is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::/,
    )
  }
})

test('the external id and the device are asked for where the role wants them', async (t) => {
  const { developer, assume } = await sceneFor(t)
  assert.match((await assume(developer, 'Partner')).stderr, /AccessDenied/)
  assert.match((await assume(developer, 'Partner', '--external-id', 'other')).stderr, /AccessDenied/)
  assert.match((await assume(developer, 'Partner', '--external-id', 'acme-42')).keys.accessKeyId, /^ASIA/)
  const serial = ['--serial-number', 'arn:aws:iam::111122223333:mfa/ada']
  assert.match((await assume(developer, 'Guarded')).stderr, /AccessDenied.*not authorized/)
  assert.match(
    (await assume(developer, 'Guarded', ...serial, '--token-code', '000000')).stderr,
    /invalid MFA/,
  )
  const stranger = ['--serial-number', 'arn:aws:iam::999999999999:mfa/eve', '--token-code', MFA_CODE]
  assert.match((await assume(developer, 'Guarded', ...stranger)).stderr, /MFA serial number/)
  assert.match(
    (await assume(developer, 'Guarded', ...serial, '--token-code', MFA_CODE)).keys.accessKeyId,
    /^ASIA/,
  )
})

test('a session lasts 15 minutes to 12 hours, from another role one hour', async (t) => {
  const { sandbox, developer, assume } = await sceneFor(t)
  const user = { ...sandbox.issueKey({ accountId: '111122223333', userName: 'ada' }), sessionToken: '' }
  const lasting = (seconds: string): string[] => ['--duration-seconds', seconds]
  assert.match(
    (await assume(developer, 'Deployer', ...lasting('43201'))).stderr,
    /ValidationError.*equal to 43200/,
  )
  assert.match((await assume(developer, 'Deployer', ...lasting('7200'))).stderr, /1 hour session limit/)
  assert.match(
    (await assume(user, 'Partner', '--external-id', 'acme-42', ...lasting('7200'))).stderr,
    /MaxSession/,
  )
  const { expiresAt } = await assume(user, 'Deployer', ...lasting('7200'))
  assert.ok(Math.abs(expiresAt.getTime() - Date.now() - 7_200_000) < 60_000)
})

test('accounts with such roles can be set over the admin route', async (t) => {
  const { sandbox, developer, assume } = await sceneFor(t)
  const put = async (assumable: unknown): Promise<number> => {
    const accounts = [{ accountId: PROD, roles: [], assumable }]
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ accounts })
    return (await fetch(`${sandbox.url}/_sandbox/accounts`, { method: 'POST', headers, body })).status
  }
  assert.equal(await put([{ roleName: 'New', trusts: [1] }]), 400)
  assert.equal(await put([{ roleName: 'New', trusts: ['arn:aws:iam::111122223333:role/Developer'] }]), 200)
  assert.match((await assume(developer, 'New')).keys.accessKeyId, /^ASIA/)
})
