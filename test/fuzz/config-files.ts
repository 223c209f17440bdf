/** AWS config files made by chance: from tame ones, as people have them, to bytes that are hardly text. */
import { type Chance, NASTY } from './chance.js'

// prettier-ignore
const KINDS = [
  'profile', 'profile', 'profile', 'profile', 'sso-session', 'sso-session', 'services', 'default', 'DEFAULT', 'plugins', 'preview',
  'profiles', 'Profile', 'sso-session-x', 'profile\u0000', '', 'profile profile',
]
// prettier-ignore
const NAMES = [
  'a', 'b', 'c', 'dev', 'prod', 'default', 'a b', "it's", 'z"y', 'a\\b', '\u00fc', 'x=y', 'x:y', 'a]b', '#1', ';2', '__proto__', 'constructor',
  'a/b', '..', '%(x)s', '$(id)', '-', '0', '\u{1f600}', 'a\u00a0b', 'a\u2003b', 'A', '\u0130', 'e\u0301', '[x]', '',
]
const TAILS = [
  '',
  '',
  '',
  '',
  '',
  '',
  ' # note',
  ' ; note',
  '  ',
  '\t',
  ']',
  ' ]',
  'x',
  '\u0000',
  '\u2028',
  ' [b]',
  '=1',
]
const BETWEEN = [' ', ' ', ' ', ' ', ' ', '  ', '\t', '\u00a0', '\u000b', '\u000c', '', '\r', '\u3000']
// prettier-ignore
const KEYS = [
  'region', 'Region', 'REGION', 'output', 'sso_start_url', 'sso_region', 'sso_session', 'sso-region', 's3', 'services', 'role_arn',
  'source_profile', 'credential_process', 'k', 'K', '\u212a', '\u0130', 'i\u0307', '\u1e9e', '\u00df', '\u03a3', 'A\u03a3', 'a\u03c2', 'a b',
  '"q"', "'q'", '__proto__', 'constructor', 'toString', '%', 'a\u0000', '\ufeffregion', '\u01c5', 'a.b', 'a[b]', '\u200b', 'a\u00a0b', '\\',
]
// prettier-ignore
const DELIMITERS = [' = ', ' = ', ' = ', '=', '=', ': ', ':', ' : ', '\t=\t', '= ', ' =', '==', ':=', '=:', '\u00a0=\u00a0', '\u2003= ', ' = = ']
// prettier-ignore
const VALUES = [
  'v', 'eu-west-1', 'json', '123456789012', 'https://acme.awsapps.com/start', 'https://acme.awsapps.com/start#/', '', '', '  ', 'a # b', 'a ; b',
  'a;b', '#', ';', '%(region)s', '%', '%%', '${region}', '"q"', "'q'", '"', 'v \\', '\\', '[profile a]', '[x', ']', 'a = b', 'a: b', '=', ':',
  'a\u000bb', 'a\u000cb', 'a\u001cb', 'a\u0085b', 'a\u2028b', '\ufeffv', 'v\u0000', '\u{1f600}', 'x\u200b', '\u00a0v\u00a0', 'e\u0301', '\u001b[31mv',
  'arn:aws:iam::123456789012:role/x', 'true', 'null', '~/x', '$HOME', '`id`', 'a\tb', '\u3000',
]
const INDENTS = [
  ' ',
  '  ',
  '    ',
  '\t',
  ' \t',
  '\u00a0',
  '\u3000',
  '\u001f',
  '\u000c',
  '\u0085',
  '\u2028',
  '\ufeff',
]
const COMMENTS = [
  '# x',
  '; x',
  '#',
  ';',
  '#[profile a]',
  '; a = b',
  '#\u0000',
  '# \u{1f600}',
  '//',
  'REM x',
  '-- x',
  '<<<<<<< HEAD',
]
// prettier-ignore
const JUNK = [
  '[', ']', '[]', '[[a]]', '[a]b', '= v', ': v', 'bare', '\u0000', '\u001a', 'rem', '=', ':', '[profile', 'profile a]', '[\u0000]', '"', '{', '{}',
  '\ufeff', '\ufeff[profile a]', '\ufeff# x', '[default', '[profile a] x = 1', '[profile a', '[ ]', '[\t]', '[=]', 'a', '\\', '%', '\u2028',
]

/** How wild a file is: 0 has nothing that any reader stumbles over, 3 is anything. */
type Wildness = 0 | 1 | 2 | 3

