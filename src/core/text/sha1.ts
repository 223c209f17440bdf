/**
 * SHA-1 (FIPS 180-4 §6.1.2) in lower-case hexadecimal: how the AWS CLI names its cache files. Not for security.
 *
 * Of our own, because node:crypto loads the streams with it: together they are a fifth of a bare start, and a prompt, a
 * settled directory or cached credentials need nothing else of them.
 */
export function sha1(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const length = bytes.length
  const padded = new DataView(new ArrayBuffer((((length + 8) >> 6) + 1) << 6))
  bytes.forEach((byte, index) => padded.setUint8(index, byte))
  padded.setUint8(length, 0x80)
  padded.setBigUint64(padded.byteLength - 8, BigInt(length) * 8n)
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  for (let block = 0; block < padded.byteLength; block += 64) state = afterBlock(state, padded, block)
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

type State = [number, number, number, number, number]

/** Of the block that is being read; each is written before it is read. */
const words = new Int32Array(80)

/** In 32-bit whole numbers with a sign, and nothing made anew: a status may ask for the names of ten thousand files. */
function afterBlock(state: State, padded: DataView, block: number): State {
  for (let at = 0; at < 16; at++) words[at] = padded.getInt32(block + at * 4)
  const word = (at: number): number => words[at] ?? 0
  for (let at = 16; at < 80; at++)
    words[at] = rotated(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1)
  let [a, b, c, d, e] = state
  for (let at = 0; at < 80; at++) {
    let mixed: number
    if (at < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999
    else if (at < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1
    else if (at < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
    else mixed = (b ^ c ^ d) + 0xca62c1d6
    const next = (rotated(a, 5) + mixed + e + word(at)) | 0
    e = d
    d = c
    c = rotated(b, 30)
    b = a
    a = next
  }
  const [h0, h1, h2, h3, h4] = state
  return [(h0 + a) | 0, (h1 + b) | 0, (h2 + c) | 0, (h3 + d) | 0, (h4 + e) | 0]
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
