/** The listener that the browser comes back to, and whatever else comes to a port of this machine. */
import { connect } from 'node:net'
import { readPasted } from '../../src/core/session/pasted-callback.js'
import { listenForCallback, type CallbackServer } from '../../src/world/session/callback-server.js'
import { Chance, NASTY } from './chance.js'
import { damaged } from './json-chance.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

export const callbackRequests: Target = {
  name: 'callback-requests',
  made: 'Requests to the listener of a login over real connections: bytes by chance, and HTTP with other methods, targets, hosts, states, lengths and headers, several in one',
  holds:
    'The listener lives on, takes no code without the right state and Host, and shows the state to nobody; then the right answer is still taken. What is pasted is judged as strictly.',
  count: 30_000,
  inTests: 1000,
  run,
}

const STATE = 'c3RhdGUtb2YtdGhpcy1sb2dpbg'
/** After so many the right answer comes, and the next listener begins. */
const PER_LISTENER = 100
const AT_ONCE = 10

async function run(seed: number, count: number): Promise<Outcome> {
  const findings: Finding[] = []
  const words: string[] = []
  for (let from = seed; from < seed + count; from += PER_LISTENER) {
    const end = Math.min(from + PER_LISTENER, seed + count)
    const server = await listenForCallback(STATE, 0)
    let received: unknown
    void server.received.then((callback) => (received = callback))
    for (let at = from; at < end; at += AT_ONCE) {
      const cases = Array.from({ length: Math.min(AT_ONCE, end - at) }, (_, index) =>
        caseOf(at + index, server.port),
      )
      const answers = await Promise.all(cases.map(({ bytes }) => talk(server.port, bytes)))
      for (const [index, answer] of answers.entries()) {
        const { seed: own, bytes } = cases[index]!
        const what = wrongIn(answer, received)
        if (what) findings.push({ seed: own, what, shown: shown(bytes) })
        words.push(statusOf(answer))
      }
      if (received !== undefined) break
    }
    if (received === undefined && !(await takesTheAnswer(server)))
      findings.push({
        seed: from,
        what: 'the right answer is not taken any more',
        shown: `seeds ${from} to ${end}`,
      })
    await server.finish('done')
  }
  return { count, came: tally(words), findings }
}

const statusOf = (answer: string): string => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'cut off'

function wrongIn(answer: string, received: unknown): string | undefined {
  if (received !== undefined) return `it was taken: ${JSON.stringify(received)}`
  if (answer.includes(STATE)) return 'the state was shown'
  return /^HTTP\/1\.1 2/.test(answer) ? 'it was answered with success' : undefined
}

async function takesTheAnswer(server: CallbackServer): Promise<boolean> {
  const page = fetch(`${server.redirectUri}?code=right&state=${STATE}`)
  const found = await Promise.race([server.received, page])
  const isTaken = 'kind' in found && found.kind === 'code' && found.code === 'right'
  await server.finish('done')
  await page.catch(() => undefined)
  return isTaken
}

/** Sends the bytes, and resolves with all that comes until the connection is closed; half-open, so that nobody waits for more. */
function talk(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.end(bytes))
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

// prettier-ignore
const STATES = ['', 'wrong', STATE.slice(1), `${STATE}x`, STATE.toUpperCase(), `${STATE}%00`, ` ${STATE}`, `${STATE}%20`, `wrong&state=${STATE}`, `&state[]=${STATE}`, `%`, STATE.split('').reverse().join('')]
// prettier-ignore
const TARGETS = ['/oauth/callback', '/oauth/callback/', '/oauth//callback', '/OAUTH/callback', '/oauth/callback%00', '/oauth/./callback/x', '/x/../oauth/callback/..', '/', '*', 'oauth/callback', '//oauth/callback', 'http://evil.example/oauth/callback', '\\\\x', '/%6fauth/callbac']
const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'get',
  'PUT',
  'G\u0000T',
  '',
]

