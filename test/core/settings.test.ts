import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from '../../src/core/text/display.js'
import {
  DEFAULT_LOGIN_BEFORE,
  isProtected,
  parseSettings,
  type Settings,
} from '../../src/core/settings/settings.js'

const FILE = '/home/ada/.config/ssoenv/config'

const WHOLE = `# mine
auto_login = ask
login_before = aws, terraform  my-tool   # and no other
login_flow = device
browser = firefox -P work
callback_port = 35001
clipboard = on
protect = *live*, !live-test
shadow = unset
token_mirror = on
prompt = off

[directories]
~/work/acme = acme dev
/srv/*/infra = infra # ours
~/a=b = one
~/a = b = two

[session corp.eu]
login_flow = browser
browser = chromium

[session __proto__]
login_flow = device
`

function defaults(): Settings {
  return parseSettings(undefined, {}, FILE).settings
}

test('without file and variables the defaults hold', () => {
  const { settings, warnings } = parseSettings(undefined, {}, FILE)
  assert.deepEqual(warnings, [])
  const { origins, sessions, ...values } = settings
  assert.deepEqual(values, {
    autoLogin: 'always',
    loginBefore: DEFAULT_LOGIN_BEFORE,
    loginFlow: 'auto',
    clipboard: false,
    shadow: 'warn',
    tokenMirror: false,
    prompt: true,
    directories: [],
  })
  assert.deepEqual(Object.keys(sessions), [])
  assert.ok(Object.values(origins).every(({ from }) => from === 'default'))
})

test('every setting comes from the file, with its line', () => {
  const { settings, warnings } = parseSettings(WHOLE, {}, FILE)
  assert.deepEqual(warnings, [])
  const { origins, sessions, ...values } = settings
  assert.deepEqual(values, {
    autoLogin: 'ask',
    loginBefore: ['aws', 'terraform', 'my-tool'],
    loginFlow: 'device',
    browser: 'firefox -P work',
    callbackPort: 35001,
    clipboard: true,
    protect: ['*live*', '!live-test'],
    shadow: 'unset',
    tokenMirror: true,
    prompt: false,
    directories: [
      { pattern: '~/work/acme', profile: 'acme dev', line: 14 },
      { pattern: '/srv/*/infra', profile: 'infra', line: 15 },
      { pattern: '~/a=b', profile: 'one', line: 16 },
      { pattern: '~/a', profile: 'b = two', line: 17 },
    ],
  })
  assert.deepEqual(sessions['corp.eu'], { loginFlow: 'browser', browser: 'chromium' })
  assert.deepEqual(Object.entries(sessions)[1], ['__proto__', { loginFlow: 'device' }])
  assert.deepEqual(origins.auto_login, { from: 'file', line: 2 })
  assert.deepEqual(origins.prompt, { from: 'file', line: 11 })
})

test('line ends of Windows and a byte-order mark do not matter', () => {
  const { settings, warnings } = parseSettings(`\ufeff${WHOLE.replaceAll('\n', '\r\n')}`, {}, FILE)
  assert.deepEqual(warnings, [])
  assert.deepEqual(settings, parseSettings(WHOLE, {}, FILE).settings)
})

test('the environment wins over the file', () => {
  const env = { SSOENV_AUTO_LOGIN: 'never', SSOENV_LOGIN_BEFORE: 'aws', SSOENV_CALLBACK_PORT: '' }
  const { settings } = parseSettings(WHOLE, env, FILE)
  assert.equal(settings.autoLogin, 'never')
  assert.deepEqual(settings.loginBefore, ['aws'])
  assert.equal(settings.callbackPort, 35001)
  assert.deepEqual(settings.origins.auto_login, { from: 'environment', variable: 'SSOENV_AUTO_LOGIN' })
})

test('the exported segment SSOENV_PROMPT is no setting', () => {
  const { settings, warnings } = parseSettings(undefined, { SSOENV_PROMPT: 'off' }, FILE)
  assert.equal(settings.prompt, true)
  assert.deepEqual(warnings, [])
})

