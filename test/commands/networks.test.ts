/** The program in a company's network: every call goes through a proxy, and every certificate is of the company's own CA. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createPlainServer, type AddressInfo, type Server } from 'node:net'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  ACCOUNT,
  REGION,
  stageFor,
  START_URL,
  succeeded,
  tokenIn,
  tokenPath,
  type Stage,
} from '../interop/corporate-network.js'
import { connectProxyFor, type ConnectProxyOptions } from '../support/connect-proxy.js'
import type { Sections } from '../support/home.js'
import { tlsFor } from '../support/tls.js'
import { until } from '../support/until.js'

const OIDC = `oidc.${REGION}.amazonaws.com:443`
const PORTAL = `portal.sso.${REGION}.amazonaws.com:443`
const STS = `sts.${REGION}.amazonaws.com:443`

const session = {
  sso_start_url: START_URL,
  sso_region: REGION,
  sso_registration_scopes: 'sso:account:access',
}
const profile = { sso_session: 'corp', sso_account_id: ACCOUNT, sso_role_name: 'Developer', region: REGION }

/** The home's config: one session, one profile with `more` in it, and other sections. */
async function configure(
  stage: Stage,
  more: Record<string, string> = {},
  others: Sections = {},
): Promise<void> {
  await stage.home.writeConfig({
    'sso-session corp': session,
    'profile dev': { ...profile, ...more },
    ...others,
  })
}

/** Words of a message that was broken into lines. */
const said = (text: string): string => text.replace(/\s+/g, ' ')

async function portOf(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

/** Leaves a token that has ended and can be refreshed. */
async function endAccess(stage: Stage): Promise<void> {
  const file = path.relative(stage.home.path, tokenPath(stage.home, 'sso-session'))
  const token = await tokenIn(stage.home, 'sso-session')
  await stage.home.write(file, JSON.stringify({ ...token, expiresAt: '2020-01-01T00:00:00Z' }))
}

/** Everything that the program asks a service for, by way of that environment. */
async function wholeRound(
  stage: Stage,
  flow: 'browser' | 'device',
  env: Record<string, string> = {},
): Promise<void> {
  const ok = async (...words: string[]): Promise<string> =>
    succeeded(await stage.ssoenv(words, env), words.join(' ')).stdout
  await ok('login', 'dev', '--flow', flow)
  assert.match(await ok('roles', ACCOUNT, '--json'), /Developer/)
  await endAccess(stage)
  assert.match(await ok('credential-process', '--profile', 'dev'), /SessionToken/)
  assert.match(await ok('whoami', 'dev', '--json'), new RegExp(`"accountId": ?"${ACCOUNT}"`))
  await ok('logout', 'dev')
  const { sandbox } = stage
  const calls = ['CreateToken', 'GetRoleCredentials', 'GetCallerIdentity', 'Logout'].map((name) =>
    sandbox.count(name),
  )
  assert.deepEqual([calls[0]! >= 2, ...calls.slice(1)], [true, 1, 1, 1])
}

/** tinyproxy, which asks for a password and goes on to the stage's own proxy, because only that leads the names here. */
async function tinyproxyFor(t: TestContext, stage: Stage): Promise<number> {
  const probe = createPlainServer()
  const port = await portOf(t, probe)
  await new Promise((resolve) => probe.close(resolve))
  const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'BasicAuth ada hunter2', 'ConnectPort 443']
  const upstream = `Upstream http 127.0.0.1:${stage.proxy.port}`
  const file = await stage.home.write('tinyproxy.conf', [...lines, upstream, 'Timeout 60', ''].join('\n'))
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore', env: stage.home.env() })
  t.after(async () => {
    child.kill()
    await once(child, 'exit')
  })
  await until(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
        socket.on('connect', () => socket.destroy())
      }),
  )
  return port
}

for (const flow of ['browser', 'device'] as const) {
  test(`through tinyproxy with a password everything works that a login by ${flow} leads to`, async (t) => {
    const stage = await stageFor(t)
    await configure(stage)
    const port = await tinyproxyFor(t, stage)
    await wholeRound(stage, flow, { HTTPS_PROXY: `http://ada:hunter2@127.0.0.1:${port}` })
    assert.deepEqual(
      [...new Set(stage.proxy.asked)].filter((host) => !host.startsWith('ssoenv-test.')).sort(),
      [OIDC, PORTAL, STS],
    )
    const wrong = await stage.ssoenv(['login', 'dev', '--flow', flow], {
      HTTPS_PROXY: `http://ada:hunter3@127.0.0.1:${port}`,
    })
    assert.equal(wrong.status, 6)
    assert.match(
      said(wrong.stderr),
      /did not accept the user name and password in HTTPS_PROXY \(HTTP 40[17]\)/,
    )
    assert.doesNotMatch(wrong.stdout + wrong.stderr, /hunter|ada/)
  })
}

