import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bindingFileText,
  isPortalUrl,
  parseBindingFile,
  type Binding,
} from '../../src/core/binding/binding-file.js'
import { printable } from '../../src/core/text/display.js'
import { ConfigError } from '../../src/core/errors.js'

const URL_LINE = 'sso_start_url = https://acme.awsapps.com/start\n'
const TEAM = `${URL_LINE}sso_account_id = 123456789012\nsso_role_name = Developer\n`

function said(text: string | Uint8Array): Binding {
  const file = parseBindingFile(typeof text === 'string' ? Buffer.from(text) : text)
  assert.ok(file.ok, file.ok ? '' : file.reason)
  return file
}

function reason(text: string | Uint8Array): string {
  const file = parseBindingFile(typeof text === 'string' ? Buffer.from(text) : text)
  assert.ok(!file.ok)
  assert.equal(printable(file.reason, file.reason.length), file.reason)
  return file.reason
}

test('every key', () => {
  assert.deepEqual(said(`profile = acme dev\n${TEAM}sso_region = eu-west-1\nregion = eu-central-1\n`), {
    ok: true,
    none: false,
    profile: 'acme dev',
    startUrl: 'https://acme.awsapps.com/start',
    ssoRegion: 'eu-west-1',
    accountId: '123456789012',
    roleName: 'Developer',
    region: 'eu-central-1',
    warnings: [],
  })
})

test('a profile alone, with any spacing, case of the key and line end', () => {
  for (const text of [
    'profile=dev',
    '\tprofile\t=\tdev\t\r\n',
    '  PROFILE  =  dev  ',
    '\ufeffprofile = dev\n',
  ]) {
    assert.equal(said(text).profile, 'dev')
  }
})

test('a comment is a whole line, or # after a blank', () => {
  assert.equal(said('# one\n ; two\n\nprofile = dev # three\n').profile, 'dev')
  assert.equal(said('profile = dev#1').profile, 'dev#1')
  assert.equal(said('profile = dev ; x').profile, 'dev ; x')
  assert.equal(said(TEAM.replace('/start', '/start#/ # note')).startUrl, 'https://acme.awsapps.com/start#/')
})

test('an empty profile is none, also with only a comment behind it', () => {
  assert.deepEqual(said('profile =\n'), { ok: true, none: true, warnings: [] })
  assert.equal(said('profile = # none here\n').none, true)
  assert.match(said(`profile =\n${TEAM}`).warnings[0]!, /other keys are left out/)
})

test('an unknown key is a warning with its line', () => {
  const { profile, warnings } = said('profile = dev\noutput = json\n')
  assert.equal(profile, 'dev')
  assert.deepEqual(warnings, ['line 2: "output" is no key of a .ssoenv and is left out'])
})

test('what a .ssoenv may not be', () => {
  const cases: [string | Uint8Array, RegExp][] = [
    ['', /names no profile/],
    ['region = eu-west-1\n', /names no profile/],
    [URL_LINE, /neither profile nor sso_account_id and sso_role_name/],
    [`profile = dev\n${'#'.repeat(1100)}`, /more than 1024 bytes/],
    [Buffer.alloc(50_000_000), /more than 1024 bytes/],
    [Buffer.from([0x70, 0xff, 0xfe]), /not UTF-8/],
    [Buffer.from('\x7fELF\0\0'), /line 1 has a character that cannot be shown/],
    ['profile = a\u001b[31mb', /line 1 has a character that cannot be shown/],
    ['# fine\nprofile = a\u202eb', /line 2 has a character that cannot be shown/],
    ['profile = a\rregion = x', /line 1 has a character that cannot be shown/],
    ['# \u200b\nprofile = a', /line 1 has a character that cannot be shown/],
    ['[profile dev]\n', /line 1 is a section/],
    ['dev\n', /line 1 is not/],
    ['profile = a\nprofile = b\n', /line 2 says profile again, after line 1/],
    [`profile = ${'a'.repeat(129)}`, /at most 128/],
    [
      'profile = dev\nsso-account-id = 123456789012\n',
      /line 2 says "sso-account-id", which is written sso_account_id/,
    ],
    ['profile = dev\nsso_account_id = 12345678901\n', /line 2 says a sso_account_id that is not 12 digits/],
    ['profile = dev\nsso_account_id =\n', /line 2 says a sso_account_id that is not 12 digits/],
    ['profile = dev\nsso_account_id = １２３４５６７８９０１２\n', /not 12 digits/],
    ['profile = dev\nregion = $(id)\n', /line 2 says a region that is not the name of a region/],
    ['profile = dev\nregion = eu.west\n', /line 2 says a region that is not/],
    ['profile = dev\nsso_role_name = a b\n', /line 2 says a sso_role_name that is not/],
    [
      TEAM.replace('awsapps.com', 'evil.example'),
      /line 1 says a sso_start_url that is not the address of an AWS access portal/,
    ],
  ]
  for (const [text, expected] of cases) assert.match(reason(text), expected)
})

