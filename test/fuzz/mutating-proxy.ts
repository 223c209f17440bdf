/** What stands between the program and the local Identity Center and changes answers by chance. */
import { createServer, request as ask, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Sandbox } from '../../src/sandbox/server.js'
import { type Chance, NASTY } from './chance.js'
import { anyJson, damaged, mutatedJson } from './json-chance.js'

export interface MutatingProxy {
  url: string
  /** Begins a case: which call of the services is answered otherwise, from 0; undefined: every one. */
  begin: (chance: Chance, which: number | undefined) => void
  /** What was done to answers since, in words. */
  done: () => string[]
  /** Secrets in the answers of the Identity Center and in what it was asked, since the beginning of all. */
  secrets: ReadonlySet<string>
  close: () => Promise<void>
}

/** The pages that the browser visits are no answers to the program. */
const PAGES = /^\/(?:authorize|device|decision|start|other)(?:[/?]|$)/
const SECRETS =
  /"(?:accessToken|refreshToken|clientSecret|deviceCode|secretAccessKey|sessionToken|code|codeVerifier)": ?"([^"]{8,})"|<(?:SecretAccessKey|SessionToken)>([^<]{8,})</g

/** A device code that nobody can approve would be polled until it ends. */
const MOST_POLLS = 3

export async function startMutatingProxy(sandbox: Sandbox): Promise<MutatingProxy> {
  const secrets = new Set<string>()
  let [chance, which, calls, polls] = [undefined as Chance | undefined, 0 as number | undefined, 0, 0]
  let done: string[] = []
  const server = createServer((request, response) => {
    void forwarded(sandbox, request).then(({ status, headers, body, sent }) => {
      for (const text of [sent, body])
        for (const [, json, xml] of text.matchAll(SECRETS)) secrets.add(json ?? xml ?? '')
      const path = request.url ?? '/'
      // A start page is read by the program too.
      if (PAGES.test(path) && request.headers['user-agent'] !== 'ssoenv') {
        const location = headers['location'] ?? refusal(path)
        const page = location ? { status: 302, headers: { ...headers, location } } : { status, headers }
        response.writeHead(page.status, { ...page.headers, connection: 'close' }).end(body)
        return
      }
      const isPending = body.includes('authorization_pending')
      polls += isPending ? 1 : 0
      const own =
        isPending && polls > MOST_POLLS
          ? body
              .replaceAll('authorization_pending', 'expired_token')
              .replaceAll('AuthorizationPendingException', 'ExpiredTokenException')
          : body
      const isMutated = chance !== undefined && !isPending && (which === undefined || calls === which)
      calls += isPending ? 0 : 1
      if (!isMutated)
        return void response
          .writeHead(status, { ...headers, 'content-length': Buffer.byteLength(own), connection: 'close' })
          .end(own)
      const { bytes, what } = mutated(chance!, { status, headers, body: own }, which === undefined)
      done.push(`${request.method} ${path.split('?')[0]}: ${what}`)
      send(request.socket, bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begin: (next, call) => {
      ;[chance, which, calls, polls, done] = [next, call, 0, 0, []]
    },
    done: () => done,
    secrets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Where the page is none that leads back (its client is unknown), the person says no. */
function refusal(path: string): string | undefined {
  const query = new URL(path, 'http://center').searchParams
  const back = query.get('redirect_uri')
  return back ? `${back}?error=access_denied&state=${query.get('state')}` : undefined
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** The true answer, and what was asked. */
function forwarded(sandbox: Sandbox, request: IncomingMessage): Promise<Answer & { sent: string }> {
  return new Promise((resolve) => {
    const target = new URL(sandbox.url)
    const out = ask({
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent: false,
    })
    let sent = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (sent += chunk))
    request.pipe(out)
    const broken = (): void => resolve({ status: 502, headers: {}, body: '', sent })
    out.on('error', broken)
    out.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('error', broken)
      response.on('end', () => {
        const {
          'content-type': type = 'application/json',
          location,
          'x-amzn-errortype': error,
          date = '',
        } = response.headers as Record<string, string>
        const headers = {
          'content-type': type,
          date,
          ...(location ? { location } : {}),
          ...(error ? { 'x-amzn-errortype': error } : {}),
        }
        resolve({ status: response.statusCode ?? 0, headers, body, sent })
      })
    })
  })
}

function send(socket: Socket, bytes: Buffer): void {
  socket.on('error', () => undefined)
  socket.end(bytes)
}

/** The bytes of an answer that no service would give. */
function mutated(chance: Chance, answer: Answer, isEvery: boolean): { bytes: Buffer; what: string } {
  const { body, what } = mutatedBody(chance, answer)
  const lines = new Map(Object.entries(answer.headers))
  lines.set('connection', 'close')
  lines.set('content-length', String(body.length))
  let status = `HTTP/1.1 ${answer.status} OK`
  const said = [what]
  if (chance.once(3)) {
    // Whoever hears 429 or 503 at every call waits, as it should.
    const number = chance.one([
      200,
      201,
      204,
      205,
      302,
      307,
      308,
      400,
      401,
      403,
      404,
      418,
      500,
      501,
      511,
      599,
      999,
      ...(isEvery ? [] : [429, 503]),
    ])
    status = `HTTP/1.1 ${number} ${chance.one(['', 'OK', '\u001b[31mNo', 'x'.repeat(300)])}`
    said.push(String(number))
  }
  if (chance.once(3)) {
    const header = headerLine(chance)
    lines.set(...header)
    said.push(`${header[0]}: ${header[1].slice(0, 40)}`)
  }
  if (chance.once(30))
    status = chance.one([
      'HTTP/9.9 200 OK',
      'ICY 200 OK',
      '',
      '\u0000\u0001',
      'HTTP/1.1 -1 OK',
      'HTTP/1.1',
      'SSH-2.0-x',
    ])
  const head = [status, ...[...lines].map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), body])
  if (!chance.once(12)) return { bytes: whole, what: said.join(', ') }
  return { bytes: whole.subarray(0, chance.below(whole.length)), what: `${said.join(', ')}, cut off` }
}

function headerLine(chance: Chance): [string, string] {
  const nasty = chance.one(NASTY).replace(/[\r\n]/g, '')
  return chance.one<[string, string]>([
    [
      'content-type',
      chance.one([
        'text/html',
        'text/plain',
        'application/xml',
        '',
        'application/x-amz-json-1.1',
        'application/json; charset=utf-16',
        nasty,
      ]),
    ],
    ['content-length', chance.one(['0', '1', '99999', '-1', 'x', '1e9', '99999999999999999999'])],
    ['transfer-encoding', chance.one(['chunked', 'gzip', 'x'])],
    ['content-encoding', chance.one(['gzip', 'br', 'deflate', 'x'])],
    [
      'location',
      chance.one([
        'http://127.0.0.1:1/',
        'https://evil.example/',
        'file:///etc/passwd',
        '//evil.example',
        nasty,
      ]),
    ],
    [
      'x-amzn-errortype',
      chance.one([
        'UnauthorizedException',
        'ForbiddenException',
        'TooManyRequests',
        'InvalidGrantException',
        'ExpiredTokenException',
        '__proto__',
        `x${nasty}`,
        'x'.repeat(5000),
      ]),
    ],
    ['date', chance.one(['Sun, 22 Nov 2099 23:00:00 GMT', 'x', '', 'Thu, 01 Jan 1970 00:00:00 GMT', nasty])],
    ['retry-after', chance.one(['0', '1', '-1', 'x', '1e9', '99999', 'Sun, 22 Nov 2099 23:00:00 GMT'])],
    ['set-cookie', `a=${nasty}`],
    ['x-amzn-requestid', `${nasty}\u001b[2J`],
    ['x', 'x'.repeat(20_000)],
  ])
}

function mutatedBody(chance: Chance, { body, headers }: Answer): { body: Buffer; what: string } {
  switch (chance.below(24)) {
    case 0:
      return { body: gzipSync(body), what: 'gzip' }
    case 1:
      return { body: gzipSync(Buffer.alloc(20_000_000)), what: 'a gzip bomb' }
    case 2:
      return {
        body: Buffer.from('<html><title>\u001b[31mlogin\u0007</title><body>please log in</body></html>'),
        what: 'a page',
      }
    case 3:
      return {
        body: Buffer.alloc(6_000_000, chance.one(['[', ' ', '{"a":', '"', '<a>'])),
        what: 'six megabytes',
      }
    case 4:
      return { body: chance.bytes(200), what: 'bytes' }
    case 5:
      return { body: Buffer.from(anyJson(chance)), what: 'another value' }
    case 6:
      return { body: Buffer.from(errorBody(chance)), what: 'an error' }
    default:
  }
  if (headers['content-type']?.includes('json')) {
    try {
      return { body: mutatedJson(chance, JSON.parse(body)), what: 'members' }
    } catch {
      // An empty answer has none.
    }
  }
  return { body: mutatedText(chance, body), what: 'text' }
}

function errorBody(chance: Chance): string {
  const nasty = chance.some(0, 5, () => chance.one([...NASTY, 'no'])).join('')
  const error = chance.one([
    'invalid_grant',
    'invalid_client',
    'access_denied',
    'expired_token',
    'unauthorized_client',
    'invalid_request',
    nasty,
    '__proto__',
  ])
  return JSON.stringify({
    error,
    error_description: nasty,
    message: nasty,
    __type: chance.one([nasty, 'x#UnauthorizedException']),
    reason: nasty,
    [chance.one(NASTY)]: anyJson(chance),
  })
}

/** XML: elements twice, without end, with other text, entities. */
function mutatedText(chance: Chance, text: string): Buffer {
  const elements = text.match(/<(\w+)>[^<]*<\/\1>/g) ?? []
  let changed = text
  for (let changes = chance.below(3); changes >= 0 && elements.length > 0; changes--) {
    const element = chance.one(elements)
    const name = /<(\w+)>/.exec(element)![1]!
    const inner = chance.one([
      '',
      '&x;',
      '&#27;[31m',
      '&#0;',
      '<![CDATA[x]]>',
      '\u009b31m',
      '<a>'.repeat(chance.one([1, 3000])),
      'x'.repeat(100_000),
      chance.one(NASTY),
      'arn:aws:sts::1:x',
    ])
    changed = changed.replace(
      element,
      chance.one([`<${name}>${inner}</${name}>`, element + element, '', `<${name}>`, `</${name}>`]),
    )
  }
  const doctype = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
  return damaged(chance, Buffer.from((chance.once(12) ? doctype : '') + changed))
}
