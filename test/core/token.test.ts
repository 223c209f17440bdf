import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SsoSession } from '../../src/core/session/session.js'
import {
  isRenewable,
  parseToken,
  tokenFileName,
  tokenState,
  tokenText,
  type Token,
} from '../../src/core/session/token.js'

const now = new Date('2026-11-22T10:00:00Z')
const corp: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
}
const token: Token = {
  accessToken: 'aoa:MGYC/+_-',
  expiresAt: new Date('2026-11-22T11:00:00Z'),
  refreshToken: 'aor:x',
  clientId: 'id',
  clientSecret: 'secret',
  registrationExpiresAt: new Date('2027-02-20T09:50:19Z'),
  startUrl: corp.startUrl,
  region: corp.region,
}
const endingIn = (minutes: number, more: Partial<Token> = {}): Token => ({
  ...token,
  expiresAt: new Date(now.getTime() + minutes * 60_000),
  ...more,
})

test('the token file is named by the session, or by the bytes of a legacy start URL', () => {
  assert.equal(tokenFileName({ ...corp, name: 'my-sso' }), '0ad374308c5a4e22f723adf10145eafad7c4031c.json')
  const startUrl = 'https://ssoenv-test.awsapps.com/start'
  assert.equal(
    tokenFileName({ kind: 'legacy', name: startUrl, startUrl, region: 'eu-west-1' }),
    '4ef22670f8da5abf3b5ddccbdace77b136a4ae9b.json',
  )
})

test('the text has the eight members in the order of the AWS CLI, whole seconds, and no newline', () => {
  assert.equal(
    tokenText({ ...token, expiresAt: new Date('2026-11-22T11:00:00.987Z') }),
    '{"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "aoa:MGYC/+_-", ' +
      '"expiresAt": "2026-11-22T11:00:00Z", "clientId": "id", "clientSecret": "secret", ' +
      '"registrationExpiresAt": "2027-02-20T09:50:19Z", "refreshToken": "aor:x"}',
  )
})

test('absent members are left out, never null', () => {
  assert.equal(
    tokenText({ accessToken: 'a', expiresAt: now }),
    '{"accessToken": "a", "expiresAt": "2026-11-22T10:00:00Z"}',
  )
})

test('members that we do not know are kept', () => {
  const text = tokenText({ ...token, unknown: { scopes: ['sso:account:access'], é: null } })
  assert.match(text, /, "scopes": \["sso:account:access"\], "\\u00e9": null\}$/)
  assert.deepEqual(parseToken(text), { ...token, unknown: { scopes: ['sso:account:access'], é: null } })
})

test('what is written is read back', () => {
  assert.deepEqual(parseToken(tokenText(token)), token)
})

const dates: [spelling: string, instant: string | undefined][] = [
  ['2026-11-22T11:00:00Z', '2026-11-22T11:00:00.000Z'],
  ['2026-11-22T11:00:00.721Z', '2026-11-22T11:00:00.721Z'],
  ['2026-11-22T11:00:00.721456Z', '2026-11-22T11:00:00.721Z'],
  ['2026-11-22T11:00:00z', '2026-11-22T11:00:00.000Z'],
  ['2026-11-22T13:00:00+02:00', '2026-11-22T11:00:00.000Z'],
  ['2026-11-22T08:30:00-0230', '2026-11-22T11:00:00.000Z'],
  ['2026-11-22T11:00:00UTC', '2026-11-22T11:00:00.000Z'],
  ['2026-11-22T11:00:00', undefined],
  ['2026-02-30T11:00:00Z', undefined],
  ['2026-11-22T25:00:00Z', undefined],
  ['1795345200', undefined],
  ['soon', undefined],
]
for (const [spelling, instant] of dates) {
  test(`expiresAt ${spelling} is ${instant ?? 'no token'}`, () => {
    const read = parseToken(JSON.stringify({ accessToken: 'a', expiresAt: spelling }))
    assert.equal(read?.expiresAt.toISOString(), instant)
  })
}

const useless: [words: string, text: string][] = [
  ['an empty file', ''],
  ['a truncated one', '{"accessToken": "a", "expiresAt": "2026-11-22T1'],
  ['one with garbage behind it', '{"accessToken": "a", "expiresAt": "2026-11-22T11:00:00Z"}"}'],
  ['a number', '4711'],
  ['a string', '"a"'],
  ['a list', '[1]'],
  ['null', 'null'],
  ['one without accessToken', '{"expiresAt": "2026-11-22T11:00:00Z"}'],
  ['one without expiresAt', '{"accessToken": "a"}'],
  ['one whose expiresAt is a number', '{"accessToken": "a", "expiresAt": 1795345200}'],
  [
    'an accessToken that would break a header',
    '{"accessToken": "a\\r\\nx: y", "expiresAt": "2026-11-22T11:00:00Z"}',
  ],
]
for (const [words, text] of useless) {
  test(`${words} is no token, and no error`, () => assert.equal(parseToken(text), undefined))
}

test('a null or a number in the other members is as if it were not there', () => {
  const text =
    '{"accessToken": "a", "expiresAt": "2026-11-22T11:00:00Z", "refreshToken": null, "clientId": 7, "registrationExpiresAt": 1, "region": null}'
  assert.deepEqual(parseToken(text), { accessToken: 'a', expiresAt: new Date('2026-11-22T11:00:00Z') })
})

const states: [words: string, token: Token | undefined, state: string][] = [
  ['no token', undefined, 'absent'],
  ['21 minutes before its end', endingIn(21), 'valid'],
  ['20 minutes before its end', endingIn(20), 'refresh-due'],
  ['a minute before its end', endingIn(1), 'refresh-due'],
  ['at its end', endingIn(0), 'expired'],
  ['after its end', endingIn(-1), 'expired'],
  ['of another region', endingIn(60, { region: 'us-east-1' }), 'absent'],
  ['of another portal', endingIn(60, { startUrl: 'https://evil.awsapps.com/start' }), 'absent'],
  ['of the same portal, spelled otherwise', endingIn(60, { startUrl: `${corp.startUrl}/#/` }), 'valid'],
]
for (const [words, given, state] of states) {
  test(`a token ${words} is ${state}`, () => assert.equal(tokenState(given, corp, now), state))
}

test('a token without start URL and region is taken as the session\u2019s, as by every AWS tool', () => {
  assert.equal(tokenState({ accessToken: 'a', expiresAt: token.expiresAt }, corp, now), 'valid')
})

test('a refresh needs a refresh token and a living registration', () => {
  const { refreshToken, clientId, clientSecret, ...rest } = token
  assert.equal(isRenewable(token, now), true)
  assert.equal(isRenewable({ ...rest, ...{ clientId, clientSecret } } as Token, now), false)
  assert.equal(isRenewable({ ...rest, ...{ refreshToken, clientSecret } } as Token, now), false)
  assert.equal(isRenewable({ ...rest, ...{ refreshToken, clientId } } as Token, now), false)
  assert.equal(isRenewable({ ...token, registrationExpiresAt: now }, now), false)
})

test('where the file does not say when the registration ends, the service decides', () => {
  const { registrationExpiresAt, ...rest } = token
  assert.ok(registrationExpiresAt)
  assert.equal(isRenewable(rest, now), true)
})
