import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.js'
import { sandboxFor } from '../support/sandbox.js'
import {
  authorize,
  call,
  codeClient,
  deviceClient,
  deviceRequest,
  exchange,
  pkce,
  poll,
  post,
  redirectIn,
  type Answer,
} from './calls.js'

const WAITING: SandboxOptions = { person: { mode: 'wait' } }

test('the consent page says who asks for what, and its button brings the code', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const client = await codeClient(sandbox, { clientName: 'ssoenv on "<b>ada</b>"' })
  const { codeVerifier, challenge } = pkce()
  const page = await authorize(sandbox, client, { code_challenge: challenge })
  assert.equal(page.status, 200)
  assert.match(page.text, /ssoenv on &#34;&#60;b&#62;ada&#60;\/b&#62;&#34;/)
  assert.match(page.text, /sso:account:access/)
  assert.match(page.text, /127\.0\.0\.1:54321/)
  const answer = await submit(sandbox, page, 'approve')
  assert.equal(answer.status, 302)
  const { code } = redirectIn(answer)
  assert.equal((await exchange(sandbox, client, code, codeVerifier)).status, 200)
})

test('the button Deny brings access_denied', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const page = await authorize(sandbox, await codeClient(sandbox))
  const answer = await submit(sandbox, page, 'deny')
  assert.deepEqual(redirectIn(answer), { error: 'access_denied', state: 'state-1' })
  assert.equal((await submit(sandbox, page, 'approve')).status, 404)
})

test('the device page shows the code, and its button decides', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const client = await deviceClient(sandbox)
  const { deviceCode, userCode, verificationUriComplete } = await deviceRequest(sandbox, client)
  const page = await call(sandbox, String(verificationUriComplete).replace(sandbox.url, ''))
  assert.ok(page.text.includes(`<p class="code">${String(userCode)}</p>`))
  const answer = await submit(sandbox, page, 'approve')
  assert.match(answer.text, /Approved/)
  assert.equal((await poll(sandbox, client, deviceCode)).status, 200)
})

test('the user code may be typed in small letters and without the dash', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const { userCode } = await deviceRequest(sandbox, await deviceClient(sandbox))
  assert.match((await call(sandbox, '/device')).text, /name="user_code"/)
  const typed = String(userCode).toLowerCase().replace('-', ' ')
  const page = await call(sandbox, `/device?user_code=${encodeURIComponent(typed)}`)
  assert.ok(page.text.includes(String(userCode)))
  const unknown = await call(sandbox, '/device?user_code=%3Cscript%3E')
  assert.equal(unknown.status, 404)
  assert.ok(!unknown.text.includes('<script>'))
})

test('a form that is not from the page decides nothing', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const page = await authorize(sandbox, await codeClient(sandbox))
  const { id = '' } = fieldsOf(page)
  const send = (fields: Record<string, string>): Promise<Answer> =>
    call(sandbox, '/decision', { method: 'POST', body: new URLSearchParams(fields) })
  assert.equal((await send({ id, decision: 'approve' })).status, 403)
  assert.equal((await send({ id, form_token: 'x', decision: 'approve' })).status, 403)
  assert.equal((await send({ ...fieldsOf(page), decision: 'maybe' })).status, 400)
  assert.equal(sandbox.pending().length, 1)
})

test('pages load nothing, are not framed and not kept', async (t) => {
  const sandbox = await sandboxFor(t, WAITING)
  const pages = [
    await authorize(sandbox, await codeClient(sandbox)),
    await call(sandbox, '/device'),
    await call(sandbox, '/start'),
    await call(sandbox, '/nothing'),
  ]
  for (const { headers, text } of pages) {
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'sha256-/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.doesNotMatch(text, /(src|href)=/)
  }
  assert.match(
    pages[0]?.headers.get('content-security-policy') ?? '',
    /form-action 'self' http:\/\/127\.0\.0\.1:54321;/,
  )
})

test('the start URL shows the accounts', async (t) => {
  const sandbox = await sandboxFor(t)
  const page = await call(sandbox, '/start/')
  assert.equal(page.status, 200)
  assert.match(page.text, /acme-dev<\/strong> 111122223333/)
  assert.equal((await call(sandbox, '/nowhere')).status, 404)
})

test('a browser that comes late finds what was decided', async (t) => {
  const sandbox = await sandboxFor(t)
  const { verificationUriComplete } = await deviceRequest(sandbox, await deviceClient(sandbox))
  const page = await call(sandbox, String(verificationUriComplete).replace(sandbox.url, ''))
  assert.match(page.text, /Approved/)
})

test('an address that no service has is no page', async (t) => {
  const sandbox = await sandboxFor(t)
  assert.equal((await post(sandbox, '/client/registration', {})).status, 404)
})

function fieldsOf(page: Answer): Record<string, string> {
  const fields = page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)
  return Object.fromEntries([...fields].map(([, name, value]) => [name ?? '', value ?? '']))
}

function submit(sandbox: Sandbox, page: Answer, decision: string): Promise<Answer> {
  return call(sandbox, '/decision', {
    method: 'POST',
    body: new URLSearchParams({ ...fieldsOf(page), decision }),
  })
}
