import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { ConfigError, UnreachableError } from '../../src/core/errors.js'
import type { Env } from '../../src/core/paths.js'
import { networkFor } from '../../src/core/session/network.js'
import { openIdentityCenter } from '../../src/world/network/identity-center.js'
import { networkAgents } from '../../src/world/network/network.js'
import { ServiceUnreachable } from '../../src/world/network/service-error.js'
import { connectProxyFor, type ConnectProxyOptions } from '../support/connect-proxy.js'
import { sandboxFor } from '../support/sandbox.js'
import { tlsFor } from '../support/tls.js'

const oidcHost = 'oidc.eu-west-1.amazonaws.com'
const portalHost = 'portal.sso.eu-west-1.amazonaws.com'

/** The local Identity Center as the real host names, behind a proxy. */
async function behindProxy(t: TestContext, options: Partial<ConnectProxyOptions> = {}) {
  const tls = await tlsFor(t, [oidcHost, portalHost])
  const sandbox = await sandboxFor(t, { tls, region: 'eu-west-1' })
  const routes = { [`${oidcHost}:443`]: sandbox.port, [`${portalHost}:443`]: sandbox.port }
  const proxy = await connectProxyFor(t, { routes, ...options })
  const env: Env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
  return { sandbox, proxy, tls, env }
}

/** Registers a client through the SDK, as a login does first. */
async function register(env: Env, startUrl: string): Promise<string> {
  const machine = { network: networkFor(env), now: () => new Date(), sleep: () => Promise.resolve() }
  const center = await openIdentityCenter(machine, 'eu-west-1')
  try {
    const { clientId } = await center.registerClient('device', ['sso:account:access'], startUrl)
    return clientId
  } finally {
    center.close()
  }
}

async function rejection(env: Env, startUrl: string): Promise<string> {
  const error: unknown = await register(env, startUrl).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert(error instanceof ServiceUnreachable && error instanceof UnreachableError, String(error))
  assert.equal(error.cause, undefined)
  assert.equal(error.fate, 'notDone')
  return error.message
}

test('a service is reached through the proxy, with the certificates of AWS_CA_BUNDLE', async (t) => {
  const { sandbox, proxy, env } = await behindProxy(t)
  assert.notEqual(await register(env, sandbox.startUrl), '')
  assert.deepEqual(proxy.asked, [`${oidcHost}:443`])
})

test('REQUESTS_CA_BUNDLE serves where AWS_CA_BUNDLE is not set; without both the message names the mend', async (t) => {
  const { sandbox, env, tls } = await behindProxy(t)
  const without = { ...env, AWS_CA_BUNDLE: undefined }
  assert.notEqual(await register({ ...without, REQUESTS_CA_BUNDLE: tls.caFile }, sandbox.startUrl), '')
  await assert.rejects(register(without, sandbox.startUrl), /certificate that is not trusted .*AWS_CA_BUNDLE/)
})

test('a bundle is trusted beside the built-in roots and NODE_EXTRA_CA_CERTS, not instead of them', async (t) => {
  const [ours, extra] = [await tlsFor(t, ['a.test']), await tlsFor(t, ['b.test'])]
  const servers = [await sandboxFor(t, { tls: ours }), await sandboxFor(t, { tls: extra })]
  const program = `
    import { networkAgents } from ${JSON.stringify(fileURLToPath(new URL('../../src/world/network/network.ts', import.meta.url)))}
    import { get } from 'node:https'
    const { httpsAgent } = await networkAgents({ env: process.env, caBundle: { value: ${JSON.stringify(ours.caFile)}, by: 'AWS_CA_BUNDLE' } })
    const seen = []
    for (const url of ${JSON.stringify(servers.map((server) => server.url))}) {
      seen.push(await new Promise((resolve) => get(url, { agent: httpsAgent }, (r) => resolve(r.statusCode)).on('error', (e) => resolve(e.code))))
    }
    console.log(JSON.stringify(seen))
    process.exit(0)`
  const seen = async (extraEnv: Record<string, string>): Promise<[unknown, unknown]> => {
    const words = ['--import', 'tsx', '--input-type=module', '-e', program]
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', ...extraEnv }
    return JSON.parse((await promisify(execFile)(process.execPath, words, { env })).stdout) as [
      unknown,
      unknown,
    ]
  }
  assert.deepEqual(await seen({ NODE_EXTRA_CA_CERTS: extra.caFile }), [404, 404])
  const [withBundle, without] = await seen({})
  assert.equal(withBundle, 404)
  assert.match(String(without), /CERT|LEAF/)
})

