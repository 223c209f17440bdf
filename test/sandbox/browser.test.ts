import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { BROWSER, homeFor, type Home } from '../support/home.js'
import { sandboxFor } from '../support/sandbox.js'
import { deviceClient, deviceRequest } from './calls.js'

test('the stand-in for the browser visits what it is given and notes it', async (t) => {
  const sandbox = await sandboxFor(t, { settings: { verificationUri: 'fragment' } })
  const home = await homeFor(t)
  const { verificationUriComplete } = await deviceRequest(sandbox, await deviceClient(sandbox))
  const address = String(verificationUriComplete)
  assert.equal(await open(home, address), 0)
  assert.equal(sandbox.count('DevicePage'), 1)
  assert.equal(await open(home, address, 'ignore'), 0)
  assert.equal(await open(home, address, 'fail'), 3)
  assert.equal(sandbox.count('DevicePage'), 1)
  assert.equal(await readFile(home.browserLog, 'utf8'), `${address}\n`.repeat(3))
})

test('the stand-in ends well where nobody answers', async (t) => {
  assert.equal(await open(await homeFor(t), 'http://127.0.0.1:1/authorize'), 0)
})

function open(home: Home, address: string, manner = 'visit'): Promise<unknown> {
  return new Promise((resolve) => {
    execFile(BROWSER, [address], { env: home.env({ SSOENV_TEST_BROWSER: manner }) }, (error) =>
      resolve(error ? error.code : 0),
    )
  })
}
