import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizeUrl,
  codeChallenge,
  codeVerifier,
  deviceStep,
  readCallback,
} from '../../src/core/session/authorization.js'
import { loginWay, type Surroundings } from '../../src/core/session/login-way.js'

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

const strangers: [words: string, target: string, more?: object][] = [
  ['another state', '/oauth/callback?code=a&state=wrong'],
  ['no state', '/oauth/callback?code=a'],
  ['an error without state', '/oauth/callback?error=access_denied'],
  ['another path', '/?code=a&state=right'],
  ['neither code nor error', '/oauth/callback?state=right'],
  ['POST', '/oauth/callback?code=a&state=right', { method: 'POST' }],
  ['another Host (DNS rebinding)', '/oauth/callback?code=a&state=right', { host: 'evil.example:4711' }],
  ['another port in Host', '/oauth/callback?code=a&state=right', { host: '127.0.0.1:80' }],
  ['no Host', '/oauth/callback?code=a&state=right', { host: undefined }],
  ['an absolute target', 'http://evil.example/oauth/callback?code=a&state=right'],
  ['a target of another host', '//evil.example/oauth/callback?code=a&state=right'],
]
for (const [words, target, more] of strangers) {
  test(`a request with ${words} is not the callback`, () => {
    assert.equal(requestFor(target, more), undefined)
  })
}

test('polling ends with the code, also when the service does not say so', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
  assert.deepEqual(deviceStep(5, inSeconds(600), now), { kind: 'ask', afterSeconds: 5 })
  assert.deepEqual(deviceStep(5, inSeconds(5), now), { kind: 'expired' })
})

const desk: Surroundings = {
  env: { DISPLAY: ':0' },
  platform: 'linux',
  hasBrowser: true,
  browserChosen: false,
  inContainer: false,
}
const ways: [words: string, here: Partial<Surroundings>, flow: string][] = [
  ['at a desk', {}, 'browser'],
  ['under Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, 'browser'],
  ['on a Mac', { env: {}, platform: 'darwin' }, 'browser'],
  ['in WSL', { env: { WSL_DISTRO_NAME: 'Debian' } }, 'browser'],
  ['on a Linux without display', { env: {} }, 'device'],
  ['without display, with BROWSER', { env: { BROWSER: 'firefox' } }, 'browser'],
  ['over SSH', { env: { DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' } }, 'device'],
  ['in a container', { inContainer: true }, 'device'],
  ['in a container with BROWSER', { inContainer: true, env: { BROWSER: 'x' } }, 'browser'],
  ['without a program that opens addresses', { hasBrowser: false }, 'device'],
]
for (const [words, here, flow] of ways) {
  test(`${words} the way is ${flow}`, () => {
    assert.equal(loginWay('auto', false, { ...desk, ...here }).flow, flow)
  })
}

test('--no-browser takes the device code, or only shows the address where the browser was asked for', () => {
  assert.deepEqual(loginWay('auto', true, desk), { flow: 'device', opensBrowser: false })
  assert.deepEqual(loginWay('browser', true, desk), { flow: 'browser', opensBrowser: false })
})