test('the CA of the company may stand in the profile, in [default] or in REQUESTS_CA_BUNDLE', async (t) => {
  const stage = await stageFor(t)
  const file = stage.env()['AWS_CA_BUNDLE'] ?? ''
  const off = { AWS_CA_BUNDLE: '' }
  const words = ['login', 'dev', '--flow', 'browser', '--force']
  await configure(stage, { ca_bundle: file })
  await wholeRound(stage, 'browser', off)
  await configure(stage, {}, { default: { ca_bundle: file } })
  succeeded(await stage.ssoenv(words, off), 'with [default]')
  await configure(stage)
  succeeded(await stage.ssoenv(words, { ...off, REQUESTS_CA_BUNDLE: file }), 'with REQUESTS_CA_BUNDLE')
  const { status, stderr } = await stage.ssoenv(['login', 'dev', '--flow', 'browser', '--force'], off)
  assert.equal(status, 6)
  assert.match(
    said(stderr),
    /showed a certificate that is not trusted \(\w+\); AWS_CA_BUNDLE can name the file/,
  )
  await configure(stage, { ca_bundle: '/nowhere/ca.pem' })
  const absent = await stage.ssoenv(words, off)
  assert.equal(absent.status, 3)
  assert.match(
    said(absent.stderr),
    /ca_bundle \(.*\.aws\/config:\d+\) names \/nowhere\/ca\.pem, which does not exist/,
  )
})

test('the endpoints of [services] are used, for tokens, roles and STS, and a generic one never is', async (t) => {
  const stage = await stageFor(t)
  let connections = 0
  const emulator = `http://127.0.0.1:${await portOf(
    t,
    createServer((_request, response) => void response.end('{}')).on('connection', () => connections++),
  )}`
  const nested = `\n  endpoint_url = ${stage.sandbox.url}`
  await configure(
    stage,
    { services: 'local', endpoint_url: emulator },
    { 'services local': { sso_oidc: nested, sso: nested, sts: nested } },
  )
  await wholeRound(stage, 'browser', { AWS_ENDPOINT_URL: emulator })
  assert.deepEqual(stage.proxy.asked, [])
  await configure(stage, { endpoint_url: emulator })
  succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'device'], { AWS_ENDPOINT_URL: emulator }), 'login')
  const { status } = await stage.ssoenv(['whoami', 'dev'], { AWS_ENDPOINT_URL: emulator })
  assert.equal(status, 0)
  assert.equal(connections, 0)
})

const FAULTS: [what: string, options: Partial<ConnectProxyOptions>, told: RegExp][] = [
  ['asks for a password', { credentials: 'x:y' }, /did not accept the user name and password in HTTPS_PROXY/],
  ['refuses', { routes: {} }, /refused a way to \S+:443 \(HTTP 403\)/],
  ['breaks off', { fault: 'cut' }, /broke off when asked for a way to/],
  ['breaks off in the middle of its answer', { fault: 'half' }, /broke off when asked for a way to/],
  ['breaks off in TLS', { fault: 'cut late' }, /broke off the connection to/],
  ['answers nonsense', { fault: 'babble' }, /did not answer as a proxy does/],
  ['hangs', { fault: 'hang' }, /made no way to \S+ in 8 s/],
]
const NETWORKS: [what: string, env: Record<string, string>, told: RegExp][] = [
  ['is not there', { HTTPS_PROXY: 'http://ada:hunter2@127.0.0.1:1' }, /cannot be reached \(ECONNREFUSED\)/],
  ['has no name', { HTTPS_PROXY: 'http://ada:hunter2@proxy.invalid:3128' }, /cannot be reached \(E\w+\)/],
]

