import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  regionInHost,
  regionInPage,
  sessionNameFor,
  startUrlFrom,
} from '../../src/core/session/portal-address.js'
import { regionDoubt } from '../../src/core/session/region.js'

const hosts: [startUrl: string, region: string | undefined][] = [
  ['https://ssoins-1.portal.eu-west-1.app.aws', 'eu-west-1'],
  ['https://ssoins-1.eu-west-1.portal.amazonaws.com/', 'eu-west-1'],
  ['https://ssoins-1.cn-north-1.portal.amazonaws.com.cn', 'cn-north-1'],
  ['https://ssoins-1.portal.cn-north-1.app.amazonwebservices.com.cn', 'cn-north-1'],
  ['https://ssoins-1.eusc-de-east-1.portal.amazonaws.eu', 'eusc-de-east-1'],
  ['https://ssoins-1.portal.eusc-de-east-1.api.amazonwebservices.eu', 'eusc-de-east-1'],
  ['https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/acme', 'us-gov-west-1'],
  ['https://start.us-gov-home.awsapps.com/directory/acme', undefined],
  ['https://start.cn-north-1.home.awsapps.cn/directory/acme', 'cn-north-1'],
  ['https://acme.awsapps.com/start', undefined],
  ['https://evil.example/ssoins-1.portal.eu-west-1.app.aws', undefined],
  ['no address', undefined],
]

test('some hosts of portals name the region', () => {
  for (const [startUrl, region] of hosts) assert.equal(regionInHost(startUrl), region, startUrl)
})

test('a portal\u2019s page names the region in its head; anything but a region is nothing', () => {
  assert.equal(regionInPage('<head><meta name="region" content="eu-west-1"/>'), 'eu-west-1')
  assert.equal(regionInPage('<META\n NAME="region"  CONTENT="us-east-1" >'), 'us-east-1')
  assert.equal(regionInPage('<meta name="region" content="x.evil.example"/>'), undefined)
  assert.equal(regionInPage('<meta name="regional" content="eu-west-1"/>'), undefined)
})

const typed: [text: string, url: string | undefined, isPortal?: boolean][] = [
  [' https://acme.awsapps.com/start ', 'https://acme.awsapps.com/start', true],
  ['https://acme.awsapps.com/start/#/', 'https://acme.awsapps.com/start/#/', true],
  ['https://acme.awsapps.com/start#', 'https://acme.awsapps.com/start#', true],
  ['https://acme.awsapps.com/start/#/?tab=accounts', 'https://acme.awsapps.com/start/', true],
  ['https://sso.acme.example', 'https://sso.acme.example', false],
  ['http://127.0.0.1:8080/start', 'http://127.0.0.1:8080/start', true],
  ['http://acme.awsapps.com/start', undefined],
  ['acme.awsapps.com/start', undefined],
  ['https://user:secret@acme.awsapps.com/start', undefined],
  ['https://acme.awsapps.com/st art', undefined],
  ['https://acme.awsapps.com/\u001b[2J', undefined],
  ['https://localhost', 'https://localhost', true],
  ['https://intranet/start', undefined],
  [`https://acme.awsapps.com/${'x'.repeat(600)}`, undefined],
]

test('a start URL stays as it was typed, but for what the portal adds behind #', () => {
  for (const [text, url, isPortal] of typed) {
    const found = startUrlFrom(text)
    if (url === undefined) assert.ok('wrong' in found, text)
    else assert.deepEqual(found, { url, isPortal }, text)
  }
})

const names: [startUrl: string, name: string][] = [
  ['https://acme.awsapps.com/start', 'acme'],
  ['https://d-1234567890.awsapps.com/start/', 'd-1234567890'],
  ['https://ssoins-1.portal.eu-west-1.app.aws', 'ssoins-1'],
  ['https://start.us-gov-home.awsapps.com/directory/acme', 'acme'],
  ['https://identitycenter.amazonaws.com/ssoins-1', 'ssoins-1'],
  ['http://127.0.0.1:8080/start', 'sso'],
  ['http://127.0.0.1:8080/other/start', 'other'],
]

test('a session is called what tells its portal apart; a name that is taken gets a number', () => {
  for (const [startUrl, name] of names) assert.equal(sessionNameFor(startUrl, new Set()), name, startUrl)
  assert.equal(sessionNameFor('https://acme.awsapps.com/start', new Set(['acme', 'acme-2'])), 'acme-3')
})

test('a region is known, may be newer than we are, or is a mistake', () => {
  assert.equal(regionDoubt('eu-west-1'), undefined)
  assert.equal(regionDoubt('us-gov-west-1'), undefined)
  assert.deepEqual(regionDoubt('eu-wst-1'), {
    kind: 'unknown',
    words: '"eu-wst-1" is no region that ssoenv knows. Did you mean eu-west-1?',
  })
  assert.equal(regionDoubt('xx-far-far-99')?.kind, 'unknown')
  for (const wrong of ['', 'Ireland', 'eu-west', 'EU-WEST-1', 'eu-west-1.evil.example', 'eu-west-1\n'])
    assert.equal(regionDoubt(wrong)?.kind, 'wrong', wrong)
})
