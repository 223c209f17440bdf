import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oidc from '@aws-sdk/client-sso-oidc'
import * as sso from '@aws-sdk/client-sso'
import * as sts from '@aws-sdk/client-sts'
import type { Sandbox } from '../../src/sandbox/server.js'
import { sandboxFor } from '../support/sandbox.js'
import { authorize, pkce, redirectIn, REDIRECT } from './calls.js'

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
// Nothing of this machine's configuration may lead the SDK elsewhere.
for (const name of Object.keys(process.env)) if (/^AWS_(?!SDK_JS)/.test(name)) process.env[name] = ''

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

test('the AWS SDK logs in by device code, lists, gets role keys that STS knows, and logs out', async (t) => {
  const sandbox = await sandboxFor(t)
  const { login, portal } = clients(sandbox)
  const client = await login.send(
    new oidc.RegisterClientCommand({
      clientName: 'sdk',
      clientType: 'public',
      scopes: ['sso:account:access'],
    }),
  )
  const { clientId, clientSecret } = client
  assert.equal(client.clientSecretExpiresAt! - client.clientIdIssuedAt!, 7_776_000)
  const { deviceCode, userCode, interval } = await login.send(
    new oidc.StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: sandbox.startUrl }),
  )
  assert.equal(interval, 1)
  assert.ok(userCode)
  const token = await login.send(
    new oidc.CreateTokenCommand({ clientId, clientSecret, grantType: DEVICE, deviceCode }),
  )
  const { refreshToken } = token
  const { accessToken } = await login.send(
    new oidc.CreateTokenCommand({ clientId, clientSecret, grantType: 'refresh_token', refreshToken }),
  )

  const names = []
  for await (const page of sso.paginateListAccounts({ client: portal, pageSize: 2 }, { accessToken })) {
    names.push(...page.accountList!.map((account) => account.accountName))
  }
  assert.deepEqual(names, ['acme-dev', 'acme-staging', 'acme-prod', 'acme-billing', undefined])
  const accountId = '012345678901'
  const { roleList } = await portal.send(new sso.ListAccountRolesCommand({ accessToken, accountId }))
  const { roleName } = roleList![1]!
  assert.equal(roleName, 'Audit+Export@2026')
  const { roleCredentials } = await portal.send(
    new sso.GetRoleCredentialsCommand({ accessToken, accountId, roleName }),
  )
  const identity = await stsClient(sandbox, roleCredentials!).send(new sts.GetCallerIdentityCommand({}))
  assert.equal(identity.Account, accountId)
  assert.match(
    identity.Arn!,
    /^arn:aws:sts::012345678901:assumed-role\/AWSReservedSSO_Audit\+Export@2026_[0-9a-f]{16}\/ada$/,
  )
  await portal.send(new sso.LogoutCommand({ accessToken }))
  await assert.rejects(portal.send(new sso.ListAccountsCommand({ accessToken })), sso.UnauthorizedException)
})

test('the AWS SDK exchanges an authorization code', async (t) => {
  const sandbox = await sandboxFor(t)
  const { login } = clients(sandbox)
  const { clientId, clientSecret } = await login.send(
    new oidc.RegisterClientCommand({
      clientName: 'sdk',
      clientType: 'public',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: sandbox.startUrl,
      scopes: ['sso:account:access'],
    }),
  )
  const { codeVerifier, challenge } = pkce()
  const client = { clientId: clientId!, clientSecret: clientSecret! }
  const { code } = redirectIn(await authorize(sandbox, client, { code_challenge: challenge }))
  const token = await login.send(
    new oidc.CreateTokenCommand({
      ...client,
      grantType: 'authorization_code',
      code,
      codeVerifier,
      redirectUri: REDIRECT,
    }),
  )
  assert.deepEqual([token.tokenType, token.expiresIn, token.idToken], ['Bearer', 3600, undefined])
})