test(
  'a proxy in trouble is one sentence, exit status 6, no secret; the token stays',
  { timeout: 240_000 },
  async (t) => {
    const stage = await stageFor(t)
    await configure(stage)
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    const token = await tokenIn(stage.home, 'sso-session')
    const cases = [...NETWORKS]
    for (const [what, options, told] of FAULTS) {
      const { port } = await connectProxyFor(t, { routes: {}, ...options })
      cases.push([what, { HTTPS_PROXY: `http://ada:hunter2@127.0.0.1:${port}` }, told])
    }
    for (const [what, env, told] of cases) {
      const { status, stdout, stderr } = await stage.ssoenv(['credential-process', '--profile', 'dev'], env)
      assert.deepEqual([status, stdout], [6, ''], `a proxy that ${what}: ${stderr}`)
      assert.match(stderr, told, what)
      assert.match(stderr, /^ssoenv: The proxy \S+ \(HTTPS_PROXY\) [^\n]+\n$/, what)
      assert.doesNotMatch(stderr, /ada|hunter2/, what)
    }
    assert.deepEqual(await tokenIn(stage.home, 'sso-session'), token)
  },
)

test(
  'a network in trouble is one sentence and exit status 6; the token stays',
  { timeout: 240_000 },
  async (t) => {
    const stage = await stageFor(t)
    await configure(stage)
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    await endAccess(stage)
    const token = await tokenIn(stage.home, 'sso-session')
    const page = '<html><body>Welcome to the hotel</body></html>'
    const captive = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    })
    const silent = createPlainServer(() => undefined)
    const stranger = createTlsServer(await tlsFor(t, []), () => undefined)
    const cases: [address: string, told: RegExp][] = [
      ['https://nobody.invalid', /^ssoenv: Could not reach nobody\.invalid \(E\w+\)\./],
      ['http://127.0.0.1:1', /^ssoenv: Could not reach 127\.0\.0\.1:1 \(ECONNREFUSED\)\./],
      [`http://127.0.0.1:${await portOf(t, silent)}`, /\(no answer in 10 s\)\./],
      [`https://127.0.0.1:${await portOf(t, stranger)}`, /not trusted \(\w+\); AWS_CA_BUNDLE can name/],
      [`http://127.0.0.1:${await portOf(t, captive)}`, /a web page answered \(HTTP 200\)/],
    ]
    for (const [address, told] of cases) {
      const env = { HTTPS_PROXY: '', AWS_CA_BUNDLE: '', AWS_ENDPOINT_URL_SSO_OIDC: address }
      for (const words of [
        ['credential-process', '--profile', 'dev'],
        ['login', 'dev', '--flow', 'device', '--force'],
      ].slice(0, address.includes('https') ? 2 : 1)) {
        if (words[0] === 'login') continue
        const { status, stdout, stderr } = await stage.ssoenv(words, env)
        assert.deepEqual([status, stdout], [6, ''], `${address}: ${stderr}`)
        assert.match(stderr, told)
        assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
        assert.doesNotMatch(stderr, /hotel/)
      }
    }
    assert.deepEqual(await tokenIn(stage.home, 'sso-session'), token)
  },
)

test("a company's own start URL is followed through the proxy, with its CA", async (t) => {
  const stage = await stageFor(t)
  const tls = await tlsFor(t, ['sso.acme.test', 'ssoenv-test.awsapps.com'])
  const start = createTlsServer(tls, ({ headers, url }, response) => {
    if (headers.host === 'sso.acme.test') response.writeHead(302, { location: START_URL }).end()
    else response.end(url === '/start' ? `<head><meta name="region" content="${REGION}"/></head>` : '')
  })
  const port = await portOf(t, start)
  const routes = { 'sso.acme.test:443': port, 'ssoenv-test.awsapps.com:443': port }
  const proxy = await connectProxyFor(t, {
    routes: { ...routes, [OIDC]: stage.sandbox.port, [PORTAL]: stage.sandbox.port },
  })
  await stage.home.writeConfig({ default: { ca_bundle: tls.caFile } })
  const role = ['--account', ACCOUNT, '--role', 'Developer', '--region', REGION]
  const { stderr } = await stage.ssoenv(
    ['configure', 'dev', '--session', 'corp', '--start-url', 'https://sso.acme.test', ...role, '--no-input'],
    { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: '' },
  )
  assert.deepEqual(proxy.asked.slice(0, 2), ['sso.acme.test:443', 'ssoenv-test.awsapps.com:443'], stderr)
})
