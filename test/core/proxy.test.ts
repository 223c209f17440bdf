import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/core/errors.js'
import { configuredProxy, isDirect } from '../../src/core/session/proxy.js'

const oidc = 'oidc.eu-west-1.amazonaws.com'

test('the proxy for https comes from HTTPS_PROXY, with port and scheme filled in', () => {
  const cases = [
    ['http://proxy.corp:3128', { secure: false, host: 'proxy.corp', port: 3128 }],
    ['proxy.corp:3128', { secure: false, host: 'proxy.corp', port: 3128 }],
    ['//proxy.corp', { secure: false, host: 'proxy.corp', port: 80 }],
    [' http://proxy.corp/ ', { secure: false, host: 'proxy.corp', port: 80 }],
    ['https://proxy.corp', { secure: true, host: 'proxy.corp', port: 443 }],
    ['http://[::1]:8080', { secure: false, host: '::1', port: 8080 }],
    ['http://ada:p%40ss%3A@proxy:1', { secure: false, host: 'proxy', port: 1, credentials: 'ada:p@ss:' }],
    ['ada@proxy:1', { secure: false, host: 'proxy', port: 1, credentials: 'ada:' }],
  ] as const
  for (const [value, expected] of cases) {
    assert.deepEqual(configuredProxy({ HTTPS_PROXY: value }), { variable: 'HTTPS_PROXY', ...expected }, value)
  }
})

test('the lower-case variable wins, also when it is empty; HTTP_PROXY and ALL_PROXY do not count', () => {
  const named = configuredProxy({ https_proxy: 'http://low', HTTPS_PROXY: 'http://up' })
  assert.deepEqual([named?.variable, named?.host], ['https_proxy', 'low'])
  assert.equal(configuredProxy({ https_proxy: '', HTTPS_PROXY: 'http://up' }), undefined)
  assert.equal(
    configuredProxy({ HTTP_PROXY: 'http://x', ALL_PROXY: 'http://x', all_proxy: 'http://x' }),
    undefined,
  )
})

test('a value that is no proxy is a configuration error that does not repeat the password', () => {
  for (const value of [
    'http://u:hunter2@',
    'http://u:hunter2@h:99999',
    'socks5://u:hunter2@h',
    'http://u:hunter2%@h',
  ]) {
    assert.throws(
      () => configuredProxy({ HTTPS_PROXY: value }),
      (error: Error) => {
        assert(error instanceof ConfigError)
        assert.match(error.message, /HTTPS_PROXY/)
        assert.doesNotMatch(error.message, /hunter2/)
        return true
      },
      value,
    )
  }
})

test('NO_PROXY lists suffixes, with a port or without, or everything', () => {
  const direct = [
    'amazonaws.com',
    '.amazonaws.com',
    '*.amazonaws.com',
    'example.com, .AMAZONAWS.com',
    'example.com .amazonaws.com',
    'oidc.eu-west-1.amazonaws.com:443',
    '*',
    'x,*',
  ]
  const proxied = [
    '',
    ',',
    'aws.com',
    'eu-west-1',
    'amazonaws.com:8443',
    'xoidc.eu-west-1.amazonaws.com',
    'example.com',
  ]
  for (const list of direct) assert.equal(isDirect({ NO_PROXY: list }, oidc, 443), true, list)
  for (const list of proxied) assert.equal(isDirect({ NO_PROXY: list }, oidc, 443), false, list)
})

test('the lower-case no_proxy wins, and addresses are compared too', () => {
  assert.equal(isDirect({ no_proxy: '', NO_PROXY: '*' }, oidc, 443), false)
  assert.equal(isDirect({ NO_PROXY: '10.1.2.3' }, '10.1.2.3', 443), true)
  assert.equal(isDirect({ NO_PROXY: '[fe80::1]' }, 'fe80::1', 443), true)
})

test('blocks of addresses count for addresses, and names are not looked up for them', () => {
  const cases: [list: string, host: string, direct: boolean][] = [
    ['10.0.0.0/8', '10.1.2.3', true],
    ['example.com,10.1.0.0/16', '10.2.2.3', false],
    ['10.1.2.3/32', '10.1.2.3', true],
    ['10.1.2.3/31', '10.1.2.4', false],
    ['0.0.0.0/0', '192.0.2.1', true],
    ['10.0.0.0/33', '10.0.0.0', false],
    ['10.0.0/8', '10.0.0.1', false],
    ['fd00::/8', 'fd12:3456::1', true],
    ['fd00::/8', 'fe80::1', false],
    ['::/0', 'fe80::1', true],
    ['::/0', '10.1.2.3', false],
    ['2001:db8::1:0/112', '2001:db8:0:0:0:0:1:ffff', true],
    ['0.0.0.0/0', oidc, false],
  ]
  for (const [list, host, direct] of cases)
    assert.equal(isDirect({ NO_PROXY: list }, host, 443), direct, `${list} ${host}`)
})

test('this machine is always reached directly', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1']) {
    assert.equal(isDirect({}, host, 443), true, host)
  }
  assert.equal(isDirect({}, 'localhost.example.com', 443), false)
})
