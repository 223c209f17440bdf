import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { editAwsConfig, type ConfigChange, type SectionName } from '../../src/core/config/config-edit.js'
import { ConfigError } from '../../src/core/errors.js'
import { printable } from '../../src/core/text/display.js'
import { readFileSync } from 'node:fs'
import { askBotocore } from './botocore.js'
import { README, readmeText, readVectors } from './config-edit-vectors.js'

const profile = (name: string): SectionName => ({ kind: 'profile', name })
const session = (name: string): SectionName => ({ kind: 'sso-session', name })
const plain = (name: string): SectionName => ({ kind: 'plain', name })
const set = (section: SectionName, key: string, value: string): ConfigChange => {
  return { change: 'set', section, key, value }
}
const removeKey = (section: SectionName, key: string): ConfigChange => ({
  change: 'remove-key',
  section,
  key,
})
const removeSection = (section: SectionName): ConfigChange => ({ change: 'remove-section', section })
const rename = (section: SectionName, to: SectionName): ConfigChange => {
  return { change: 'rename-section', section, to }
}
const add = (section: SectionName, keys: [string, string][] = [], comments: string[] = []): ConfigChange => {
  return { change: 'add-section', section, keys, comments }
}

const edited = (text: string, ...changes: ConfigChange[]): string => editAwsConfig(text, changes, 'config')

function refusal(text: string, ...changes: ConfigChange[]): string {
  try {
    editAwsConfig(text, changes, '/home/ada/.aws/config')
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    assert.equal(printable(error.message, 10_000), error.message)
    return error.message
  }
  return assert.fail('it was edited')
}

const vectors = readVectors()

for (const { name, sentence, changes, before, after } of vectors) {
  test(`a config as people have it, ${name}: ${sentence}`, () => {
    assert.equal(editAwsConfig(before, changes, name), after)
  })
}

test('ten configs as people have them are readable for botocore before and after, and their table is up to date', () => {
  assert.ok(vectors.length >= 10)
  const verdicts = askBotocore(
    vectors.flatMap(({ before, after }) => [{ config: before }, { config: after }]),
  )
  assert.deepEqual(
    verdicts.filter((verdict) => 'error' in verdict),
    [],
  )
  assert.equal(readFileSync(README, 'utf8'), readmeText(vectors))
})

test('a file without changes stays as it is, to the byte', () => {
  for (const text of [
    '',
    '\n',
    ' \r\n\r',
    '# only a comment',
    '[a]',
    '\t[ b ]x\r\n  k\t:v \r\n\r\n   w\n;',
    '[a]\nk=\u00a0',
  ]) {
    assert.equal(edited(text), text)
  }
})

test('what is so already changes nothing', () => {
  const text = '[profile a]\nRegion=  x  \ns3 =\n'
  assert.equal(edited(text, set(profile('a'), 'region', 'x'), set(profile('a'), 'S3', '')), text)
  assert.equal(edited(text, rename(profile('a'), profile('a'))), text)
})

test('a value is replaced whole, and its line keeps its margin and its blanks', () => {
  const value = (line: string): string =>
    edited(`[profile a]\r\n${line}\r\nz = 1\r\n`, set(profile('a'), 'k', 'new'))
      .split('\r\n')
      .slice(1, -2)
      .join('|')
  assert.equal(value('k = old'), 'k = new')
  assert.equal(value('\tK:old # with a comment'), '\tK:new')
  assert.equal(value('k  =\told  '), 'k  =\tnew')
  assert.equal(value('k='), 'k=new')
  assert.equal(value('k ='), 'k = new')
  assert.equal(value('k = a = b'), 'k = new')
  assert.equal(value('k =\r\n  a = 1\r\n# note\r\n\r\n\tb = 2'), 'k = new')
})

test('an emptied value has no blank behind the equals sign', () => {
  assert.equal(edited('[profile a]\nk = v\nz=1', set(profile('a'), 'k', '')), '[profile a]\nk =\nz=1')
})

test('a new key stands behind the last one, before blank lines and comments, and begins where that begins', () => {
  assert.equal(
    edited('[profile a]\n  k = v\n  n =\n    b = 1\n\n# c\n[profile b]\n', set(profile('a'), 'x', 'y')),
    '[profile a]\n  k = v\n  n =\n    b = 1\n  x = y\n\n# c\n[profile b]\n',
  )
  assert.equal(edited('[profile a]\n# c\n', set(profile('a'), 'x', 'y')), '[profile a]\nx = y\n# c\n')
})

