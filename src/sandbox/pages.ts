/** The pages that a person sees. All text from requests is escaped; nothing is loaded, framed or kept. */
import type { CodeRequest, DeviceRequest, Instance } from './center.js'
import { createHash } from 'node:crypto'
import { escaped, type Reply } from './wire.js'

const STYLE = `
:root { color-scheme: light dark; --line: #d5dbdb; --ink: #16191f; --soft: #545b64; --paper: #fff; --ground: #f2f3f3; --go: #0f62ac }
@media (prefers-color-scheme: dark) { :root { --line: #414d5c; --ink: #e9ebed; --soft: #b6bec9; --paper: #192534; --ground: #0f1b2a; --go: #539fe5 } }
* { box-sizing: border-box }
body { margin: 0; padding: 8vh 1rem 2rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 30rem; margin: auto; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.3 }
dl { margin: 1.5rem 0; border-top: 1px solid var(--line) }
dl div { display: flex; gap: 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line) }
dt { flex: 0 0 8rem; color: var(--soft) }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.code { font: 600 1.6rem/1.4 ui-monospace, monospace; letter-spacing: .08em }
form { display: flex; flex-wrap: wrap; gap: .75rem }
button, input { font: inherit; padding: .55rem 1.4rem; border-radius: 8px; border: 1px solid var(--go); background: none; color: var(--go) }
button { cursor: pointer }
button.go { background: var(--go); color: var(--paper) }
input { flex: 1; min-width: 10rem; border-color: var(--line); color: var(--ink) }
button:focus-visible, input:focus-visible { outline: 3px solid var(--go); outline-offset: 2px }
footer { max-width: 30rem; margin: 1rem auto; color: var(--soft); font-size: .85rem; text-align: center }
ul { padding-left: 1.2rem }
`

/** What a link asks of the portal stands behind the `#`, where only a script in the page sees it. */
const FRAGMENT_SCRIPT = `const code = /^#\\/device\\?(user_code=[A-Za-z-]+)$/.exec(location.hash)
if (code || location.hash === '#/device') location.replace('/device' + (code ? '?' + code[1] : ''))
const link = /^#\\/console\\?(.+)$/.exec(location.hash)
if (link) location.replace('?' + link[1])`

/** Asks for the approval of a device: who asks, and with which code. */
export function devicePage(request: DeviceRequest): Reply {
  return page(
    'Allow access?',
    `<p>Approve only if you see this same code where you started to log in.</p>
<p class="code">${escaped(request.userCode)}</p>
${facts({
  Client: request.client.clientName,
  Portal: request.instance.startUrl,
  Scopes: request.client.scopes.join(', ') || 'none named',
})}
${decisionForm(request)}`,
  )
}

/** Asks for the approval of a program on this machine. */
export function consentPage(request: CodeRequest): Reply {
  return page(
    'Allow access?',
    `<p>A program on this computer asks for access to your AWS accounts.</p>
${facts({
  Client: request.client.clientName,
  Portal: request.instance.startUrl,
  Scopes: request.scopes.join(', ') || 'none named',
  'Answer goes to': new URL(request.redirectUri).host,
})}
${decisionForm(request)}`,
    { formTarget: new URL(request.redirectUri).origin },
  )
}

/** Asks for the user code; says so where the one given is not known. */
export function userCodePage(unknown: boolean): Reply {
  const hint = unknown ? 'This code is not known, was used or has expired.' : 'It stands in your terminal.'
  return page(
    'Enter the code',
    `<p>${hint}</p>
<form action="/device" method="get">
<input name="user_code" aria-label="Code" autocomplete="off" autofocus required>
<button class="go">Continue</button>
</form>`,
    { status: unknown ? 404 : 200 },
  )
}

/** After the decision on a device. */
export function decidedPage(approved: boolean): Reply {
  return approved
    ? page('Approved', '<p>Your terminal is signed in. You can close this page.</p>')
    : page('Denied', '<p>Nothing was given. You can close this page.</p>')
}

/** The start URL: what there is behind it. */
export function portalPage(instance: Instance, region: string): Reply {
  const shown = instance.accounts.slice(0, 20)
  const more = instance.accounts.length - shown.length
  const items = shown.map(
    ({ accountName, accountId, roles }) =>
      `<li><strong>${escaped(accountName ?? accountId)}</strong> ${accountName ? escaped(accountId) : ''}<br>${escaped(roles.join(', '))}</li>`,
  )
  return page(
    'AWS access portal',
    `<p>The accounts of ${escaped(instance.startUrl)}:</p><ul>${items.join('')}</ul>${more > 0 ? `<p>and ${more} more.</p>` : ''}`,
    { script: FRAGMENT_SCRIPT, region },
  )
}

/** A link into the console: which one the real portal would open. */
export function consolePage(accountId: string, roleName: string, destination: string | null): Reply {
  return page(
    'AWS console',
    `<p>Here the access portal would open the console:</p>
${facts({ Account: accountId, Role: roleName, ...(destination === null ? {} : { Page: destination }) })}`,
  )
}

/** What cannot be answered, in words. */
export function errorPage(reason: string, status = 400): Reply {
  return page('This does not work', `<p>${escaped(reason)}</p>`, { status })
}

function facts(rows: Record<string, string>): string {
  const lines = Object.entries(rows).map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`,
  )
  return `<dl>${lines.join('')}</dl>`
}

function decisionForm(request: DeviceRequest | CodeRequest): string {
  return `<form action="/decision" method="post">
<input type="hidden" name="id" value="${escaped(request.id)}">
<input type="hidden" name="form_token" value="${escaped(request.formToken)}">
<button class="go" name="decision" value="approve">Approve</button>
<button name="decision" value="deny">Deny</button>
</form>`
}

/**
 * A page.
 *
 * @param options.formTarget where, beside here, the form's answer may be redirected to
 * @param options.script the only one that may run
 * @param options.region named in the head, as the real portal's page does (granted PR 413)
 */
function page(
  title: string,
  content: string,
  options: { status?: number; formTarget?: string; script?: string; region?: string } = {},
): Reply {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${options.script ? hash(options.script) : "'none'"}`,
    `form-action 'self'${options.formTarget ? ` ${options.formTarget}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · local Identity Center</title>
${options.region ? `<meta name="region" content="${escaped(options.region)}"/>\n` : ''}<style>${STYLE}</style>
${options.script ? `<script>${options.script}</script>\n` : ''}</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
<footer>A local Identity Center. No AWS account is behind it.</footer>
</body>
</html>
`,
  }
}
