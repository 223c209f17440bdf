import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isReusable,
  parseRegistration,
  registrationFileName,
  registrationText,
  scopesOf,
  type Registration,
  type RegistrationKey,
} from '../../src/core/session/registration.js'
import type { SsoSession } from '../../src/core/session/session.js'

const now = new Date('2026-11-22T10:00:00Z')
const session: SsoSession = {
  kind: 'sso-session',
  name: 'my-sso',
  startUrl: 'https://ssoenv-test.awsapps.com/start',
  region: 'us-east-1',
}
const browser: RegistrationKey = { session, flow: 'browser' }
const device: RegistrationKey = { session, flow: 'device' }
const registration: Registration = {
  clientId: 'id',
  clientSecret: 'secret',
  expiresAt: new Date('2027-02-20T09:50:19Z'),
  region: 'us-east-1',
  scopes: ['sso:account:access'],
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
}

test('each way of logging in has a file of its own, under no name of the AWS CLI', () => {
  const names = [browser, device].map((key) => registrationFileName(key))
  assert.notEqual(names[0], names[1])
  for (const name of names) assert.match(name, /^ssoenv-[0-9a-f]{40}\.json$/)
})

test('another session, region, portal or scope needs another registration', () => {
  const others: Partial<SsoSession>[] = [
    { name: 'other' },
    { region: 'eu-west-1' },
    { startUrl: 'https://x.awsapps.com/start' },
    { registrationScopes: ['sso:account:access', 'codewhisperer:completions'] },
  ]
  const names = others.map((other) =>
    registrationFileName({ session: { ...session, ...other }, flow: 'browser' }),
  )
  assert.equal(new Set([...names, registrationFileName(browser)]).size, 5)
})

test('without configured scopes the one is asked for that gives a refresh token', () => {
  assert.deepEqual(scopesOf(session), ['sso:account:access'])
  assert.deepEqual(scopesOf({ ...session, registrationScopes: [] }), ['sso:account:access'])
  assert.deepEqual(scopesOf({ ...session, registrationScopes: ['a', 'b'] }), ['a', 'b'])
})

test('what is written is read back', () => {
  assert.deepEqual(parseRegistration(registrationText(registration)), registration)
})

for (const text of ['', '{', 'null', '5', '[]', '{"clientId": "id", "clientSecret": "s", "region": "r"}']) {
  test(`the file ${JSON.stringify(text)} is no registration`, () => {
    assert.equal(parseRegistration(text), undefined)
  })
}

test('a registration is reused only for what it was made for', () => {
  assert.equal(isReusable(registration, browser, now), true)
  assert.equal(isReusable(registration, device, now), false)
  const { clientId, clientSecret, expiresAt, region, scopes } = registration
  const deviceClient = { clientId, clientSecret, expiresAt, region, scopes }
  assert.equal(isReusable(deviceClient, device, now), true)
  assert.equal(isReusable(deviceClient, browser, now), false)
  assert.equal(isReusable({ ...registration, region: 'eu-west-1' }, browser, now), false)
  assert.equal(isReusable({ ...registration, scopes: ['a'] }, browser, now), false)
})

test('a registration is reused while more than 15 minutes remain', () => {
  const ending = (minutes: number): Registration => ({
    ...registration,
    expiresAt: new Date(now.getTime() + minutes * 60_000),
  })
  assert.equal(isReusable(ending(16), browser, now), true)
  assert.equal(isReusable(ending(15), browser, now), false)
})
