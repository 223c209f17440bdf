import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserCommands, withAddress } from '../../src/core/session/browser-command.js'

const first = (env: Record<string, string>, platform = 'linux', release = '6.1.0'): string | undefined =>
  browserCommands(env, platform, release)[0]?.[0]

test('BROWSER is a list of commands, and its %s is the address', () => {
  assert.deepEqual(browserCommands({ BROWSER: 'firefox -P "my profile" %s:chromium' }, 'linux', ''), [
    ['firefox', '-P', 'my profile', '%s'],
    ['chromium'],
  ])
  assert.deepEqual(withAddress(['firefox', '--url=%s', '-x'], 'https://a/$&'), [
    'firefox',
    '--url=https://a/$&',
    '-x',
  ])
  assert.deepEqual(withAddress(['open'], 'https://a'), ['open', 'https://a'])
  assert.deepEqual(browserCommands({ BROWSER: 'x' }, 'linux', '', 'chosen --new'), [['chosen', '--new']])
})

test('each platform has its own', () => {
  assert.equal(first({}), 'xdg-open')
  assert.equal(first({}, 'darwin'), 'open')
  assert.equal(first({ TERMUX_VERSION: '0.118' }, 'android'), 'termux-open-url')
  assert.equal(first({ WSL_DISTRO_NAME: 'Debian' }), 'wslview')
  assert.equal(first({}, 'linux', '5.15.153.1-microsoft-standard-WSL2'), 'wslview')
})

for (const BROWSER of ['none', 'true', 'www-browser', '/usr/bin/lynx', 'w3m', ':', 'links2 -g']) {
  test(`BROWSER=${BROWSER} is no browser`, () => {
    assert.deepEqual(browserCommands({ BROWSER }, 'linux', ''), [])
  })
}

test('a browser of the terminal is passed over for the next in the list', () => {
  assert.deepEqual(browserCommands({ BROWSER: 'lynx:firefox' }, 'linux', ''), [['firefox']])
})

test('PowerShell gets the address as one quoted text in an encoded script, whatever is in it', () => {
  const script = (address: string): string => {
    const words = withAddress(['powershell.exe', '-NoProfile', '-EncodedCommand'], address)
    assert.deepEqual(words.slice(0, 3), ['powershell.exe', '-NoProfile', '-EncodedCommand'])
    assert.match(words[3] ?? '', /^[A-Za-z0-9+/=]+$/)
    return Buffer.from(words[3] ?? '', 'base64').toString('utf16le')
  }
  assert.equal(
    script('https://x.example/start/#/device?user_code=A&b=$(calc)`c`;d"e"'),
    `Start-Process -FilePath 'https://x.example/start/#/device?user_code=A&b=$(calc)\`c\`;d"e"'`,
  )
  assert.equal(script("https://x/';calc;'"), "Start-Process -FilePath 'https://x/'';calc;'''")
  assert.equal(
    script('https://x/’;calc;‘\n'),
    "Start-Process -FilePath 'https://x/%E2%80%99;calc;%E2%80%98%0A'",
  )
})
