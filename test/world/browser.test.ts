import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { findBrowser, openBrowser } from '../../src/world/session/browser.js'
import { homeFor } from '../support/home.js'
import { until } from '../support/until.js'

test('the first command whose program exists is the browser', async (t) => {
  const home = await homeFor(t)
  await home.write('bin/second', '#!/bin/sh\n', 0o755)
  await home.write('bin/plain', '#!/bin/sh\n', 0o644)
  const env = { PATH: path.join(home.path, 'bin'), BROWSER: 'first:plain:second --new %s' }
  assert.deepEqual(await findBrowser(env), ['second', '--new', '%s'])
  assert.equal(await findBrowser({ ...env, BROWSER: 'first' }), undefined)
  assert.deepEqual(await findBrowser(env, 'second'), ['second'])
})

test('the address is one word for the browser, whatever is in it', async (t) => {
  const home = await homeFor(t)
  const browser = await home.write('browser', '#!/bin/sh\nprintf "%s\\n" "$@" > "$HOME/out"\n', 0o755)
  const address = 'https://x.example/start/#/device?user_code=A&b=$(id);`id`'
  assert.equal(await openBrowser([browser, '--url=%s'], address, home.env()), true)
  const out = path.join(home.path, 'out')
  await until(async () => (await readFile(out, 'utf8').catch(() => '')).endsWith('\n'))
  assert.equal(await readFile(out, 'utf8'), `--url=${address}\n`)
})

test('a browser that cannot be started is no error', async () => {
  assert.equal(await openBrowser(['/nonexistent'], 'https://x.example', {}), false)
})