test("refusals arrive as the AWS SDK's own exceptions", async (t) => {
  const sandbox = await sandboxFor(t, { person: { mode: 'wait' } })
  const { login, portal } = clients(sandbox)
  const register = (more: object = {}): Promise<oidc.RegisterClientCommandOutput> =>
    login.send(new oidc.RegisterClientCommand({ clientName: 'sdk', clientType: 'public', ...more }))
  const { clientId, clientSecret } = await register()
  const start = (more: object = {}): Promise<oidc.StartDeviceAuthorizationCommandOutput> =>
    login.send(
      new oidc.StartDeviceAuthorizationCommand({
        clientId,
        clientSecret,
        startUrl: sandbox.startUrl,
        ...more,
      }),
    )
  const { deviceCode } = await start()
  const create = (more: object = {}): Promise<unknown> =>
    login.send(
      new oidc.CreateTokenCommand({ clientId, clientSecret, grantType: DEVICE, deviceCode, ...more }),
    )
  const refresh = { grantType: 'refresh_token', refreshToken: 'x' }
  const code = {
    grantTypes: ['authorization_code'],
    issuerUrl: sandbox.startUrl,
    redirectUris: ['http://127.0.0.1/oauth/callback'],
  }
  const codeOnly = await register(code)

  await refused(create(), oidc.AuthorizationPendingException, 'authorization_pending')
  await refused(create(), oidc.SlowDownException, 'slow_down')
  await refused(create({ deviceCode: 'x' }), oidc.InvalidGrantException, 'invalid_grant')
  await refused(create(refresh), oidc.InvalidGrantException, 'invalid_grant')
  await refused(create({ clientSecret: 'x' }), oidc.InvalidClientException, 'invalid_client')
  await refused(create({ deviceCode: undefined }), oidc.InvalidRequestException, 'invalid_request')
  await refused(create({ grantType: 'x' }), oidc.UnsupportedGrantTypeException, 'unsupported_grant_type')
  await refused(
    create({ grantType: 'authorization_code' }),
    oidc.UnauthorizedClientException,
    'unauthorized_client',
  )
  await refused(start(codeOnly), oidc.UnauthorizedClientException, 'unauthorized_client')
  await refused(
    start({ startUrl: 'https://x.awsapps.com/start' }),
    oidc.InvalidRequestException,
    'invalid_request',
  )
  await refused(register({ scopes: ['x'] }), oidc.InvalidScopeException, 'invalid_scope')
  await refused(register({ clientType: 'x' }), oidc.InvalidClientMetadataException, 'invalid_client_metadata')
  await refused(
    register({ ...code, redirectUris: ['x'] }),
    oidc.InvalidRedirectUriException,
    'invalid_redirect_uri',
  )
  sandbox.decide('deny')
  await refused(create(), oidc.AccessDeniedException, 'access_denied')
  const late = await start()
  sandbox.advance(600)
  await refused(create({ deviceCode: late.deviceCode }), oidc.ExpiredTokenException, 'expired_token')
  sandbox.addFault({ operation: 'CreateToken', kind: 'status', status: 500, times: 1 })
  await refused(create(), oidc.InternalServerException, 'server_error')

  const { accessToken } = sandbox.issueToken()
  const accountId = '999999999999'
  await assert.rejects(portal.send(new sso.ListAccountRolesCommand({ accessToken, accountId })), {
    name: 'ForbiddenException',
    message: 'No access',
  })
  await assert.rejects(
    portal.send(new sso.ListAccountsCommand({ accessToken, maxResults: 101 })),
    sso.InvalidRequestException,
  )
  sandbox.settings({ callsPerSecond: 1 })
  await assert.rejects(
    Promise.all([1, 2, 3].map(() => portal.send(new sso.ListAccountsCommand({ accessToken })))),
    sso.TooManyRequestsException,
  )
})

test('STS refuses keys that it does not know, that are not whole, and that have ended', async (t) => {
  const sandbox = await sandboxFor(t)
  const { portal } = clients(sandbox)
  const { accessToken } = sandbox.issueToken()
  const role = { accountId: '111122223333', roleName: 'Developer' }
  const { roleCredentials } = await portal.send(new sso.GetRoleCredentialsCommand({ accessToken, ...role }))
  const ask = (change: Partial<sso.RoleCredentials>): Promise<unknown> =>
    stsClient(sandbox, { ...roleCredentials, ...change }).send(new sts.GetCallerIdentityCommand({}))
  await ask({})
  const invalid = { name: 'InvalidClientTokenId', $fault: 'client' }
  await assert.rejects(ask({ accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' }), invalid)
  await assert.rejects(ask({ sessionToken: 'x' }), invalid)
  sandbox.advance(3600)
  await assert.rejects(ask({}), (error: sts.STSServiceException) => {
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['ExpiredToken', 403])
    assert.equal(error.message, 'The security token included in the request is expired')
    return true
  })
})

interface Clients {
  login: oidc.SSOOIDCClient
  portal: sso.SSOClient
}

function clients(sandbox: Sandbox): Clients {
  const config = { region: sandbox.region, endpoint: sandbox.url, maxAttempts: 1 }
  return { login: new oidc.SSOOIDCClient(config), portal: new sso.SSOClient(config) }
}

function stsClient(sandbox: Sandbox, keys: sso.RoleCredentials): sts.STSClient {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = keys
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  return new sts.STSClient({ region: sandbox.region, endpoint: sandbox.url, maxAttempts: 1, credentials })
}

/** The exception's class, and the `error` member that goes with it. */
async function refused(
  sent: Promise<unknown>,
  exception: abstract new (...parts: never[]) => Error,
  error: string,
): Promise<void> {
  await assert.rejects(sent, (thrown: Error) => {
    assert.ok(thrown instanceof exception, `${thrown.name} in place of ${exception.name}`)
    assert.equal((thrown as { error?: string }).error, error)
    return true
  })
}
