/** JSON by chance: a good text with members of another type, twice, too deep, too long, or with what is no JSON at all. */
import { type Chance, NASTY } from './chance.js'

/** JSON as it is written: members may come twice, and a value may be any text. */
type Node = { text: string } | { items: Node[] } | { members: [key: string, value: Node][] }

/** Dates in every form that somebody writes, and in some that nobody does. */
// prettier-ignore
export const DATES = [
  '2026-11-22T23:00:00Z', '2026-11-22T23:00:00.123Z', '2026-11-22T23:00:00.123456789Z', '2026-11-22T23:00:00UTC', '2026-11-22T23:00:00+00:00',
  '2026-11-22T23:00:00+0000', '2026-11-23T04:30:00+05:30', '2026-11-22T17:00:00-06:00', '2026-11-22 23:00:00Z', '2026-11-22 23:00:00 UTC',
  '2026-11-22T23:00:00z', '2026-11-22t23:00:00Z', '2026-11-22T23:00:00 Z', '2026-11-22T23:00:00GMT', '2026-11-22T23:00Z', '20261122T230000Z',
  '2026-11-22T23:00:00', '2026-11-22', '2026-11-22T23:00:00+99:99', '2026-11-22T23:00:00+24:00', '2026-11-22T23:00:00-00:00', '2026-11-22T24:00:00Z',
  '2026-11-22T23:60:00Z', '2026-11-22T23:00:60Z', '2026-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2028-02-29T00:00:00Z', '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '0050-06-01T00:00:00Z', '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-14:00', '10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '', ' ', 'soon',
  'now', 'Z', '1795388400', '1795388400000', 'Sun, 22 Nov 2026 23:00:00 GMT', 'Sun Nov 22 2026 23:00:00 GMT+0000', '2026-W47-7T23:00:00Z',
  ' 2026-11-22T23:00:00Z', '2026-11-22T23:00:00Z ', '2026-11-22T23:00:00Z\n', '2026-11-22T23:00:00,5Z', '2026-11-22T23:00:00.Z', '２０２６-11-22T23:00:00Z',
  '2026-11-22T23:00:00Z\u0000', '2026-1-2T3:4:5Z', '2026-11-22T23:00:00+1:00', '2020-01-01T00:00:00Z', '2026-11-22T20:30:00Z', '2026-11-22T20:05:00Z',
]

// prettier-ignore
const VALUES = [
  'null', 'true', 'false', '0', '-0', '1', '-1', '1.5', '1e3', '1e999', '-1e999', '9007199254740993', '123456789012345678901234567890',
  '1'.repeat(5000), 'NaN', 'Infinity', '-Infinity', '""', '" "', '"null"', '"0"', '"x"', '[]', '{}', '[null]', '[[]]', '{"":""}', '{"__proto__":{}}',
  '["sso:account:access"]', '["a","b"]', '"\\u0000"', '"\\ud800"', '"\\udc00x"', '"\\u202e"', '"\\u001b]0;x\\u0007"', '"a\\nb"', '"\\u00e9"',
  '"eu-west-1"', '"us-east-1"', '"https://acme.awsapps.com/start"', '"https://acme.awsapps.com/start/#"', '"https://evil.example/start"', '"sso"',
]

const nodeOf = (value: unknown): Node => {
  if (Array.isArray(value)) return { items: value.map(nodeOf) }
  if (typeof value === 'object' && value !== null)
    return { members: Object.entries(value).map(([key, member]) => [key, nodeOf(member)]) }
  return { text: JSON.stringify(value) }
}

const textOf = (node: Node, chance: Chance): string => {
  const gap = chance.once(10) ? chance.one([' ', '\n', '\t', '\r\n']) : ''
  if ('text' in node) return node.text
  if ('items' in node) return `[${node.items.map((item) => textOf(item, chance)).join(`,${gap}`)}]`
  return `{${node.members.map(([key, value]) => `${JSON.stringify(key)}:${gap}${textOf(value, chance)}`).join(`,${gap}`)}}`
}

/** All nodes that hold others. */
function holders(node: Node): Exclude<Node, { text: string }>[] {
  if ('text' in node) return []
  const inside = 'items' in node ? node.items : node.members.map(([, value]) => value)
  return [node, ...inside.flatMap(holders)]
}

/** A value as JSON text, mostly a short one. */
export function anyJson(chance: Chance): string {
  switch (chance.below(12)) {
    case 0:
    case 1:
    case 2:
      return JSON.stringify(chance.one(DATES))
    case 3:
      return JSON.stringify(chance.some(0, 8, () => chance.one([...NASTY, 'a', 'b'])).join(''))
    case 4: {
      const depth = chance.one([3, 50, 400, 5000, 60_000])
      const [open, inner, close] = chance.one([
        ['[', '1', ']'],
        ['{"a":', '{}', '}'],
        ['[{"b":', '"', '}]'],
      ] as const)
      return open.repeat(depth) + inner + close.repeat(depth)
    }
    case 5:
      return chance.once(6) ? JSON.stringify('x'.repeat(300_000)) : '"xx"'
    default:
      return chance.one(VALUES)
  }
}

// prettier-ignore
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'accesstoken', 'AccessToken', 'length', 'then', 'toJSON', '\u0000', '\u{1f600}']

/** The text of `value` after one to four changes. */
export function mutatedJson(chance: Chance, value: unknown): Buffer {
  const root = nodeOf(value)
  for (let changes = chance.below(4); changes >= 0; changes--) {
    const holder = chance.one(holders(root))
    if ('items' in holder) {
      const at = chance.below(holder.items.length + 1)
      holder.items.splice(at, chance.below(2), { text: anyJson(chance) })
      continue
    }
    const { members } = holder
    const at = chance.below(members.length)
    const [key] = members[at] ?? ['a']
    switch (chance.below(8)) {
      case 0:
        members.splice(at, 1)
        break
      case 1:
        members.push([key, { text: anyJson(chance) }])
        break
      case 2:
        members.unshift([key, { text: anyJson(chance) }])
        break
      case 3:
        members.push([chance.one(KEYS), { text: anyJson(chance) }])
        break
      case 4:
        members[at] = [
          chance.one([key.toLowerCase(), `${key} `, chance.one(KEYS)]),
          members[at]?.[1] ?? { text: '1' },
        ]
        break
      default:
        members[at] = [key, { text: anyJson(chance) }]
    }
  }
  return damaged(chance, Buffer.from(textOf(root, chance)))
}

/** The bytes, now and then cut off, with others among them, or in another encoding. */
export function damaged(chance: Chance, bytes: Buffer): Buffer {
  const at = chance.below(bytes.length + 1)
  const insert = (more: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  switch (chance.below(24)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return insert(chance.bytes(3))
    case 2:
      return insert(Buffer.from(chance.one(NASTY)))
    case 3:
      return Buffer.concat([Buffer.from('\ufeff'), bytes])
    case 4:
      return Buffer.concat([
        bytes,
        Buffer.from(chance.one(['\n', ' ', '\u0000', 'x', ',', '}', '{}', '// x', '\u00a0'])),
      ])
    case 5:
      return chance.one([
        Buffer.alloc(0),
        Buffer.from('\n'),
        Buffer.alloc(64),
        Buffer.from(anyJson(chance)),
        Buffer.from(bytes.toString(), 'utf16le'),
      ])
    default:
      return bytes
  }
}