test('a header that is deeper than a new key does not become part of it', () => {
  const text = edited('[profile a]\n  [profile b]\nk = v\n', set(profile('a'), 'x', 'y'))
  assert.equal(text, '[profile a]\n  x = y\n  [profile b]\nk = v\n')
})

test('a header that is deeper than the key left above it moves to the left', () => {
  const text = '[profile a]\nk = v\n[profile b]\n  k = v\n  [profile c]\n  k = v\n'
  assert.equal(edited(text, removeSection(profile('b'))), '[profile a]\nk = v\n[profile c]\n  k = v\n')
})

test('a key goes with its continued lines and the comments between them', () => {
  assert.equal(
    edited('[profile a]\nj = 1\nk =\n  a = 1\n# in\n\n  b = 2\n# out\nl = 3\n', removeKey(profile('a'), 'K')),
    '[profile a]\nj = 1\n# out\nl = 3\n',
  )
})

test('a key is renamed in place, also to capitals only', () => {
  const renamed = (to: string): string =>
    edited('[profile a]\n  old  : v # c\n   w\n', {
      change: 'rename-key',
      section: profile('a'),
      key: 'OLD',
      to,
    })
  assert.equal(renamed('new'), '[profile a]\n  new  : v # c\n   w\n')
  assert.equal(renamed('k'), '[profile a]\n  k    : v # c\n   w\n')
  assert.equal(renamed('longer_one'), '[profile a]\n  longer_one : v # c\n   w\n')
  assert.equal(renamed('Old'), '[profile a]\n  Old  : v # c\n   w\n')
})

test('a section is found in every spelling', () => {
  for (const header of ['[profile a b]', '[profile a\tb]']) {
    assert.match(refusal(`${header}\n`, removeKey(profile('a b'), 'k')), /has no profile "a b"/)
  }
  for (const header of [`[profile 'a b']`, '[profile "a b"] # c', ' [profile  a\\ b ]', `[profile a' 'b]`]) {
    assert.equal(edited(`${header}\nk = v\n`, set(profile('a b'), 'k', 'w')), `${header}\nk = w\n`)
  }
  assert.equal(edited('[profile default]\n', set(profile('default'), 'k', 'v')), '[profile default]\nk = v\n')
  assert.equal(edited('[a]\n', set(plain('a'), 'k', 'v')), '[a]\nk = v\n')
})

test('of two spellings the one that counts is edited; both are removed', () => {
  const text = '[default]\nk = 1\n[profile default]\nk = 2\n'
  assert.equal(
    edited(text, set(profile('default'), 'k', '3')),
    '[default]\nk = 1\n[profile default]\nk = 3\n',
  )
  assert.equal(edited(text, removeSection(profile('default'))), '')
  assert.match(
    refusal(text, rename(profile('default'), profile('x'))),
    /config:3: "default" .* \(lines 1 and 3\)/,
  )
})

test('a new section stands at the end after a blank line, with its comments below the header', () => {
  const text = edited(
    '[profile a]\r\nk = v\r\n',
    add(
      session('s'),
      [
        ['x', 'y'],
        ['z', ''],
      ],
      ['made by me', ''],
    ),
  )
  assert.equal(text, '[profile a]\r\nk = v\r\n\r\n[sso-session s]\r\n# made by me\r\n#\r\nx = y\r\nz =\r\n')
  assert.equal(edited('', set(profile('default'), 'k', 'v')), '[default]\nk = v\n')
  assert.equal(edited('\n', add(plain('a'))), '\n[a]\n')
})

test('a missing newline at the end stays missing', () => {
  assert.equal(edited('[profile a]\r\nk = v', set(profile('a'), 'x', 'y')), '[profile a]\r\nk = v\r\nx = y')
  assert.equal(edited('[profile a]', set(profile('a'), 'x', 'y')), '[profile a]\nx = y')
  assert.equal(edited('[profile a]\nk = v', add(profile('b'))), '[profile a]\nk = v\n\n[profile b]')
  assert.equal(edited('[profile a]\nk =\n  b = 1', set(profile('a'), 'k', 'v')), '[profile a]\nk = v')
})

