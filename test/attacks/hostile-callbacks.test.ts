/** Whoever else is on the machine while somebody logs in: at the callback's port before the browser, and on it first. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { endpointsOf, homeFor, sandboxSections } from '../support/home.js'
import { run, start } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'

const LOGIN = ['login', '--session', 'sandbox', '--flow', 'browser']

async function sceneFor(t: TestContext) {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' } })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const env = { ...home.env(endpointsOf(sandbox)), SSOENV_TEST_BROWSER: 'ignore' }
  const opened = (): Promise<string> => readFile(home.browserLog, 'utf8').catch(() => '')
  return { sandbox, home, env, opened }
}

/** The status that the listener gives; 0 where it closes the connection. */
function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', () => resolve(0))
    asked.end()
  })
}

function hold(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => undefined)
  })
}

test('strangers at the callback, before the browser and beside it, end no login and bring no code of theirs', async (t) => {
  const { sandbox, env, opened } = await sceneFor(t)
  const { child, ended, output } = start(LOGIN, { env })
  t.after(() => child.kill())
  await until(async () => (await opened()).endsWith('\n'))
  const address = new URL((await opened()).trim())
  const callback = new URL(address.searchParams.get('redirect_uri') ?? '')
  const state = address.searchParams.get('state') ?? ''
  const port = Number(callback.port)
  const held = await Promise.all(Array.from({ length: 20 }, () => hold(port)))
  t.after(() => held.forEach((socket) => socket.destroy()))
  const wrong = [
    `${callback.pathname}?code=theirs&state=${state.slice(0, -1)}`,
    `${callback.pathname}?code=theirs&state=${state.toUpperCase()}x`,
    `${callback.pathname}?code=theirs&state=&state=${state}`,
    `${callback.pathname}?code=theirs`,
    `${callback.pathname}?error=access_denied&state=guess`,
    `${callback.pathname}?state=${state}`,
    `/?code=theirs&state=${state}`,
    `//evil.example${callback.pathname}?code=theirs&state=${state}`,
  ]
  for (const path of wrong) assert.ok([400, 404].includes(await ask(port, path)), path)
  const mine = `${callback.pathname}?code=theirs&state=${state}`
  for (const host of ['evil.example', `localhost:${port}`, `127.0.0.1.evil.example:${port}`])
    assert.equal(await ask(port, mine, { host }), 403, host)
  // The browser comes at last, by way of the portal.
  const answer = await fetch(address)
  assert.match(await answer.text(), /Logged in/)
  const { status } = await ended
  assert.equal(status, 0, output.stderr)
  assert.equal(sandbox.counts()['CreateToken'], 1)
  assert.ok(!(output.stdout + output.stderr).includes('theirs'))
})

test('on a callback port that somebody else has, no browser is opened and no code is waited for', async (t) => {
  const { env, opened } = await sceneFor(t)
  let visitors = 0
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const squatter = createServer((socket) => {
      visitors += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => squatter.listen(0, host, resolve))
    t.after(() => squatter.close())
    const { port } = squatter.address() as AddressInfo
    const ended = await run([...LOGIN, '--callback-port', String(port)], { env })
    assert.notEqual(ended.status, 0)
    assert.match(ended.stdout + ended.stderr, new RegExp(String(port)))
  }
  assert.equal(await opened(), '')
  assert.equal(visitors, 0)
})
