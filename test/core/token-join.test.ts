import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SsoSession } from '../../src/core/session/session.js'
import type { Token } from '../../src/core/session/token.js'
import { joinedToken } from '../../src/core/session/token-join.js'

const NOW = new Date('2026-11-22T12:00:00Z')
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000)
const startUrl = 'https://acme.awsapps.com/start'
const session: SsoSession = { kind: 'sso-session', name: 'acme', startUrl, region: 'eu-west-1' }

const access = (name: string, minutes: number): Token => ({
  accessToken: `${name}-access`,
  expiresAt: at(minutes),
  startUrl: `${startUrl}/`,
  region: 'eu-west-1',
})
const renewable = (name: string, minutes: number): Token => ({
  ...access(name, minutes),
  refreshToken: `${name}-refresh`,
  clientId: `${name}-id`,
  clientSecret: `${name}-secret`,
  registrationExpiresAt: at(10_000),
})
/** Whose access token and whose refresh token it is, and whether the other file gives one up. */
const joined = (present: Token | undefined, other: Token): unknown => {
  const result = joinedToken(present, other, session, NOW)
  if (!result) return undefined
  const { token, takesRefreshToken } = result
  assert.deepEqual([token.startUrl, token.region], [startUrl, 'eu-west-1'])
  assert.equal(token.clientId?.split('-')[0], token.refreshToken?.split('-')[0])
  return [token.accessToken, token.expiresAt, token.refreshToken, takesRefreshToken]
}

test('without a token of its own, a session gets the other one', () => {
  assert.deepEqual(joined(undefined, access('other', 60)), ['other-access', at(60), undefined, false])
  assert.deepEqual(joined(undefined, renewable('other', 60)), ['other-access', at(60), 'other-refresh', true])
  assert.deepEqual(joined(undefined, renewable('other', -60)), [
    'other-access',
    at(-60),
    'other-refresh',
    true,
  ])
})

test('a token that is over, or of another portal or region, is worth nothing', () => {
  assert.equal(joined(undefined, access('other', -1)), undefined)
  assert.equal(
    joined(undefined, { ...access('other', 60), startUrl: 'https://b.awsapps.com/start' }),
    undefined,
  )
  assert.equal(joined(undefined, { ...access('other', 60), region: 'us-east-1' }), undefined)
  const foreign = { ...renewable('own', 60), startUrl: 'https://b.awsapps.com/start' }
  assert.deepEqual(joined(foreign, access('other', 60)), ['other-access', at(60), undefined, false])
})

test("what is as good stays the session's own", () => {
  for (const other of [access('other', 500), renewable('other', 500)]) {
    assert.equal(joined(renewable('own', 1), other), undefined)
  }
  assert.equal(joined(access('own', 1), access('other', 500)), undefined)
  assert.equal(joined(renewable('own', -1), renewable('other', -1)), undefined)
})

test('each lends what the other lacks', () => {
  const [own, over] = [access('own', 30), renewable('own', -30)]
  assert.deepEqual(joined(own, renewable('other', 60)), ['own-access', at(30), 'other-refresh', true])
  assert.deepEqual(joined(own, renewable('other', -60)), ['own-access', at(30), 'other-refresh', true])
  assert.deepEqual(joined(over, access('other', 60)), ['other-access', at(60), 'own-refresh', false])
  // Of two refresh tokens the one whose session surely lives.
  assert.deepEqual(joined(over, renewable('other', 60)), ['other-access', at(60), 'other-refresh', true])
  assert.deepEqual(joined(access('own', -30), access('other', 60)), [
    'other-access',
    at(60),
    undefined,
    false,
  ])
})
