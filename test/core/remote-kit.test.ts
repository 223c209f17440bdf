import jsQR from 'jsqr'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPasted } from '../../src/core/session/pasted-callback.js'
import { tunnelCommand } from '../../src/core/session/tunnel.js'
import { clipboardSequence } from '../../src/core/text/osc-52.js'
import { qrLines } from '../../src/core/text/qr-code.js'

const ADDRESS = 'https://d-1234567890.awsapps.com/start/#/device?user_code=GPNW-SHFH'

/** The lines as a terminal of these colours shows them, each block four by eight pixels, read by a decoder. */
function decoded(lines: readonly string[], drawn: number, ground: number): string | undefined {
  const rows = lines.flatMap((line) => [
    Array.from(line, (block) => ('█▀'.includes(block) ? drawn : ground)),
    Array.from(line, (block) => ('█▄'.includes(block) ? drawn : ground)),
  ])
  const scale = 4
  const width = (rows[0]?.length ?? 0) * scale
  const height = rows.length * scale
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.fill(
        rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? 0,
        (y * width + x) * 4,
        (y * width + x) * 4 + 3,
      )
    }
  }
  return jsQR.default(pixels, width, height, { inversionAttempts: 'dontInvert' })?.data
}

test('a QR code is read as it was meant, on a dark terminal', () => {
  for (const address of [ADDRESS, 'https://x.example/', `https://x.example/${'ü'.repeat(90)}`]) {
    const lines = qrLines(address, 80, false)
    assert.ok(lines)
    assert.ok(lines.every((line) => line.length <= 80))
    assert.equal(decoded(lines, 255, 0), address)
  }
})

test('in colours of its own it is the same in white on black, also on a light terminal', () => {
  const plain = qrLines(ADDRESS, 80, false) ?? []
  const coloured = qrLines(ADDRESS, 80, true) ?? []
  assert.deepEqual(
    coloured,
    plain.map((line) => `\x1b[38;5;231;48;5;16m${line}\x1b[0m`),
  )
})

test('what does not fit on the terminal is no QR code', () => {
  assert.equal(qrLines(ADDRESS, 40, false), undefined)
  assert.equal(qrLines(`https://x.example/${'a'.repeat(1900)}`, 80, false), undefined)
})

const OF_ADDRESS = Buffer.from(ADDRESS).toString('base64')
const PLAIN = `\x1b]52;c;${OF_ADDRESS}\x07`

test('the clipboard is asked for by OSC 52', () => {
  assert.equal(clipboardSequence({ TERM: 'xterm-256color' }, ADDRESS), PLAIN)
})

test('tmux gets it plain, and wrapped to be handed through', () => {
  const env = { TERM: 'tmux-256color', TMUX: '/tmp/tmux-1000/default,1,0', STY: '1.pts' }
  assert.equal(clipboardSequence(env, ADDRESS), `${PLAIN}\x1bPtmux;\x1b${PLAIN}\x1b\\`)
})

test('screen gets it wrapped, in pieces that it takes', () => {
  const long = `https://x.example/${'a'.repeat(600)}`
  const sequence = clipboardSequence({ TERM: 'screen', STY: '1.pts-0.host' }, long) ?? ''
  const pieces = sequence.split('\x1b\\').slice(0, -1)
  assert.ok(pieces.length > 1 && pieces.every((piece) => piece.startsWith('\x1bP') && piece.length <= 252))
  assert.equal(
    pieces.map((piece) => piece.slice(2)).join(''),
    `\x1b]52;c;${Buffer.from(long).toString('base64')}\x07`,
  )
})

for (const TERM of ['', 'dumb', 'linux', 'vt100', 'eterm-color']) {
  test(`a terminal of the kind "${TERM}" would show it, and gets nothing`, () => {
    assert.equal(clipboardSequence({ TERM }, ADDRESS), undefined)
  })
}

const tunnels: [title: string, env: Record<string, string>, command: string | undefined][] = [
  [
    'an address',
    { SSH_CONNECTION: '10.0.0.1 50122 10.0.0.2 22', USER: 'ada' },
    'ssh -N -L 35001:127.0.0.1:35001 ada@10.0.0.2',
  ],
  [
    'another port',
    { SSH_CONNECTION: '10.0.0.1 50122 10.0.0.2 2222', USER: 'ada' },
    'ssh -N -L 35001:127.0.0.1:35001 -p 2222 ada@10.0.0.2',
  ],
  [
    'IPv6',
    { SSH_CONNECTION: '2001:db8::1 50122 2001:db8::2 22', LOGNAME: 'ada' },
    'ssh -N -L 35001:127.0.0.1:35001 ada@2001:db8::2',
  ],
  [
    'IPv4 in IPv6',
    { SSH_CONNECTION: '::ffff:10.0.0.1 5 ::ffff:10.0.0.2 22' },
    'ssh -N -L 35001:127.0.0.1:35001 10.0.0.2',
  ],
  [
    'no user that is a plain word',
    { SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22', USER: '-oProxyCommand=x' },
    'ssh -N -L 35001:127.0.0.1:35001 10.0.0.2',
  ],
  ['a connection in other words', { SSH_CONNECTION: '10.0.0.1 5 $(id) 22' }, undefined],
  ['no connection', {}, undefined],
]
for (const [title, env, command] of tunnels) {
  test(`the line for the tunnel: ${title}`, () => {
    assert.equal(tunnelCommand(env, 35_001), command)
  })
}

const CALLBACK = '127.0.0.1:35001/oauth/callback?code=a%2Fb&state=right'
const pasted: [title: string, text: string, meaning: object][] = [
  ['the whole address', `http://${CALLBACK}`, { kind: 'code', code: 'a/b' }],
  ['without its scheme, as a browser shows it', CALLBACK, { kind: 'code', code: 'a/b' }],
  [
    'with blanks around, and within',
    `  http://127.0.0.1:35001/oauth/call back?code=c&state=right \n`,
    { kind: 'code', code: 'c' },
  ],
  ["a tunnel's port", 'http://localhost:9/oauth/callback?state=right&code=c', { kind: 'code', code: 'c' }],
  [
    'a refusal',
    'http://127.0.0.1:1/oauth/callback?error=access_denied&state=right',
    { kind: 'refused', error: 'access_denied' },
  ],
  ['nothing', '  ', { kind: 'other', why: 'empty' }],
  ['the code alone', 'eyJraWQiOiJrZXkt', { kind: 'other', why: 'no address' }],
  ['the address of the portal', 'https://x.awsapps.com/start/#/', { kind: 'other', why: 'no address' }],
  [
    'the address that was to be opened',
    'https://oidc.eu-west-1.amazonaws.com/authorize?state=right',
    { kind: 'other', why: 'no address' },
  ],
  [
    'that of another login',
    'http://127.0.0.1:1/oauth/callback?code=c&state=wrong',
    { kind: 'other', why: 'another login' },
  ],
  ['without a state', 'http://127.0.0.1:1/oauth/callback?code=c', { kind: 'other', why: 'another login' }],
  ['what is no text at all', '\x1b[A\x00', { kind: 'other', why: 'no address' }],
]
for (const [title, text, meaning] of pasted) {
  test(`pasted: ${title}`, () => {
    assert.deepEqual(readPasted(text, 'right'), meaning)
  })
}
