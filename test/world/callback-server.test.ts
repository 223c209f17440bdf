import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test, type TestContext } from 'node:test'
import { listenForCallback, type CallbackServer } from '../../src/world/session/callback-server.js'

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
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('connection'), 'close')
})

test('other requests get 404 and do not end the wait', async (t) => {
  const server = await serverFor(t)
  const origin = `http://127.0.0.1:${server.port}`
  for (const target of [
    '/',
    '/favicon.ico',
    '/oauth/callback',
    '/oauth/callback?code=c&state=wrong',
    '/oauth/callback?error=access_denied',
  ]) {
    assert.equal((await fetch(origin + target)).status, 404, target)
  }
  assert.equal((await fetch(`${server.redirectUri}?code=c&state=right`, { method: 'POST' })).status, 404)
  const rebound = 'GET /oauth/callback?code=c&state=right HTTP/1.1\r\nHost: evil.example\r\n\r\n'
  assert.match(await talk(server.port, rebound), /^HTTP\/1\.1 404 /)
  void fetch(`${server.redirectUri}?error=access_denied&state=right`).catch(() => undefined)
  assert.deepEqual(await server.received, { kind: 'refused', error: 'access_denied' })
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
  assert.equal((await fetch(`${server.redirectUri}?code=two&state=right`)).status, 404)
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
