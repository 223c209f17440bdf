/** Blocks of addresses as NO_PROXY lists them: `10.0.0.0/8`, `fd00::/8` (RFC 4632, RFC 4291 §2.3). */

/** Whether the address, IPv6 without brackets, is in that block; a name never is. */
export function isInBlock(address: string, block: string): boolean {
  const [, base = '', size = ''] = /^(.+)\/(\d{1,3})$/.exec(block) ?? []
  const [bits, baseBits] = [bitsOf(address), bitsOf(base)]
  if (bits === undefined || baseBits === undefined || bits.length !== baseBits.length) return false
  const length = Number(size)
  return length <= bits.length && bits.slice(0, length) === baseBits.slice(0, length)
}

/** 32 or 128 zeros and ones. */
function bitsOf(address: string): string | undefined {
  if (/^\d+(?:\.\d+){3}$/.test(address)) {
    const parts = address.split('.').map(Number)
    return parts.every((part) => part < 256) ? inBits(parts, 8) : undefined
  }
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return undefined
  // The URL parser writes it in one way: groups of hexadecimal digits, `::` at most once.
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((each) => parseInt(each, 16))
  const [head, tail] = [groups(front), groups(back ?? '')]
  return inBits([...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail], 16)
}

function inBits(parts: readonly number[], width: number): string {
  return parts.map((part) => part.toString(2).padStart(width, '0')).join('')
}