test("an editor's settings stay the last lines", () => {
  assert.equal(
    edited('[profile a]\n# vim: ft=dosini', add(profile('b')), add(profile('c'))),
    '[profile a]\n\n[profile b]\n\n[profile c]\n\n# vim: ft=dosini',
  )
  assert.equal(
    edited('[profile a]\n# }}}\n# vim: ft=dosini\n', add(profile('b'))),
    '[profile a]\n# }}}\n\n[profile b]\n\n# vim: ft=dosini\n',
  )
  assert.equal(edited('# vim: ft=dosini\n', add(profile('b'))), '# vim: ft=dosini\n\n[profile b]\n')
})

test('a section is removed with the comments that touch it, and none that belong to others', () => {
  const text = [
    '# of the file\n[profile a]\nk = v\n# of a\n\n# of nobody\n\n# of b\n[profile b]\nk = v\n# of c\n[profile c]\nk = v\n',
  ].join('')
  assert.equal(
    edited(text, removeSection(profile('b'))),
    '# of the file\n[profile a]\nk = v\n# of a\n\n# of nobody\n\n# of c\n[profile c]\nk = v\n',
  )
  assert.equal(
    edited(text, removeSection(profile('a'))),
    '# of the file\n\n# of nobody\n\n# of b\n[profile b]\nk = v\n# of c\n[profile c]\nk = v\n',
  )
  assert.equal(
    edited(text, removeSection(profile('c')), removeSection(profile('b'))),
    '# of the file\n[profile a]\nk = v\n# of a\n\n# of nobody\n',
  )
})

test('blank lines neither pile up nor vanish where a section was', () => {
  const text = '[profile a]\nk = v\n\n[profile b]\nk = v\n\n[profile c]\nk = v\n'
  const without = (name: string): string => edited(text, removeSection(profile(name)))
  assert.equal(without('a'), '[profile b]\nk = v\n\n[profile c]\nk = v\n')
  assert.equal(without('b'), '[profile a]\nk = v\n\n[profile c]\nk = v\n')
  assert.equal(without('c'), '[profile a]\nk = v\n\n[profile b]\nk = v\n')
})

test('adding a section and removing it gives the file as it was', () => {
  for (const { before } of vectors.filter((vector) => !vector.name.startsWith('10'))) {
    const there = edited(before, add(profile('new one'), [['k', 'v']], ['mine']))
    assert.equal(edited(there, removeSection(profile('new one'))), before)
  }
})

test('a renamed section keeps what stands around its name', () => {
  assert.equal(
    edited('  [profile "a"]  # c\nk=v', rename(profile('a'), session('b'))),
    '  [sso-session b]  # c\nk=v',
  )
  assert.equal(edited('[a]\n', rename(plain('a'), plain('b c'))), '[b c]\n')
})

