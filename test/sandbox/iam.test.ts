/** Users of IAM and their long-lived keys, asked by the real AWS CLI. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import type { IssuedKey } from '../../src/sandbox/controls.js'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { homeFor } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'

const ACCOUNT = '111122223333'

interface Asked {
  status: number
  answer: Record<string, unknown>
  stderr: string
}

interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

interface Scene {
  sandbox: Sandbox
  key: IssuedKey
  /** `aws WORDS…` with these keys. */
  aws: (keys: Keys, ...words: string[]) => Promise<Asked>
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const aws: Scene['aws'] = ({ accessKeyId, secretAccessKey, sessionToken }, ...words) => {
    const env = home.env({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
      AWS_EC2_METADATA_DISABLED: 'true',
    })
    const options = ['--endpoint-url', sandbox.url, '--region', 'eu-west-1', '--output', 'json']
    return new Promise((resolve) =>
      execFile('/usr/bin/aws', [...options, ...words], { env }, (error, stdout, stderr) => {
        const answer = stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, answer, stderr })
      }),
    )
  }
  return { sandbox, aws, key: sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' }) }
}

/** The keys of a role, as the portal gives them. */
async function roleKeys(sandbox: Sandbox, roleName: string): Promise<Keys> {
  const url = `${sandbox.url}/federation/credentials?account_id=${ACCOUNT}&role_name=${roleName}`
  const headers = { 'x-amz-sso_bearer_token': sandbox.issueToken().accessToken }
  const { roleCredentials } = (await (await fetch(url, { headers })).json()) as { roleCredentials: Keys }
  return roleCredentials
}

const WHO = ['sts', 'get-caller-identity']
const WHO_IS = 'GetCallerIdentity'
const refusedAs = ({ status, stderr }: Asked, code: string, operation: string): void => {
  assert.equal(status, 254, stderr)
  assert.match(
    stderr,
    new RegExp(`An error occurred \\(${code}\\) when calling the ${operation} operation: `),
  )
}

test('STS tells whose key it is', async (t) => {
  const { aws, key } = await sceneFor(t)
  const { answer, stderr } = await aws(key, ...WHO)
  assert.equal(answer['Account'], ACCOUNT, stderr)
  assert.equal(answer['Arn'], `arn:aws:iam::${ACCOUNT}:user/ada`)
  assert.match(String(answer['UserId']), /^AIDA[0-9A-F]{17}$/)
  assert.match(key.accessKeyId, /^AKIA[A-Z2-7]{16}$/)
  assert.equal(key.secretAccessKey.length, 40)
  assert.ok(key.secretAccessKey.includes(SECRET_MARK))
})