test('a proxy that demands a password gets it, and says so when it is missing or wrong', async (t) => {
  const { sandbox, proxy, env } = await behindProxy(t, { credentials: 'ada:p@ss:word' })
  const as = (user: string): Env => ({ ...env, HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.port}` })
  assert.notEqual(await register(as('ada:p%40ss%3Aword@'), sandbox.startUrl), '')
  assert.match(await rejection(as(''), sandbox.startUrl), /demands a password \(HTTP 407\): set HTTPS_PROXY/)
  const wrong = await rejection(as('ada:hunter2@'), sandbox.startUrl)
  assert.match(wrong, /did not accept the user name and password in HTTPS_PROXY/)
  assert.doesNotMatch(wrong, /hunter2|ada/)
})

test('a proxy that refuses, breaks off, answers nonsense or is not there is named as the reason', async (t) => {
  const cases = [
    [
      { routes: {} },
      /^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refused a way to oidc\.eu-west-1\.amazonaws\.com:443 \(HTTP 403\)\.$/,
    ],
    [{ fault: 'cut' }, /broke off when asked/],
    [{ fault: 'half' }, /broke off when asked/],
    [{ fault: 'babble' }, /did not answer as a proxy does/],
    [
      { fault: 'cut late' },
      /^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) broke off the connection to oidc\.eu-west-1\.amazonaws\.com:443\.$/,
    ],
  ] as const
  for (const [options, expected] of cases) {
    const { sandbox, env } = await behindProxy(t, options)
    const secret = { ...env, HTTPS_PROXY: env['HTTPS_PROXY']?.replace('//', '//ada:hunter2@') }
    const message = await rejection(secret, sandbox.startUrl)
    assert.match(message, expected)
    assert.doesNotMatch(message, /hunter2/)
  }
  const { sandbox, env } = await behindProxy(t)
  assert.match(
    await rejection({ ...env, HTTPS_PROXY: 'http://127.0.0.1:1' }, sandbox.startUrl),
    /cannot be reached \(ECONNREFUSED\)/,
  )
})

test('a proxy may be spoken to through TLS itself', async (t) => {
  const tls = await tlsFor(t, [oidcHost])
  const sandbox = await sandboxFor(t, { tls, region: 'eu-west-1' })
  const proxy = await connectProxyFor(t, { routes: { [`${oidcHost}:443`]: sandbox.port }, tls })
  const env = { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
  assert.notEqual(await register(env, sandbox.startUrl), '')
})

test('a proxy that hangs is named, and not waited for a second time', async (t) => {
  const { sandbox, proxy, env } = await behindProxy(t, { fault: 'hang' })
  await assert.rejects(
    register(env, sandbox.startUrl),
    (error) =>
      error instanceof ServiceUnreachable &&
      error.fate === 'timedOut' &&
      /^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) made no way to oidc\.eu-west-1\.amazonaws\.com:443 in 8 s\.$/.test(
        error.message,
      ),
  )
  assert.equal(proxy.asked.length, 1)
})

test('a proxy whose certificate is not trusted, and one that speaks no TLS, are told with the mend', async (t) => {
  const { sandbox, proxy, tls } = await behindProxy(t)
  const secure = await connectProxyFor(t, { routes: {}, tls })
  const message = (port: number): Promise<string> =>
    rejection({ HTTPS_PROXY: `https://ada:hunter2@127.0.0.1:${port}` }, sandbox.startUrl)
  assert.match(
    await message(secure.port),
    /^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) showed a certificate that is not trusted \(\w+\); AWS_CA_BUNDLE can name/,
  )
  assert.match(
    await message(proxy.port),
    /does not speak TLS \(\w+\): HTTPS_PROXY has to begin with http:\/\//,
  )
})

test('the certificate of the host is checked inside the tunnel, against its own name', async (t) => {
  const tls = await tlsFor(t, ['other.amazonaws.com'])
  const sandbox = await sandboxFor(t, { tls, region: 'eu-west-1' })
  const proxy = await connectProxyFor(t, { routes: { [`${oidcHost}:443`]: sandbox.port } })
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tls.caFile }
  await assert.rejects(register(env, sandbox.startUrl), /certificate/)
})

test('hosts of NO_PROXY and this machine are reached directly', async (t) => {
  const tls = await tlsFor(t, ['localhost'])
  const sandbox = await sandboxFor(t, { tls })
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', AWS_CA_BUNDLE: tls.caFile, NO_PROXY: 'nowhere.invalid' }
  const { httpsAgent } = await networkAgents(networkFor(env))
  t.after(() => httpsAgent.destroy())
  const outcome = (url: string): Promise<unknown> =>
    new Promise((resolve) =>
      request(url, { agent: httpsAgent }, (response) => resolve(response.resume().statusCode))
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name))
        .end(),
    )
  assert.equal(await outcome(sandbox.url), 404)
  assert.equal(await outcome('https://nowhere.invalid/'), 'ENOTFOUND')
  assert.equal(await outcome('https://elsewhere.invalid/'), 'ProxyError')
})

test('a CA bundle that cannot be used is a configuration error that names variable and file', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-bundle-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  const cases: [string, RegExp][] = [
    [path.join(folder, 'absent'), /absent, which does not exist/],
    [folder, /cannot be read \(EISDIR\)/],
    [await file('empty', ''), /empty, which holds no certificate/],
    [await file('text', 'hello'), /text, which holds no certificate/],
    [await file('broken', broken), /broken, whose certificate number 1 cannot be read/],
  ]
  for (const [bundle, expected] of cases) {
    const config = parseAwsConfig(`[default]\nca_bundle = ${bundle}\n`, '/home/ada/.aws/config')
    for (const [network, origin] of [
      [networkFor({ AWS_CA_BUNDLE: bundle }, config), /^AWS_CA_BUNDLE names/],
      [networkFor({ AWS_CA_BUNDLE: '' }, config), /^ca_bundle \(\/home\/ada\/\.aws\/config:2\) names/],
    ] as const) {
      await assert.rejects(networkAgents(network), (error: Error) => {
        assert(error instanceof ConfigError)
        assert.match(error.message, expected)
        assert.match(error.message, origin)
        return true
      })
    }
  }
})

test('a proxy variable that makes no sense is found before anything is sent', async () => {
  await assert.rejects(networkAgents(networkFor({ HTTPS_PROXY: 'socks5://proxy:1080' })), ConfigError)
})
