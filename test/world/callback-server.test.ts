import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test, type TestContext } from 'node:test'
import { listenForCallback, type CallbackServer } from '../../src/world/session/callback-server.js'
import { until } from '../support/until.js'

async function serverFor(t: TestContext): Promise<CallbackServer> {
  const server = await listenForCallback('right', 0)
  t.after(() => server.finish('cancelled'))
  return server
}

/** Connects, sends, and resolves with all that comes until the other side closes. */
function talk(port: number, text: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, host, () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

function idleConnection(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => undefined)
  })
}

test('the answer with our state is received, and its page waits until all is done', async (t) => {
  const server = await serverFor(t)
  const page = fetch(`${server.redirectUri}?code=c&state=right`)
  assert.deepEqual(await server.received, { kind: 'code', code: 'c' })
  await server.finish('done')
  const response = await page
  assert.equal(response.status, 200)
  assert.match(await response.text(), /<h1>Logged in<\/h1>/)
})

test('the page is closed to scripts, frames, caches and referrers', async (t) => {
  const server = await serverFor(t)
  const page = fetch(`${server.redirectUri}?code=c&state=right`)
  await server.received
  await server.finish('done')
  const { headers } = await page
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/)
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('x-frame-options'), 'DENY')
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('connection'), 'close')
})

const CALLBACK = '/oauth/callback?code=c&state=right'
const strays: [title: string, target: string, status: number, more?: RequestInit][] = [
  ['another path', '/', 404],
  ["a page's icon", '/favicon.ico', 404],
  ['a callback without anything', '/oauth/callback', 400],
  ['another state', '/oauth/callback?code=c&state=wrong', 400],
  ['an error without our state', '/oauth/callback?error=access_denied', 400],
  ['POST', CALLBACK, 405, { method: 'POST', body: 'code=c' }],
  ['HEAD, as scanners of links send it', CALLBACK, 405, { method: 'HEAD' }],
  ['OPTIONS', CALLBACK, 405, { method: 'OPTIONS' }],
]
for (const [title, target, status, more] of strays) {
  test(`a request with ${title} gets ${status} and does not end the wait`, async (t) => {
    const server = await serverFor(t)
    const stray = await fetch(`http://127.0.0.1:${server.port}${target}`, more)
    assert.equal(stray.status, status)
    assert.equal(stray.headers.get('cache-control'), 'no-store')
    assert.match(stray.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
    void fetch(`${server.redirectUri}?error=access_denied&state=right`).catch(() => undefined)
    assert.deepEqual(await server.received, { kind: 'refused', error: 'access_denied' })
  })
}

const forged: [title: string, head: string, status: RegExp][] = [
  [
    'a foreign Host (DNS rebinding)',
    `GET ${CALLBACK} HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
    /^HTTP\/1\.1 403 /,
  ],
  ['localhost as Host', `GET ${CALLBACK} HTTP/1.1\r\nHost: localhost\r\n\r\n`, /^HTTP\/1\.1 403 /],
  ['no Host', `GET ${CALLBACK} HTTP/1.0\r\n\r\n`, /^HTTP\/1\.1 403 /],
  [
    'a whole address as its target',
    `GET http://evil.example${CALLBACK} HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
    /^HTTP\/1\.1 403 /,
  ],
  ['a line of 100 kB', `GET ${CALLBACK}&x=${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`, /^$/],
  ['TLS', '\x16\x03\x01\x02\x00garbage\r\n\r\n', /^$/],
]
for (const [title, text, answer] of forged) {
  test(`a request with ${title} is turned away and does not end the wait`, async (t) => {
    const server = await serverFor(t)
    assert.match(await talk(server.port, text).catch(() => ''), answer)
    void fetch(server.redirectUri.replace(/\/oauth.*/, CALLBACK)).catch(() => undefined)
    assert.deepEqual(await server.received, { kind: 'code', code: 'c' })
  })
}

test('no request of a stranger shows anything of itself on the page', async (t) => {
  const server = await serverFor(t)
  const page = await fetch(`${server.redirectUri}?state=<script>alert(1)</script>&error_description=<b>x`)
  assert.doesNotMatch(await page.text(), /script|<b>/)
})

test('who sends a request slowly is cut off, and holds nobody up', async (t) => {
  const server = await serverFor(t)
  const slow = await idleConnection(server.port)
  slow.write('GET /oauth/callback?code=')
  const cut = new Promise((resolve) => slow.once('close', resolve))
  const page = fetch(`${server.redirectUri}?code=c&state=right`)
  assert.deepEqual(await server.received, { kind: 'code', code: 'c' })
  await cut
  await server.finish('done')
  assert.equal((await page).status, 200)
})

test('a crowd of connections leaves room for the answer once it is gone', async (t) => {
  const server = await serverFor(t)
  const crowd = await Promise.all(Array.from({ length: 120 }, () => idleConnection(server.port)))
  for (const socket of crowd) socket.destroy()
  const answered = async (): Promise<boolean> =>
    fetch(`${server.redirectUri}?error=access_denied&state=wrong`).then(
      ({ status }) => status === 400,
      () => false,
    )
  await until(answered)
})

test('idle and broken connections hold nothing up, and end with the listener', async (t) => {
  const server = await serverFor(t)
  const idle = await Promise.all(Array.from({ length: 20 }, () => idleConnection(server.port)))
  const closed = Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  assert.equal(await talk(server.port, '\x16\x03\x01\x02\x00garbage\r\n\r\n'), '')
  const page = fetch(`${server.redirectUri}?code=c&state=right`)
  await server.received
  await server.finish('done')
  assert.equal((await page).status, 200)
  await closed
})

test('the answer counts once', async (t) => {
  const server = await serverFor(t)
  const first = fetch(`${server.redirectUri}?code=one&state=right`)
  assert.deepEqual(await server.received, { kind: 'code', code: 'one' })
  const second = await fetch(`${server.redirectUri}?code=two&state=right`)
  assert.equal(second.status, 409)
  assert.match(await second.text(), /<h1>Already answered<\/h1>/)
  await server.finish('failed')
  assert.match(await (await first).text(), /<h1>Not logged in<\/h1>/)
})

test('it listens on this machine only', async (t) => {
  const server = await serverFor(t)
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')
  if (!outside) return t.skip('there is no other interface')
  await assert.rejects(talk(server.port, 'GET / HTTP/1.0\r\n\r\n', outside.address), /ECONNREFUSED/)
})

test('a port that is taken is an error at once', async (t) => {
  const server = await serverFor(t)
  await assert.rejects(listenForCallback('other', server.port), { code: 'EADDRINUSE' })
})
