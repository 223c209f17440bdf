/** Start URLs at their real host names, behind a corporate network: which portal and which region they mean. */
import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { findPortal, type FoundPortal } from '../../src/flows/profile/find-portal.js'
import { connectProxyFor } from '../support/connect-proxy.js'
import { homeFor } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { tlsFor } from '../support/tls.js'
import { worldFor } from '../support/world.js'

/** What stands at an address: where it leads to, or a page. */
const SITES: Readonly<Record<string, { to: string } | { page: string }>> = {
  'https://acme.awsapps.com/start': { page: '<meta name="region" content="ap-southeast-2"/>' },
  'https://moved.awsapps.com/start': { to: 'https://acme.awsapps.com/start' },
  'https://silent.awsapps.com/start': { page: '<title>AWS access portal</title>' },
  'https://sso.acme.example/': { to: 'https://ssoins-1.portal.eu-central-1.app.aws/?from=acme' },
  'https://ssoins-1.portal.eu-central-1.app.aws/?from=acme': { page: 'here' },
  'https://old.acme.example/': { to: 'https://acme.awsapps.com/start/' },
  'https://acme.awsapps.com/start/': { page: '<meta name="region" content="ap-southeast-2"/>' },
  'https://evil.example/': { to: 'https://evil.example/phish' },
  'https://page.example/': { page: '<meta name="region" content="us-east-1"/>' },
  'https://local.example/': { to: 'http://127.0.0.1:1/' },
}

interface Scene {
  find: (typed: string) => Promise<FoundPortal | string>
  /** Hosts that were connected to. */
  asked: string[]
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const hosts = [...new Set(Object.keys(SITES).map((site) => new URL(site).hostname))]
  const tls = await tlsFor(t, hosts)
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    const site = SITES[`https://${request.headers.host ?? ''}${request.url ?? ''}`]
    if (!site) response.writeHead(404).end()
    else if ('to' in site) response.writeHead(302, { location: site.to }).end('gone')
    else response.writeHead(200).end(site.page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const proxy = await connectProxyFor(t, {
    routes: Object.fromEntries(hosts.map((host) => [`${host}:443`, port])),
  })
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
  const world = worldFor(await homeFor(t), await sandboxFor(t), { env })
  return { find: (typed) => findPortal(world, typed), asked: proxy.asked }
}

test('the page of a portal says its region, also where it has moved to another portal', async (t) => {
  const { find } = await sceneFor(t)
  for (const startUrl of ['https://acme.awsapps.com/start', 'https://moved.awsapps.com/start'])
    assert.deepEqual(await find(startUrl), { startUrl, region: 'ap-southeast-2' })
})

test('a host that names its region is not asked', async (t) => {
  const { find, asked } = await sceneFor(t)
  const startUrl = 'https://ssoins-1.portal.eu-central-1.app.aws'
  assert.deepEqual(await find(startUrl), { startUrl, region: 'eu-central-1' })
  assert.deepEqual(asked, [])
})

test('a portal that says nothing, or cannot be reached, is one without a region', async (t) => {
  const { find } = await sceneFor(t)
  for (const startUrl of ['https://silent.awsapps.com/start', 'https://unreachable.awsapps.com/start'])
    assert.deepEqual(await find(startUrl), { startUrl })
})

test('a company\u2019s own address stands for the portal that it leads to', async (t) => {
  const { find } = await sceneFor(t)
  assert.deepEqual(await find('https://sso.acme.example'), {
    startUrl: 'https://ssoins-1.portal.eu-central-1.app.aws',
    region: 'eu-central-1',
  })
  assert.deepEqual(await find('https://old.acme.example'), {
    startUrl: 'https://acme.awsapps.com/start',
    region: 'ap-southeast-2',
  })
})

test('an address that leads to no portal of AWS is none, whatever its page says', async (t) => {
  const { find, asked } = await sceneFor(t)
  for (const host of ['evil.example', 'page.example', 'local.example', 'unreachable.example']) {
    assert.equal(
      await find(`https://${host}/`),
      `${host} is no host of an AWS access portal, and does not lead to one.`,
    )
  }
  assert.deepEqual(asked.map((target) => target.split(':')[0]).sort(), [
    'evil.example',
    'local.example',
    'page.example',
    'unreachable.example',
  ])
})
