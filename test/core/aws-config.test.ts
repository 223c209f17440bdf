import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { printable } from '../../src/core/text/display.js'
import { ConfigError } from '../../src/core/errors.js'
import { askBotocore, ourReading, type Question } from './botocore.js'

interface Case extends Question {
  sentence: string
}

const cases = JSON.parse(
  readFileSync(new URL('../vectors/config-grammar.json', import.meta.url), 'utf8'),
) as Case[]

/** The lines that botocore's error names. */
function linesIn(message: string): number[] {
  return [...message.matchAll(/line:? +(\d+)/g)].map(([, line]) => Number(line))
}

const verdicts = askBotocore(cases)

for (const [index, each] of cases.entries()) {
  test(`botocore agrees: ${each.sentence}`, () => {
    const [theirs, ours] = [verdicts[index]!, ourReading(each)]
    if (!('error' in theirs)) return assert.deepEqual(ours, theirs)
    assert.match(theirs.error, /^ConfigParseError/)
    assert.ok('error' in ours, `botocore says ${theirs.error}`)
    const lines = linesIn(theirs.error)
    const line = Number(/^config:(\d+): /.exec(ours.error)?.[1])
    if (lines.length > 0) assert.ok(line <= lines.at(-1)!, `line ${line} for ${theirs.error}`)
  })
}

test('botocore agrees with at least 60 sentences, and refuses at least 15 files', () => {
  assert.ok(cases.length >= 60)
  assert.ok(verdicts.filter((verdict) => 'error' in verdict).length >= 15)
  assert.equal(new Set(cases.map((each) => each.sentence)).size, cases.length)
})

test('files put together by chance are read as botocore reads them', () => {
  const chance = numbers(20_261_122)
  const questions = Array.from({ length: 600 }, () => ({ config: chanceFile(chance) }))
  const answers = askBotocore(questions)
  for (const [index, question] of questions.entries()) {
    const [theirs, ours] = [answers[index]!, ourReading(question)]
    const shown = JSON.stringify(question.config)
    if ('error' in theirs) assert.ok('error' in ours, `botocore refuses (${theirs.error}): ${shown}`)
    else assert.deepEqual(ours, theirs, shown)
  }
  const refused = answers.filter((answer) => 'error' in answer).length
  assert.ok(refused > 60 && refused < 540, `${refused} of 600 refused: the files are not worth asking about`)
})

// prettier-ignore
const PIECES = [
  '[profile a]', '[profile "a"]', "[profile 'b c']", '[profile b]', '[profile c]', '[default]', '[profile default]', '[DEFAULT]',
  '[sso-session s]', '[sso-session "t u"]', '[x]', '[services v]', '[profile d] # note', '[profile  e ]', '[', ']', '[]',
  'region = x', 'Region = y', 'sso_region=z', 'k = v # c', 'k2: v', 'k3 =', 's3 =', 'l = a;b', 'url = https://x/start#/', 'bare', '= v',
  '# note', '; note', '  # deep', '  a = 1', '    b = 2', '\tc = 3', '  d', ' e: 4', '', '', ' ', '\t', 'q = "w"', '\u00a0n = 1',
  'ü = ö', 'm = \u2028 x', '\ufeff', '  [profile f]', 'k4 = v \\', 'key with blanks = v', ' = ',
]

function chanceFile(chance: (below: number) => number): string {
  const ends = ['\n', '\n', '\n', '\r\n', '\r']
  const end = ends[chance(ends.length)]!
  const first = chance(8) === 0 ? '' : `[profile first${chance(3)}]${end}`
  const lines = Array.from({ length: chance(9) }, () => PIECES[chance(PIECES.length)]!)
  return first + lines.join(chance(5) === 0 ? `${end}${end}` : end) + (chance(2) === 0 ? end : '')
}

/** The same numbers in every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

test('errors name file and line, and show nothing raw', () => {
  const message = (text: string): string => {
    try {
      parseAwsConfig(text, '/home/ada/\u001b[31m.aws/config')
    } catch (error) {
      assert.ok(error instanceof ConfigError)
      return error.message
    }
    return ''
  }
  assert.match(
    message('[profile a]\n[profile b]\n[profile a]\n'),
    /config:3: .*\[profile a\] stands on line 1 already/,
  )
  assert.match(
    message('[profile a]\nx = 1\n\nX = 2\n'),
    /config:4: the key "x" stands on line 2 of \[profile a\] already/,
  )
  assert.match(message('[profile a]\nnonsense\n'), /config:2: neither a section, a comment nor/)
  assert.match(message('x = 1\n'), /config:1: text before the first section/)
  assert.match(message('\ufeff[profile a]\n'), /config:1: a byte-order mark/)
  assert.match(message('[profile a]\ns3 =\n  x\n'), /config:2: the block below "s3" has a line without "="/)
  const hostile = message('[\u001b]0;x\u0007]\n[\u001b]0;x\u0007]\n')
  assert.equal(printable(hostile, hostile.length), hostile)
  assert.match(hostile, /config:2: /)
})

test('sections and keys know their lines', () => {
  const { profiles } = parseAwsConfig(
    '# note\r\n[profile a]\r\n\r\nregion = x\r\ns3 =\r\n  b = 1\r\noutput = json\r\n',
    'config',
  )
  const section = profiles.get('a')!
  assert.equal(section.line, 2)
  assert.deepEqual(
    [...section.keys].map(([key, { line }]) => [key, line]),
    [
      ['region', 4],
      ['s3', 5],
      ['output', 7],
    ],
  )
})
