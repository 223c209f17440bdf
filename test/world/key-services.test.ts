/** STS and IAM in trouble, as their answers are documented: each refusal for what it is, and nothing of the signed request shown. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { networkFor } from '../../src/core/session/network.js'
import { ServiceUnreachable } from '../../src/world/network/identity-center.js'
import { callerIdentity, KeyRefused, setKeyStatus } from '../../src/world/network/key-services.js'
import { cleanEnv } from '../support/home.js'
import { portalFor, type PortalAnswer } from '../support/portal.js'

const KEYS = { accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'the-secret', sessionToken: 'the-token' }

const refusal = (status: number, code: string, message: string): PortalAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
})

async function askedOf(t: TestContext, answer: PortalAnswer): Promise<unknown> {
  const { url } = await portalFor(t, () => answer)
  const env = { ...cleanEnv('/nonexistent'), AWS_ENDPOINT_URL_STS: url }
  return callerIdentity(networkFor(env), KEYS, 'eu-west-1').catch((error: unknown) => error)
}

const REFUSALS: [code: string, status: number, message: string, reason: string][] = [
  ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.', 'unknown'],
  [
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match. The Canonical String for this request should have been: x-amz-security-token:the-token',
    'secret',
  ],
  [
    'SignatureDoesNotMatch',
    403,
    'Signature expired: 20261122T100000Z is now earlier than 20261122T101500Z (20261122T103000Z - 15 min.)',
    'clock',
  ],
  ['SignatureDoesNotMatch', 403, 'Signature not yet current: 20261122T120000Z is still later than', 'clock'],
  ['RequestExpired', 400, 'Request has expired.', 'clock'],
  ['AccessDenied', 403, 'User: arn:aws:iam::111122223333:user/ada is not authorized', 'denied'],
  ['AccessDenied', 403, `Whoever stands there repeats ${'the-token-'.repeat(9)}`, 'denied'],
  ['RegionDisabledException', 403, 'STS is not activated in this region for account:111122223333.', 'region'],
  ['ExpiredToken', 403, 'The security token included in the request is expired', 'expired'],
]
for (const [code, status, message, reason] of REFUSALS) {
  test(`${code}, "${message.slice(0, 25)}…" is a refusal for the reason "${reason}"`, async (t) => {
    const error = await askedOf(t, refusal(status, code, message))
    assert.ok(error instanceof KeyRefused, String(error))
    assert.equal(error.reason, reason)
    assert.doesNotMatch(`${error.message}${String(error.cause)}`, /the-secret|the-token|undefined\./)
  })
}

const TROUBLES: [what: string, answer: PortalAnswer][] = [
  ['a throttle', refusal(400, 'Throttling', 'Rate exceeded')],
  ['a throttle by its status', refusal(429, 'TooManyRequests', 'slow')],
  ['a failure of the service', refusal(500, 'InternalFailure', 'oops')],
  ['a page of a hotel', { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' }],
  [
    'a page of a hotel that forbids',
    { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>No' },
  ],
  [
    'an account of eleven digits',
    {
      headers: { 'content-type': 'text/xml' },
      body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn><Account>11112222333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    },
  ],
]
for (const [what, answer] of TROUBLES) {
  test(`${what} says nothing about the key`, async (t) => {
    const error = await askedOf(t, answer)
    assert.ok(error instanceof ServiceUnreachable, String(error))
  })
}

test('the user of a path is named by the last word, a role and the root user by none', async (t) => {
  const answer = (arn: string): PortalAnswer => ({
    headers: { 'content-type': 'text/xml' },
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>u</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  })
  for (const [arn, userName] of [
    ['arn:aws:iam::111122223333:user/division_abc/sub/ada', 'ada'],
    ['arn:aws-cn:iam::111122223333:user/ada@example.com', 'ada@example.com'],
    ['arn:aws:iam::111122223333:root', undefined],
    ['arn:aws:sts::111122223333:assumed-role/x/ada', undefined],
  ] as const) {
    const found = (await askedOf(t, answer(arn))) as { userName?: string; accountId: string }
    assert.deepEqual([found.accountId, found.userName], ['111122223333', userName])
  }
})

test('IAM is asked at its own variable, and a key that is not there is a refusal', async (t) => {
  const { url, calls } = await portalFor(t, () =>
    refusal(404, 'NoSuchEntity', 'The Access Key cannot be found.'),
  )
  const env = { ...cleanEnv('/nonexistent'), AWS_ENDPOINT_URL_IAM: url }
  const change = { accessKeyId: KEYS.accessKeyId, userName: 'ada', status: 'Inactive' as const }
  const error: unknown = await setKeyStatus(networkFor(env), KEYS, 'eu-west-1', change).catch(
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof KeyRefused, String(error))
  assert.match(error.message, /refused the key \(NoSuchEntity/)
  assert.equal(calls.length, 1)
})