test('names are quoted as the AWS CLI does, and read back by our reader', () => {
  const names = [
    'a b',
    "it's",
    'say "x"',
    'back\\slash',
    '#1',
    'ü',
    '$HOME',
    '`id`',
    'a=b,c',
    '~',
    "'",
    '\u00a0',
  ]
  const text = edited('', ...names.map((name) => add(profile(name))))
  assert.match(text, /^\[profile 'a b'\]$/m)
  assert.match(text, /^\[profile #1\]$/m)
  assert.deepEqual([...parseAwsConfig(text, 'config').profiles.keys()], names)
})

test('what the grammar cannot hold is refused', () => {
  const cases: [ConfigChange, RegExp][] = [
    [add(profile('')), /"" cannot be the name of a section in \/home\/ada\/\.aws\/config: it is empty/],
    [add(profile('a\nb')), /"a\?b" cannot be the name .* control characters/],
    [add(profile('a]b')), /square brackets/],
    [add(profile('\ud800')), /control characters/],
    [add(plain('DEFAULT')), /\[DEFAULT\] is no section/],
    [add(plain(' a')), /begins or ends with a blank/],
    [add(profile('p'), [['a=b', 'c']]), /"a=b" cannot be a key/],
    [add(profile('p'), [['', 'c']]), /"" cannot be a key/],
    [add(profile('p'), [['[k', 'c']]), /"\[k" cannot be a key/],
    [
      add(profile('p'), [
        ['k', 'c'],
        ['K', 'd'],
      ]),
      /\[profile p\] cannot have one key twice/,
    ],
    [add(profile('p'), [], ['a\nb = c']), /"a\?b = c" cannot be a comment/],
    [
      set(profile('p'), 'aws_secret_access_key', 'x\ny'),
      /"aws_secret_access_key" cannot be written .*: it has a line break/,
    ],
    [set(profile('p'), 'k', ' v'), /begins or ends with a blank/],
    [set(profile('p'), 'k', 'a\u001bb'), /control characters/],
    [set(profile('p'), 'k', 'a\ud800b'), /control characters/],
    [set(profile('p'), 'k', 'a\u2028b'), /control characters/],
  ]
  for (const [change, message] of cases) assert.match(refusal('', change), message)
  assert.doesNotMatch(refusal('', set(profile('p'), 'k', 'geheim\n')), /geheim/)
})

test('a name that exists in any spelling is not made again', () => {
  assert.match(refusal('\n[profile "a"]\n', add(profile('a'))), /config:2: \[profile "a"\] exists already/)
  assert.match(
    refusal('[profile default]\n', add(plain('default'))),
    /config:1: \[profile default\] exists already/,
  )
  assert.match(
    refusal('[default]\n[profile b]\n', rename(profile('b'), profile('default'))),
    /config:1: .*exists already/,
  )
  assert.match(refusal('', add(profile('a')), add(profile('a'))), /config: \[profile a\] exists already/)
  const twice: ConfigChange = { change: 'rename-key', section: profile('a'), key: 'k', to: 'X' }
  assert.match(refusal('[profile a]\nk = v\nx = y\n', twice), /config:1: \[profile a\] has a key "X" already/)
})

test('what is to be removed or renamed has to be there', () => {
  const text = '\n[profile a]\nk = v\n'
  assert.match(refusal(text, removeSection(profile('b'))), /\.aws\/config has no profile "b"\./)
  assert.match(refusal(text, rename(session('a'), session('b'))), /has no sso-session "a"\./)
  assert.match(refusal(text, removeKey(plain('a'), 'k')), /has no section "a"\./)
  assert.match(refusal(text, removeKey(profile('a'), 'x')), /config:2: \[profile a\] has no key "x"/)
  assert.match(refusal(text, removeSection(profile('a')), removeSection(profile('a'))), /has no profile "a"/)
})

test('a key that [DEFAULT] gives can be set in one section, and not be taken from it', () => {
  const text = '[DEFAULT]\nregion = x\n[profile a]\n'
  assert.equal(edited(text, set(profile('a'), 'region', 'y')), `${text}region = y\n`)
  assert.match(
    refusal(text, removeKey(profile('a'), 'region')),
    /config:1: \[DEFAULT\] gives "region" to every section/,
  )
  assert.match(
    refusal(`${text}region = y\n`, removeKey(profile('a'), 'region')),
    /config:1: \[DEFAULT\] gives "region"/,
  )
})

test('a file that botocore cannot parse is not edited', () => {
  assert.match(refusal('[a]\nk = 1\nK = 2\n', add(profile('b'))), /config:3: the key "k" stands on line 2/)
  assert.match(refusal('\ufeff[a]\n', add(profile('b'))), /config:1: a byte-order mark/)
  assert.match(refusal('x', add(profile('b'))), /config:1: text before the first section/)
})

test('hostile text in messages is harmless', () => {
  const name = '\u001b]0;x\u0007\u202e'
  assert.match(refusal('', removeSection(profile(name))), /has no profile "\?\]0;x\?\?"/)
  assert.match(
    refusal(`[x\u001b]\n`, removeKey(plain('x\u001b'), '\u001bk')),
    /config:1: \[x\?\] has no key "\?k"/,
  )
})

test('ten thousand changes of ten thousand profiles take time in proportion', () => {
  const text = (count: number): string =>
    Array.from({ length: count }, (_, at) => `[profile p${at}]\nsso_session = s\nregion = x\n`).join('\n')
  const changes = (count: number): ConfigChange[] =>
    Array.from({ length: count }, (_, at): ConfigChange[] => {
      const own = profile(`p${at}`)
      return at % 2 === 0
        ? [removeSection(own), add(own, [['region', 'z']])]
        : [rename(own, profile(`q${at}`)), set(profile(`q${at}`), 'output', 'json')]
    }).flat()
  const time = (count: number): number => {
    const [before, made] = [text(count), changes(count)]
    const started = performance.now()
    edited(before, ...made)
    return performance.now() - started
  }
  time(1000)
  const [small, large] = [Math.min(time(1000), time(1000)), Math.min(time(10_000), time(10_000))]
  assert.ok(large < 40 * small, `${large.toFixed(0)} ms for ten times what takes ${small.toFixed(0)} ms`)
})
