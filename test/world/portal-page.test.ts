import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { networkFor } from '../../src/core/session/network.js'
import { readPortalPage } from '../../src/world/network/portal-page.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'

async function serverFor(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the page at a start URL is read; its fragment is nobody\u2019s business but the browser\u2019s', async (t) => {
  const sandbox = await sandboxFor(t)
  const page = await readPortalPage(networkFor({}), `${sandbox.startUrl}#/`)
  assert.match(page?.text ?? '', /<meta name="region" content="eu-west-1"\/>/)
})

test('redirects are followed, but not for ever, and to portals only', async (t) => {
  const asked: string[] = []
  const origin = await serverFor(t, (request, response) => {
    asked.push(request.url ?? '')
    const location = { '/a': '/b', '/b': '/page', '/loop': '/loop', '/out': 'https://example.com/start' }[
      request.url ?? ''
    ]
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location })
    response.end('here')
  })
  assert.deepEqual(await readPortalPage(networkFor({}), `${origin}/a`), {
    address: `${origin}/page`,
    text: 'here',
  })
  asked.length = 0
  assert.equal(await readPortalPage(networkFor({}), `${origin}/loop`), undefined)
  assert.equal(asked.length, 4)
  assert.equal(await readPortalPage(networkFor({}), `${origin}/out`), undefined)
})

test('an endless page is read as far as one looks', async (t) => {
  let isGone = false
  const origin = await serverFor(t, (_, response) => {
    // More than the socket takes at once (64 KiB from Node 22 on): only then does it tell when it takes more.
    const more = (): boolean => response.write('x'.repeat(100_000))
    response.on('drain', more).on('close', () => (isGone = true))
    more()
  })
  const page = await readPortalPage(networkFor({}), origin)
  assert.ok(page && page.text.length >= 256 * 1024 && page.text.length < 2 ** 20)
  await until(() => isGone)
})

test('where nobody answers, or the question is given up, there is no page', async (t) => {
  assert.equal(await readPortalPage(networkFor({}), 'http://127.0.0.1:1/start'), undefined)
  const giveUp = new AbortController()
  const origin = await serverFor(t, () => giveUp.abort())
  assert.equal(await readPortalPage(networkFor({}), origin, giveUp.signal), undefined)
  assert.equal(await readPortalPage(networkFor({ AWS_CA_BUNDLE: '/nowhere' }), origin), undefined)
})
