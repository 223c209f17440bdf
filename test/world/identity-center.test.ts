import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { ConfigError } from '../../src/core/errors.js'
import type { Env } from '../../src/core/paths.js'
import { networkFor } from '../../src/core/session/network.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import {
  openIdentityCenter,
  ServiceRefusal,
  ServiceUnreachable,
  type IdentityCenter,
} from '../../src/world/network/identity-center.js'
import { cleanEnv, endpointsOf } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'

const sleep = (): Promise<void> => Promise.resolve()

async function open(t: TestContext, env: Env, region = 'eu-west-1'): Promise<IdentityCenter> {
  const center = await openIdentityCenter(
    { network: networkFor({ ...cleanEnv('/nowhere'), ...env }), now: () => new Date(), sleep },
    region,
  )
  t.after(() => center.close())
  return center
}

async function centerFor(t: TestContext): Promise<{ sandbox: Sandbox; center: IdentityCenter }> {
  const sandbox = await sandboxFor(t, { settings: { emptyPages: true } })
  return { sandbox, center: await open(t, endpointsOf(sandbox)) }
}

const refused = (reason: string) => (error: unknown) =>
  error instanceof ServiceRefusal && error.reason === reason && error.cause === undefined

test('lists come page by page; the first may be empty', async (t) => {
  const { sandbox, center } = await centerFor(t)
  const { accessToken } = sandbox.issueToken()
  const { items, nextToken } = await center.listAccounts(accessToken)
  assert.deepEqual(items, [])
  const accounts = await center.listAccounts(accessToken, nextToken)
  assert.match(JSON.stringify(accounts.items[0]), /^\{"accountId":"111122223333"/)
  assert.equal(accounts.nextToken, undefined)
  const first = await center.listAccountRoles(accessToken, '111122223333')
  const roles = await center.listAccountRoles(accessToken, '111122223333', first.nextToken)
  assert.deepEqual(roles.items[0], { accountId: '111122223333', roleName: 'Developer' })
})

test('role credentials end at a moment, which the portal gives in milliseconds', async (t) => {
  const { sandbox, center } = await centerFor(t)
  const { accessToken } = sandbox.issueToken()
  const credentials = await center.getRoleCredentials(accessToken, '111122223333', 'Developer')
  const seconds = (credentials.expiresAt.getTime() - sandbox.now().getTime()) / 1000
  assert.ok(seconds > 3590 && seconds <= 3600)
})

test('the portal\u2019s refusals keep their names: not assigned is not a dead token', async (t) => {
  const { sandbox, center } = await centerFor(t)
  const { accessToken } = sandbox.issueToken()
  await assert.rejects(
    center.getRoleCredentials(accessToken, '111122223333', 'Nobody'),
    refused('ForbiddenException'),
  )
  await assert.rejects(center.listAccounts('dead'), refused('UnauthorizedException'))
})

test('a refusal is told in the service\u2019s words, which only error_description has', async (t) => {
  const { center } = await centerFor(t)
  await assert.rejects(
    center.createToken({ clientId: 'x', clientSecret: 'y' }, { kind: 'refresh', refreshToken: 'z' }),
    (error: Error) =>
      refused('InvalidClientException')(error) &&
      /^127\.0\.0\.1:\d+ refused createToken \(InvalidClientException\): ./.test(error.message) &&
      !error.message.includes('UnknownError'),
  )
})

test('a registration for the browser names grants and redirect, one for a device code does not', async (t) => {
  const { sandbox, center } = await centerFor(t)
  const device = await center.registerClient('device', ['sso:account:access'], sandbox.startUrl)
  const browser = await center.registerClient('browser', ['sso:account:access'], sandbox.startUrl)
  await center.startDeviceAuthorization(device, sandbox.startUrl)
  await assert.rejects(
    center.startDeviceAuthorization(browser, sandbox.startUrl),
    refused('UnauthorizedClientException'),
  )
  assert.equal(device.expiresAt.getTime() - sandbox.now().getTime() > 89 * 86_400_000, true)
})

test('a success without its members is no success', async (t) => {
  const { sandbox, center } = await centerFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'malformed' })
  await assert.rejects(
    center.registerClient('device', [], sandbox.startUrl),
    (error) => error instanceof ServiceUnreachable && error.fate === 'unknown' && error.cause === undefined,
  )
})

test('a service that hangs is given up after ten seconds and is not asked again', async (t) => {
  const { sandbox, center } = await centerFor(t)
  sandbox.addFault({ operation: 'RegisterClient', kind: 'hang' })
  await assert.rejects(
    center.registerClient('device', [], sandbox.startUrl),
    (error) =>
      error instanceof ServiceUnreachable &&
      error.fate === 'timedOut' &&
      /^Could not reach 127\.0\.0\.1:\d+ \(no answer in 10 s\)\.$/.test(error.message),
  )
  assert.equal(sandbox.count('RegisterClient'), 1)
})

test('a name that does not exist is unreachable', async (t) => {
  const center = await open(t, { AWS_ENDPOINT_URL_SSO_OIDC: 'https://nobody.invalid' })
  await assert.rejects(
    center.registerClient('device', [], 'https://x.awsapps.com/start'),
    (error) => error instanceof ServiceUnreachable && error.fate === 'notDone',
  )
})

const origins: [region: string, env: Env, origin: string][] = [
  ['eu-west-1', {}, 'https://oidc.eu-west-1.amazonaws.com'],
  ['cn-north-1', {}, 'https://oidc.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', {}, 'https://oidc.us-gov-west-1.amazonaws.com'],
  ['eu-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://oidc-fips.eu-west-1.amazonaws.com'],
  ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'https://oidc.eu-west-1.api.aws'],
  ['eu-west-1', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'https://oidc.eu-west-1.amazonaws.com'],
  ['eu-west-1', { AWS_ENDPOINT_URL_SSO_OIDC: 'https://oidc.corp.example/path' }, 'https://oidc.corp.example'],
]
for (const [region, env, origin] of origins) {
  test(`the sign-in of ${[region, ...Object.entries(env).flat()].join(' ')} is at ${origin}`, async (t) => {
    assert.equal(await (await open(t, env, region)).authorizeOrigin(), origin)
  })
}

test('a region that could lead elsewhere, and plain http to another machine, are refused', async (t) => {
  await assert.rejects(open(t, {}, 'evil.example/#'), ConfigError)
  await assert.rejects(open(t, { AWS_ENDPOINT_URL_SSO: 'http://10.0.0.1' }), ConfigError)
})

test('an answer without end is given up, in a success and in a refusal', async (t) => {
  let sent = 0
  const server = createServer((request, response) => {
    response.writeHead(request.url?.includes('roles') ? 400 : 200, { 'content-type': 'application/json' })
    response.write('{"accountList":[')
    const chunk = '{"accountId":"111122223333"},'.repeat(2000)
    const more = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length
    }
    response.on('drain', more)
    more()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const center = await open(t, { AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${port}` })
  const tooMuch = (error: unknown): boolean =>
    error instanceof ServiceUnreachable &&
    /answered in a form that cannot be used|answered with HTTP 400/.test(error.message)
  await assert.rejects(center.listAccounts('token'), tooMuch)
  await assert.rejects(center.listAccountRoles('token', '111122223333'), tooMuch)
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes`)
})
