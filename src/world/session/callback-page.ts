/** The last page of a login in the browser. */
import { createHash } from 'node:crypto'

export type Ending = 'done' | 'refused' | 'failed' | 'cancelled'

/** Requests that are not the answer which is waited for. */
export type Stray = 'no such page' | 'another login' | 'answered'

const WORDS: Record<Ending | Stray, readonly [title: string, text: string]> = {
  done: ['Logged in', 'You can close this tab and go back to your terminal.'],
  refused: ['Not logged in', 'The request was denied. Your terminal says what to do next.'],
  failed: ['Not logged in', 'Something went wrong. Your terminal says what, and what to do next.'],
  cancelled: ['Not logged in', 'This login was cancelled in the terminal.'],
  'no such page': ['Nothing here', 'A login waits here for its own answer. You can close this tab.'],
  'another login': [
    'This page is from another login',
    'Your terminal waits for the answer to its own. Go on in the tab that it opened, or open the address that it shows.',
  ],
  answered: ['Already answered', 'Your terminal has what it needs. You can close this tab.'],
}

const STYLE = `
body { font: 1.1rem/1.5 system-ui, sans-serif; color: #1d2733; background: #f6f7f9; margin: 18vh auto; max-width: 30rem; padding: 0 1rem; text-align: center }
h1 { font-size: 1.6rem; font-weight: 600 }
p { text-wrap: balance }
@media (prefers-color-scheme: dark) { body { color: #e3e7ec; background: #171b21 } }
`

/** The page for the person; nothing of the request is in it. */
export function callbackPage(which: Ending | Stray): string {
  return page(...WORDS[which])
}

/** No scripts, no frames, no caching, no referrer: the address that led here holds a code. */
export function pageHeaders(text: string): Record<string, string | number> {
  const style = createHash('sha256').update(STYLE).digest('base64')
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  }
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · ssoenv</title><style>${STYLE}</style></head>
<body><h1>${title}</h1><p>${text}</p></body></html>
`
}
