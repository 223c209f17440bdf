/** Config files and changes put together by chance, the same in every run. */
import fc from 'fast-check'
import type { ConfigChange, SectionName } from '../../src/core/config/config-edit.js'

// prettier-ignore
const PIECES = [
  '[profile a]', '[profile "a"]', "[profile 'b c']", '[profile b]', '[profile c]', '[default]', '[profile default]', '[DEFAULT]',
  '[sso-session s]', '[sso-session "t u"]', '[x]', '[services v]', '[profile d] # note', '[profile  e ]', '[]', '  [profile f]',
  '    [g]', 'region = x', 'Region = y', 'sso_region=z', 'k = v # c', 'k2: v', 'k3 =', 's3 =', 'l = a;b', 'k5=', 'r =   v   ',
  'url = https://x/start#/', '# note', '; note', '  # deep', '  a = 1', '    b = 2', '\tc = 3', '  d = q', ' e: 4', '', '', ' ',
  '\t', 'q = "w"', '\u00a0n = 1', 'ü = ö', 'm = \u2028 x', 'k4 = v \\', 'key with blanks = v', '# fold {{{', '# }}}',
  '# vim: ft=dosini', '\u001c z = 1',
]
// prettier-ignore
const NAMES = [
  'first', 'a', 'b c', 'b', 'c', 'd', 'e', 'f', 'default', 's', 't u', 'x', 'g', 'services v', 'first', 'new one', "it's", 'z"y', 'a\\b', 'ü',
]
const KEYS = [
  'region',
  'REGION',
  'a',
  'b',
  'c',
  'd',
  'k',
  'k2',
  'k3',
  'k5',
  's3',
  'n',
  'q',
  'r',
  'url',
  'new_key',
]
const VALUES = [
  'v',
  '',
  'a = b',
  'x # y',
  '[profile a]',
  '"q"',
  'https://x/#/',
  "it's",
  'ü',
  'a\tb',
  '\ufeffx',
]

const line = fc.constantFrom(...PIECES)
const end = fc.constantFrom('\n', '\n', '\r\n', '\r')

/** A file that begins with a profile; one line end mostly, or mixed ones; with or without one at its end. */
const file: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(line, { minLength: 2, maxLength: 14, size: 'max' }),
    end,
    fc.array(end, { minLength: 16, maxLength: 16 }),
    fc.nat(9),
  )
  .map(([lines, usual, mixed, how]) => {
    const text = ['[profile first]', ...lines]
      .map((each, at) => each + (how === 0 ? mixed[at]! : usual))
      .join('')
    return how % 2 === 0 ? text : text.slice(0, text.endsWith('\r\n') ? -2 : -1)
  })

const key = fc.constantFrom(...KEYS)
const value = fc.constantFrom(...VALUES)
const section: fc.Arbitrary<SectionName> = fc.record({
  kind: fc.constantFrom('profile', 'profile', 'profile', 'sso-session', 'plain'),
  name: fc.constantFrom(...NAMES),
})

const edits: fc.Arbitrary<ConfigChange>[] = [
  fc.record({ change: fc.constant('set'), section, key, value }),
  fc.record({
    change: fc.constant('add-section'),
    section,
    keys: fc.uniqueArray(fc.tuple(key, value), { maxLength: 3, selector: ([name]) => name.toLowerCase() }),
    comments: fc.constantFrom([], ['made by a test']),
  }),
  fc.record({ change: fc.constant('remove-section'), section }),
  fc.record({ change: fc.constant('rename-section'), section, to: section }),
]
/** Most of these find no key. */
const keyEdits: fc.Arbitrary<ConfigChange>[] = [
  fc.record({ change: fc.constant('remove-key'), section, key }),
  fc.record({ change: fc.constant('rename-key'), section, key, to: key }),
]
const change = fc.oneof(
  ...edits.map((arbitrary) => ({ arbitrary, weight: 1 })),
  ...keyEdits.map((arbitrary) => ({ arbitrary, weight: 5 })),
)

export interface Chance {
  text: string
  /** Changes to try; most name something that the file does not have. */
  changes: ConfigChange[]
}

export function chances(count: number, seed: number): Chance[] {
  const chance = fc.record({ text: file, changes: fc.array(change, { minLength: 150, maxLength: 150 }) })
  return fc.sample(chance, { numRuns: count, seed })
}
