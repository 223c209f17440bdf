import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxFor } from '../support/sandbox.js'
import { codeClient, deviceClient, deviceRequest, post, poll, refusalIn } from './calls.js'

const PUBLIC = { clientName: 'test', clientType: 'public' }
const CODE = {
  ...PUBLIC,
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
}

test('a registration has the members of the service, null ones too, and lasts exactly 90 days', async (t) => {
  const sandbox = await sandboxFor(t)
  const { status, body, headers } = await post(sandbox, '/client/register', PUBLIC)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), [
    'authorizationEndpoint',
    'clientId',
    'clientIdIssuedAt',
    'clientSecret',
    'clientSecretExpiresAt',
    'tokenEndpoint',
  ])
  assert.equal(body['authorizationEndpoint'], null)
  assert.equal(body['tokenEndpoint'], null)
  assert.equal(Number(body['clientSecretExpiresAt']) - Number(body['clientIdIssuedAt']), 7_776_000)
  const secret = String(body['clientSecret'])
  assert.ok(secret.length > 1000 && secret.length < 2000, `${secret.length} characters`)
  assert.match(secret, /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/)
  assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/)
})

const refused: [string, unknown, string, RegExp][] = [
  [
    'without clientName',
    { clientType: 'public' },
    '400 InvalidRequestException invalid_request',
    /clientName/,
  ],
  ['without clientType', { clientName: 'x' }, '400 InvalidRequestException invalid_request', /clientType/],
  [
    'with a clientName that is no string',
    { clientName: 1, clientType: 'public' },
    '400 InvalidRequestException invalid_request',
    /clientName/,
  ],
  [
    'of a confidential client',
    { clientName: 'x', clientType: 'confidential' },
    '400 InvalidClientMetadataException invalid_client_metadata',
    /public/,
  ],
  [
    'with an unknown scope',
    { ...PUBLIC, scopes: ['admin:everything'] },
    '400 InvalidScopeException invalid_scope',
    /scope/,
  ],
  [
    'with scopes that are no list',
    { ...PUBLIC, scopes: 'sso:account:access' },
    '400 InvalidRequestException invalid_request',
    /scopes/,
  ],
  [
    'with a grant type that does not exist',
    { ...PUBLIC, grantTypes: ['password'] },
    '400 UnsupportedGrantTypeException unsupported_grant_type',
    /grant/,
  ],
  [
    'for authorization codes without issuerUrl',
    CODE,
    '400 InvalidRequestException invalid_request',
    /issuerUrl/,
  ],
  [
    'for authorization codes without redirectUris',
    { ...CODE, redirectUris: undefined, issuerUrl: '/start' },
    '400 InvalidRequestException invalid_request',
    /redirectUris/,
  ],
  [
    'with a redirect to another machine',
    { ...CODE, redirectUris: ['http://evil.example/oauth/callback'] },
    '400 InvalidRedirectUriException invalid_redirect_uri',
    /redirect/,
  ],
  [
    'with a redirect to a name that only looks like loopback',
    { ...CODE, redirectUris: ['http://127.0.0.1.evil.example/oauth/callback'] },
    '400 InvalidRedirectUriException invalid_redirect_uri',
    /redirect/,
  ],
  [
    'for an unknown issuer',
    { ...CODE, issuerUrl: 'https://nobody.awsapps.com/start' },
    '400 InvalidRequestException invalid_request',
    /start url/,
  ],
  ['that is no JSON', '{"clientName": ', '400 InvalidRequestException invalid_request', /JSON/],
  ['that is a JSON list', '[]', '400 InvalidRequestException invalid_request', /object/],
]

test('a registration is refused', async (t) => {
  const sandbox = await sandboxFor(t)
  for (const [title, members, refusal, description] of refused) {
    await t.test(title, async () => {
      const answer = await post(sandbox, '/client/register', members)
      assert.equal(refusalIn(answer), refusal)
      assert.deepEqual(Object.keys(answer.body), ['error', 'error_description'])
      assert.match(String(answer.body['error_description']), description)
      assert.match(
        answer.headers.get('x-amzn-errortype') ?? '',
        /^\w+Exception:http:\/\/internal\.amazon\.com\/coral\/com\.amazonaws\.sso\.oidc\/$/,
      )
    })
  }
})

test('a device authorization has the members of the service', async (t) => {
  const sandbox = await sandboxFor(t)
  const body = await deviceRequest(sandbox, await deviceClient(sandbox))
  assert.match(String(body['userCode']), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  assert.deepEqual(
    { ...body, deviceCode: '', userCode: '' },
    {
      deviceCode: '',
      expiresIn: 600,
      interval: 1,
      userCode: '',
      verificationUri: `${sandbox.url}/device`,
      verificationUriComplete: `${sandbox.url}/device?user_code=${String(body['userCode'])}`,
    },
  )
})

test('the verification address can have the user code behind its fragment', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { verificationUri: 'fragment' } })
  const body = await deviceRequest(sandbox, await deviceClient(sandbox))
  assert.equal(
    body['verificationUriComplete'],
    `${sandbox.url}/start/#/device?user_code=${String(body['userCode'])}`,
  )
})

test('a device authorization is refused', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await deviceClient(sandbox)
  const { startUrl } = sandbox
  const refusals = {
    'without clientId': [
      { ...client, clientId: undefined, startUrl },
      '400 InvalidRequestException invalid_request',
    ],
    'without clientSecret': [
      { ...client, clientSecret: '', startUrl },
      '400 InvalidRequestException invalid_request',
    ],
    'without startUrl': [client, '400 InvalidRequestException invalid_request'],
    'of an unknown client': [
      { ...client, clientId: 'nobody', startUrl },
      '401 InvalidClientException invalid_client',
    ],
    'with a wrong secret': [
      { ...client, clientSecret: 'wrong', startUrl },
      '401 InvalidClientException invalid_client',
    ],
    'for an unknown start URL': [
      { ...client, startUrl: 'https://nobody.awsapps.com/start' },
      '400 InvalidRequestException invalid_request',
    ],
    'of a client that registered for authorization codes only': [
      { ...(await codeClient(sandbox)), startUrl },
      '400 UnauthorizedClientException unauthorized_client',
    ],
  } as const
  for (const [title, [members, refusal]] of Object.entries(refusals)) {
    await t.test(title, async () => {
      assert.equal(refusalIn(await post(sandbox, '/device_authorization', members)), refusal)
    })
  }
})

test('a start URL is known with and without slash and fragment', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await deviceClient(sandbox)
  for (const startUrl of [sandbox.startUrl, `${sandbox.startUrl}/`, `${sandbox.startUrl}/#/`]) {
    assert.equal((await post(sandbox, '/device_authorization', { ...client, startUrl })).status, 200)
  }
})

test('an expired registration may still start a device authorization, but gets no token', async (t) => {
  const sandbox = await sandboxFor(t)
  const client = await deviceClient(sandbox)
  sandbox.advance(90 * 86_400)
  const { deviceCode } = await deviceRequest(sandbox, client)
  assert.equal(
    refusalIn(await poll(sandbox, client, deviceCode)),
    '401 InvalidClientException invalid_client',
  )
})