test('a name is data, whatever it looks like', () => {
  for (const name of [
    '$(touch x)',
    '`id`',
    "it's",
    '"quoted"',
    '%d%n',
    '-rf',
    '../x',
    'a=b',
    'grün 漢字',
    '[x]',
  ]) {
    assert.equal(said(`profile = ${name}\n`).profile, name)
  }
})

test('start URLs are those of AWS access portals and of this machine', () => {
  const good = [
    'https://acme.awsapps.com/start',
    'https://acme.awsapps.com/start#/',
    'https://start.us-gov-home.awsapps.com/directory/acme',
    'https://acme.awsapps.cn/start',
    'https://ssoins-1234.portal.eu-west-1.app.aws',
    'https://acme.portal.amazonaws.com/',
    'https://identitycenter.amazonaws.com/ssoins-1234',
    'http://127.0.0.1:8443/start',
    'http://localhost:1/',
    'https://[::1]:1/',
  ]
  const bad = [
    'http://acme.awsapps.com/start',
    'https://acme.awsapps.com.evil.example/start',
    'https://evilawsapps.com/start',
    'https://evil.example/#.awsapps.com',
    'https://acme.awsapps.com@evil.example/',
    'https://user:pw@acme.awsapps.com/',
    'https://127.0.0.1.evil.example/',
    'javascript:alert(1)//.awsapps.com',
    'file:///etc/passwd',
    'acme.awsapps.com/start',
    'https://xidentitycenter.amazonaws.com/',
    'https://acme.awsapps.com./start',
    'https://acme.\u0430wsapps.com/start',
    'https://evil.example\\.awsapps.com/',
    'https://evil.example/?.awsapps.com',
    'https://acme.awsapps.com%2eevil.example/',
    'https://acme\u3002awsapps\u3002com\u3002evil.example/',
    'https://app.aws/',
    'http://127.0.0.1@evil.example/',
    'http://0.0.0.0/start',
    'data:text/html,.awsapps.com',
    '',
  ]
  assert.deepEqual(
    good.filter((url) => !isPortalUrl(url)),
    [],
  )
  assert.deepEqual(
    bad.filter((url) => isPortalUrl(url)),
    [],
  )
})

test('what is written is read back', () => {
  for (const fields of [
    { profile: 'dev' },
    { profile: 'my dev', region: 'eu-west-1' },
    { profile: '' },
    {
      startUrl: 'https://acme.awsapps.com/start#/',
      ssoRegion: 'eu-west-1',
      accountId: '012345678901',
      roleName: 'a+b=c',
    },
  ]) {
    const back = said(bindingFileText(fields))
    const { ok, none, warnings, ...rest } = back
    assert.equal(ok, true)
    assert.deepEqual(none ? { profile: '' } : rest, fields)
    assert.deepEqual(warnings, [])
  }
  assert.equal(
    bindingFileText({ profile: 'dev', region: 'eu-west-1' }),
    'profile = dev\nregion  = eu-west-1\n',
  )
})

test('what cannot be written is refused', () => {
  for (const profile of ['a #b', ' a', 'a\nregion = x', 'a'.repeat(129), '\u001b[31m']) {
    assert.throws(() => bindingFileText({ profile }), ConfigError, JSON.stringify(profile))
  }
  assert.throws(() => bindingFileText({}), ConfigError)
})