test('a value that cannot be used is told with its place, and what held before holds', () => {
  const cases: [string, RegExp][] = [
    ['auto_login = sometimes', /:1: auto_login takes always, ask or never, not "sometimes"/],
    ['login_before = aws, /bin/x', /:1: login_before takes names of commands/],
    ['login_before = $(id)', /:1: login_before takes/],
    ['login_flow = pigeon', /:1: login_flow takes auto, browser, device or paste/],
    ['callback_port = 0', /:1: callback_port takes a port/],
    ['callback_port = 65536', /:1: callback_port/],
    ['callback_port = 8e3', /:1: callback_port/],
    ['shadow = maybe', /:1: shadow takes warn or unset/],
    ['prompt = null', /:1: prompt takes on or off/],
    ['browser =', /:1: browser takes a command/],
    ['colour = red', /:1: there is no setting "colour"/],
    ['nonsense', /:1: neither a section, a comment nor/],
    ['= x', /:1: neither/],
    ['[colours]\nred = 1', /:2: there is no section \[colours\]/],
    ['[session x]\nshadow = unset', /:2: a session has login_flow and browser, not "shadow"/],
    ['[session x]\nlogin_flow = pigeon', /:2: login_flow takes/],
    ['[directories]\n~/x =', /:2: "" is not a profile's name/],
    ['[directories]\nx = dev', /:2: "x" begins neither with/],
    ['auto_login = a\u001b[31m', /not "a\?\[31m"/],
  ]
  for (const [text, expected] of cases) {
    const { settings, warnings } = parseSettings(text, {}, FILE)
    assert.equal(warnings.length, 1, text)
    assert.match(warnings[0]!, expected)
    assert.equal(printable(warnings[0]!, 1000), warnings[0])
    assert.deepEqual({ ...settings, sessions: {} }, { ...defaults(), sessions: {} }, text)
  }
})

test('a setting twice is told, and the first holds', () => {
  const { settings, warnings } = parseSettings('auto_login = ask\nauto_login = never\n', {}, FILE)
  assert.equal(settings.autoLogin, 'ask')
  assert.match(warnings.join(), /:2: auto_login is set on line 1 already/)
})

test('a variable that cannot be used is told by its name, and the file holds', () => {
  const { settings, warnings } = parseSettings(WHOLE, { SSOENV_AUTO_LOGIN: 'yes' }, FILE)
  assert.equal(settings.autoLogin, 'ask')
  assert.match(warnings.join(), /^SSOENV_AUTO_LOGIN takes always, ask or never, not "yes"/)
})

test('whatever the file says, nothing is thrown', () => {
  for (const text of [
    '[',
    '[]',
    ']',
    '=',
    '[session]',
    '[session ]\nx',
    '\0',
    '\ud800',
    '[directories',
    '[a][b]',
    'a'.repeat(1e5),
  ]) {
    assert.doesNotThrow(() => parseSettings(text, {}, FILE), text.slice(0, 20))
  }
})

test('prod and production are protected as words of their own, not after non or pre', () => {
  const marked = [
    'prod',
    'production',
    'acme-prod',
    'prod-eu',
    'acme.prod.admin',
    'PROD',
    'acme_Production/x',
    'prod2',
    'acme prod',
    'AcmeProd',
    'core2Production-ReadOnly',
    'canonProd',
  ]
  const free = [
    'dev',
    'non-prod',
    'nonprod',
    'pre-prod',
    'pre_production',
    'preprod',
    'Non.Prod',
    'products',
    'reproduce',
    'prodigy',
    'acmeprod',
    'NonProd',
    'nonProd',
    'AcmePreProduction',
    'AcmeProducts',
  ]
  assert.deepEqual(
    marked.filter((name) => !isProtected(defaults(), name)),
    [],
  )
  assert.deepEqual(
    free.filter((name) => isProtected(defaults(), name)),
    [],
  )
  assert.equal(isProtected(defaults(), 'canon-prod'), true)
})

test('globs of protect replace that rule, ! exempts, an empty list protects nothing', () => {
  const withProtect = (value: string, name: string): boolean => {
    return isProtected(parseSettings(`protect = ${value}\n`, {}, FILE).settings, name)
  }
  assert.equal(withProtect('live-*, core', 'live-eu'), true)
  assert.equal(withProtect('live-*, core', 'core'), true)
  assert.equal(withProtect('live-*, core', 'corex'), false)
  assert.equal(withProtect('live-*, core', 'prod'), false)
  assert.equal(withProtect('live-*, !live-test', 'live-test'), false)
  assert.equal(withProtect('!acme-prod', 'acme-prod'), false)
  assert.equal(withProtect('!acme-prod', 'other-prod'), true)
  assert.equal(withProtect('a?c.(+)', 'abc.(+)'), true)
  assert.equal(withProtect('a.c', 'abc'), false)
  assert.equal(withProtect('', 'prod'), false)
})