test('an unknown key and a wrong secret are refused, each as the service does', async (t) => {
  const { aws, key, sandbox } = await sceneFor(t)
  refusedAs(
    await aws({ ...key, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, ...WHO),
    'InvalidClientTokenId',
    WHO_IS,
  )
  refusedAs(await aws({ ...key, secretAccessKey: 'wrong' }, ...WHO), 'SignatureDoesNotMatch', WHO_IS)
  const role = await roleKeys(sandbox, 'Developer')
  refusedAs(await aws({ ...role, secretAccessKey: 'wrong' }, ...WHO), 'SignatureDoesNotMatch', WHO_IS)
})

test('a key that its user made inactive is refused until an administrator makes it active again', async (t) => {
  const { aws, key, sandbox } = await sceneFor(t)
  const status = (word: string): string[] => [
    ...['iam', 'update-access-key', '--access-key-id', key.accessKeyId],
    ...['--status', word],
  ]
  assert.equal((await aws(key, ...status('Inactive'))).status, 0)
  assert.equal(sandbox.keys()[0]?.status, 'Inactive')
  refusedAs(await aws(key, ...WHO), 'InvalidClientTokenId', WHO_IS)
  refusedAs(await aws(key, ...status('Active')), 'InvalidClientTokenId', 'UpdateAccessKey')
  const admin = await roleKeys(sandbox, 'AdministratorAccess')
  refusedAs(await aws(admin, ...status('Active')), 'ValidationError', 'UpdateAccessKey')
  assert.equal((await aws(admin, ...status('Active'), '--user-name', 'ada')).status, 0)
  assert.equal((await aws(key, ...WHO)).status, 0)
  refusedAs(await aws(key, ...status('Gone')), 'ValidationError', 'UpdateAccessKey')
})

test('the keys of a user are listed; those of another only for an administrator', async (t) => {
  const { aws, key, sandbox } = await sceneFor(t)
  const second = sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' })
  sandbox.issueKey({ accountId: ACCOUNT, userName: 'bob' })
  assert.throws(() => sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' }), /two keys/)
  const list = ['iam', 'list-access-keys']
  const { answer } = await aws(key, ...list)
  const found = answer['AccessKeyMetadata'] as Record<string, string>[]
  assert.deepEqual(
    found.map(({ UserName, AccessKeyId, Status }) => [UserName, AccessKeyId, Status]),
    [key, second].map(({ accessKeyId }) => ['ada', accessKeyId, 'Active']),
  )
  assert.match(found[0]?.['CreateDate'] ?? '', /^\d{4}-\d\d-\d\dT/)
  refusedAs(await aws(key, ...list, '--user-name', 'bob'), 'AccessDenied', 'ListAccessKeys')
  const developer = await roleKeys(sandbox, 'Developer')
  refusedAs(await aws(developer, ...list, '--user-name', 'ada'), 'AccessDenied', 'ListAccessKeys')
  const admin = await roleKeys(sandbox, 'AdministratorAccess')
  assert.equal((await aws(admin, ...list, '--user-name', 'ada')).status, 0)
  refusedAs(await aws(admin, ...list, '--user-name', 'eve'), 'NoSuchEntity', 'ListAccessKeys')
})

test('the last use of a key is known, and N/A where there was none', async (t) => {
  const { aws, key, sandbox } = await sceneFor(t)
  const asked = ['iam', 'get-access-key-last-used', '--access-key-id', key.accessKeyId]
  const admin = await roleKeys(sandbox, 'AdministratorAccess')
  assert.deepEqual((await aws(admin, ...asked)).answer, {
    UserName: 'ada',
    AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
  })
  await aws(key, ...WHO)
  const { AccessKeyLastUsed: used } = (await aws(key, ...asked)).answer as {
    AccessKeyLastUsed: Record<string, string>
  }
  assert.deepEqual([used['ServiceName'], used['Region']], ['sts', 'eu-west-1'])
  assert.ok(used['LastUsedDate'])
  const other = [...asked.slice(0, 3), 'AKIAAAAAAAAAAAAAAAAA']
  refusedAs(await aws(admin, ...other), 'AccessDenied', 'GetAccessKeyLastUsed')
})

test('keys are made and listed over the admin routes, the secret told once', async (t) => {
  const { sandbox } = await sceneFor(t)
  const at = `${sandbox.url}/_sandbox/keys`
  const post = (body: unknown): Promise<Response> =>
    fetch(at, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const issued = (await (await post({ accountId: '333344445555', userName: 'ci' })).json()) as IssuedKey
  assert.ok(issued.secretAccessKey.includes(SECRET_MARK))
  for (const wrong of [{}, { accountId: '1', userName: 'ci' }, { accountId: ACCOUNT, userName: 'a b' }])
    assert.equal((await post(wrong)).status, 400)
  const text = await (await fetch(at)).text()
  const listed = JSON.parse(text) as Record<string, string>[]
  assert.deepEqual(
    listed.map(({ userName, status }) => [userName, status]),
    [
      ['ada', 'Active'],
      ['ci', 'Active'],
    ],
  )
  assert.ok(!text.includes(SECRET_MARK))
})

test('a call that is not signed, half signed, or changed after signing is refused', async (t) => {
  const { sandbox, key } = await sceneFor(t)
  const ask = async (headers: Record<string, string>): Promise<[number, string]> => {
    const answer = await fetch(sandbox.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    })
    return [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? '']
  }
  const signature = createHash('sha256').update('nothing').digest('hex')
  const scope = `${key.accessKeyId}/20260101/eu-west-1/sts/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`
  assert.deepEqual(await ask({}), [403, 'MissingAuthenticationToken'])
  assert.deepEqual(await ask({ authorization: 'AWS4-HMAC-SHA256 x' }), [400, 'IncompleteSignature'])
  assert.deepEqual(await ask({ authorization }), [403, 'SignatureDoesNotMatch'])
})