function quotedName(chance: Chance, name: string): string {
  switch (chance.below(9)) {
    case 0:
      return `"${name}"`
    case 1:
      return `'${name}'`
    case 2:
      return `'${name.replaceAll("'", `'"'"'`)}'`
    case 3:
      return name.replace(/[\s"'\\]/g, '\\$&')
    case 4:
      return `${name.slice(0, 1)}"${name.slice(1)}"`
    case 5:
      return chance.one([`"${name}`, `${name}'`, `${name}\\`, `"" ${name}`, `${name} x`])
    default:
      return name
  }
}

function header(chance: Chance, wildness: Wildness): string {
  if (wildness === 0) {
    const name = `${chance.one(NAMES.slice(0, 5))}${chance.below(50)}`
    return `[${chance.one(['profile', 'sso-session', 'services'])} ${name}]`
  }
  const kind = chance.one(wildness === 1 ? KINDS.slice(0, 9) : KINDS)
  const isAlone = /^(?:default|DEFAULT)$/.test(kind) && !chance.once(6)
  const name = isAlone ? '' : chance.one(BETWEEN) + quotedName(chance, chance.one(NAMES))
  const lead = wildness === 3 && chance.once(8) ? chance.one([' ', '  ', '\t', '\u00a0']) : ''
  return `${lead}[${kind}${name}]${chance.one(TAILS)}`
}

function key(chance: Chance, wildness: Wildness): string {
  if (wildness === 0) return `${chance.one(KEYS.slice(0, 7))}${chance.below(1000)}`
  const found = chance.one(KEYS)
  // Without a number of its own most files would name one key twice.
  return chance.once(wildness === 1 ? 60 : 8) ? found : `${found}${chance.below(100)}`
}

function value(chance: Chance, wildness: Wildness): string {
  if (wildness === 3 && chance.once(40)) return chance.one(['x', '= ', 'a\u2028', '" ']).repeat(20_000)
  if (wildness >= 2 && chance.once(4))
    return chance.some(0, 6, () => chance.one([...NASTY, 'a', 'b', ' '])).join('')
  return chance.one(VALUES)
}

/** The lines of one section, with its header. */
function section(chance: Chance, wildness: Wildness): string[] {
  const margin = wildness >= 2 && chance.once(5) ? chance.one(INDENTS) : ''
  const lines = chance.some(0, 6, () => {
    const roll = chance.below(wildness === 0 ? 20 : 30)
    const assignment = `${key(chance, wildness)}${chance.one(DELIMITERS)}${value(chance, wildness)}`
    if (roll < 14) return [margin + assignment]
    if (roll < 16) return [chance.one(['', '', ' ', '\t', '\u00a0'])]
    if (roll < 18) return [chance.one(['', '  ', margin]) + chance.one(COMMENTS.slice(0, 8))]
    // A nested block, or what should be one.
    if (roll < 20) {
      const inner = chance.some(1, 3, () => {
        const nested = `${chance.one(KEYS)}${chance.below(30)}${chance.one([' = ', '=', ' =', ': '])}${value(chance, wildness)}`
        return chance.one(['  ', '    ', '\t']) + (chance.once(9) ? chance.one(['', '# x', 'bare']) : nested)
      })
      return [`${margin}${key(chance, wildness)}${chance.one([' =', '=', ' = ', ':'])}`, ...inner]
    }
    if (roll < 24) return [chance.one(INDENTS) + assignment]
    if (roll < 26) return [chance.one(INDENTS) + value(chance, wildness)]
    if (roll < 28) return [chance.one(INDENTS) + chance.one(COMMENTS)]
    return [chance.once(wildness === 1 ? 8 : 2) ? chance.one(JUNK) : assignment]
  })
  return [header(chance, wildness), ...lines.flat()]
}

/** A file's text. */
export function configText(chance: Chance): string {
  const wildness = chance.one<Wildness>([0, 1, 1, 2, 2, 3])
  const end = chance.one(['\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r'])
  const isMixed = wildness >= 1 && chance.once(10)
  const first = wildness >= 1 && chance.once(15) ? [chance.one([...JUNK, ...COMMENTS, 'k = v', '', ' '])] : []
  const lines = [...first, ...chance.some(0, 5, () => section(chance, wildness)).flat()]
  const text = lines
    .map((line) => line + (isMixed ? chance.one(['\n', '\r\n', '\r', '\n\r', '\n\n', '\u0085\n']) : end))
    .join('')
  return chance.once(3) ? text.replace(/[\r\n]+$/, '') : text
}

/** A file's bytes: mostly its text, sometimes with what no text has. */
export function configBytes(chance: Chance): Buffer {
  const text = configText(chance)
  const bytes = Buffer.from(text)
  const somewhere = chance.below(bytes.length + 1)
  switch (chance.below(40)) {
    case 0:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
    case 1:
      return Buffer.from(text, 'utf16le')
    case 2:
      return Buffer.from(text, 'latin1')
    case 3:
      return bytes.subarray(0, somewhere)
    case 4:
    case 5:
      return Buffer.concat([bytes.subarray(0, somewhere), chance.bytes(4), bytes.subarray(somewhere)])
    case 6: {
      const nasty = Buffer.from(chance.one(NASTY))
      return Buffer.concat([bytes.subarray(0, somewhere), nasty, bytes.subarray(somewhere)])
    }
    case 7:
      return Buffer.concat([bytes, bytes.subarray(somewhere)])
    case 8:
      // Overlong, surrogates, above the last code point: none of these is UTF-8.
      return Buffer.concat([
        bytes,
        Buffer.from(
          chance.one([
            [0xc0, 0x80],
            [0xed, 0xa0, 0x80],
            [0xf4, 0x90, 0x80, 0x80],
            [0xe2, 0x82],
          ]),
        ),
      ])
    default:
      return bytes
  }
}
