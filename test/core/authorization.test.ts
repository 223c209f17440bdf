import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizeUrl,
  codeChallenge,
  codeVerifier,
  deviceStep,
  readCallback,
  type Stranger,
} from '../../src/core/session/authorization.js'

test('the challenge is that of RFC 7636, Appendix B', () => {
  assert.equal(
    codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('a verifier is 64 unreserved characters, each as likely as the other', () => {
  const verifier = codeVerifier(Uint8Array.from({ length: 256 }, (_, index) => index))
  assert.match(verifier, /^[A-Za-z0-9._~-]{64}$/)
  const letters = new Set(codeVerifier(Uint8Array.from({ length: 66 }, (_, index) => index)))
  assert.equal(letters.size, 64)
  assert.throws(() => codeVerifier(new Uint8Array(63)), RangeError)
})

test('the address for the browser has the parameters of the AWS CLI, in its order', () => {
  assert.equal(
    authorizeUrl({
      origin: 'https://oidc.eu-west-1.amazonaws.com',
      clientId: 'i+d',
      redirectUri: 'http://127.0.0.1:4711/oauth/callback',
      state: 's',
      challenge: 'c',
      scopes: ['sso:account:access', 'x'],
    }),
    'https://oidc.eu-west-1.amazonaws.com/authorize?response_type=code&client_id=i%2Bd' +
      '&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Foauth%2Fcallback&state=s' +
      '&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess%20x&code_challenge=c',
  )
})

const expected = { port: 4711, state: 'right' }
const requestFor = (target: string, more: object = {}) =>
  readCallback({ method: 'GET', host: '127.0.0.1:4711', target, ...more }, expected)

test('the callback with our state brings the code, or the refusal', () => {
  assert.deepEqual(requestFor('/oauth/callback?code=a%2Fb&state=right'), { kind: 'code', code: 'a/b' })
  assert.deepEqual(requestFor('/oauth/callback?error=access_denied&state=right'), {
    kind: 'refused',
    error: 'access_denied',
  })
})

const strangers: [words: string, why: Stranger['why'], target: string, more?: object][] = [
  ['another state', 'state', '/oauth/callback?code=a&state=wrong'],
  ['no state', 'state', '/oauth/callback?code=a'],
  ['an error without state', 'state', '/oauth/callback?error=access_denied'],
  ['another path', 'path', '/?code=a&state=right'],
  ['neither code nor error', 'state', '/oauth/callback?state=right'],
  ['POST', 'method', '/oauth/callback?code=a&state=right', { method: 'POST' }],
  ['HEAD', 'method', '/oauth/callback?code=a&state=right', { method: 'HEAD' }],
  [
    'another Host (DNS rebinding)',
    'host',
    '/oauth/callback?code=a&state=right',
    { host: 'evil.example:4711' },
  ],
  ['another port in Host', 'host', '/oauth/callback?code=a&state=right', { host: '127.0.0.1:80' }],
  ['no Host', 'host', '/oauth/callback?code=a&state=right', { host: undefined }],
  ['an absolute target', 'path', 'http://evil.example/oauth/callback?code=a&state=right'],
  ['a target of another host', 'path', '//evil.example/oauth/callback?code=a&state=right'],
]
for (const [words, why, target, more] of strangers) {
  test(`a request with ${words} is not the callback`, () => {
    assert.deepEqual(requestFor(target, more), { kind: 'stranger', why })
  })
}

test('polling ends with the code, also when the service does not say so', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
  assert.deepEqual(deviceStep(5, inSeconds(600), now), { kind: 'ask', afterSeconds: 5 })
  assert.deepEqual(deviceStep(5, inSeconds(5), now), { kind: 'expired' })
})