/** A request that nobody may take: something about it is always wrong. */
function caseOf(seed: number, port: number): { seed: number; bytes: Buffer } {
  const chance = new Chance(seed)
  if (chance.once(6)) return { seed, bytes: chance.bytes(400) }
  const own = `127.0.0.1:${port}`
  // One thing is wrong at least; the rest may be right.
  const wrong = chance.one(['state', 'state', 'host', 'target', 'method'] as const)
  const state = wrong === 'state' ? chance.one(STATES) : STATE
  const host =
    wrong === 'host'
      ? chance.one([
          'evil.example',
          `evil.example:${port}`,
          `localhost:${port}`,
          '127.0.0.1',
          `${own}.evil.example`,
          '',
          `[::1]:${port}`,
          `127.1:${port}`,
        ])
      : own
  const target = wrong === 'target' ? chance.one(TARGETS.slice(1)) : TARGETS[0]!
  const method = wrong === 'method' ? chance.one(METHODS.slice(3)) : 'GET'
  const word = chance.one([
    'code=stolen',
    'error=access_denied',
    'error=x&error_description=%1b%5b2J',
    `code=${'x'.repeat(chance.one([1, 20_000]))}`,
    'code=',
  ])
  // Behind another sign a second state would be the first.
  const query = `${word}${state.startsWith('wrong&') ? '&' : chance.one(['&', '&', ';', '&&', '#'])}state=${state}`
  const headers = chance.some(0, 4, () => {
    const name = chance.one([
      'Content-Length',
      'Transfer-Encoding',
      'Connection',
      'Expect',
      'Upgrade',
      'Origin',
      'X-Forwarded-Host',
      'Cookie',
      'X',
    ])
    const value = chance.one([
      '0',
      '5',
      '-1',
      '99999999999',
      'chunked',
      'keep-alive',
      '100-continue',
      'websocket',
      `http://${own}`,
      own,
      'x'.repeat(9000),
      chance.one(NASTY),
    ])
    return `${name}: ${value}`
  })
  const end = chance.once(12) ? chance.one(['\n', '\r', '\n\r']) : '\r\n'
  const request = [
    `${method} ${target}?${query} HTTP/${chance.once(8) ? chance.one(['1.0', '0.9', '2.0', '9', '']) : '1.1'}`,
    `Host: ${host}`,
    ...headers,
    '',
    chance.one(['', '', '5\r\nhello\r\n0\r\n\r\n', 'x']),
  ].join(end)
  const second = chance.once(8)
    ? `GET /oauth/callback?code=stolen&state=wrong HTTP/1.1\r\nHost: ${own}\r\n\r\n`
    : ''
  // Damage could mend a state that is wrong: `STATE#x`.
  return {
    seed,
    bytes:
      wrong !== 'state' && chance.once(3)
        ? damaged(chance, Buffer.from(request + second))
        : Buffer.from(request + second),
  }
}

export const pastedAddresses: Target = {
  name: 'pasted-addresses',
  made: 'What is pasted where the address of the last page is asked for',
  holds: 'Only an address with the right path and state is taken; nothing throws.',
  count: 200_000,
  inTests: 5000,
  run: (seed, count) => {
    const findings: Finding[] = []
    const words: string[] = []
    for (let at = seed; at < seed + count; at++) {
      const chance = new Chance(at)
      const text = pasted(chance)
      try {
        const found = readPasted(text, STATE)
        words.push(found.kind === 'other' ? found.why : found.kind)
        if (found.kind !== 'other' && !text.replace(/\s/g, '').includes(STATE))
          findings.push({ seed: at, what: 'it was taken without the state', shown: shown(text) })
      } catch (error) {
        findings.push({ seed: at, what: reason(error), shown: shown(text) })
      }
    }
    return Promise.resolve({ count, came: tally(words), findings })
  },
}

function pasted(chance: Chance): string {
  const nasty = (): string => chance.some(0, 3, () => chance.one(NASTY)).join('')
  const state = chance.once(3) ? STATE : chance.one(STATES)
  const base = chance.one([
    'http://127.0.0.1:1234',
    '127.0.0.1',
    'https://x.example',
    'HTTP://[::1]:9',
    '',
    'file://',
    'javascript:',
  ])
  const path = chance.once(3) ? chance.one(TARGETS) : '/oauth/callback'
  return `${nasty()}${base}${path}?${chance.one(['code=c', 'error=e', '', 'code=&error='])}&state=${state}${nasty()}`
}
