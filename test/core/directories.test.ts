import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoryPatterns, parseSettings, type DirectoryPattern } from '../../src/core/settings/settings.js'
import { matches, SHELLS } from './shell-comparison.js'

const HOME = '/home/ada'

function patterns(pattern: string, home = HOME): DirectoryPattern[] {
  const { settings, warnings } = parseSettings(`[directories]\n${pattern} = dev\n`, {}, 'config')
  assert.deepEqual(warnings, [])
  return directoryPatterns(settings, home)
}

/** The question as a hook asks it: the depth first, then the comparison. */
function bound(
  shell: (typeof SHELLS)[number],
  cases: readonly (readonly [string, string])[],
  home = HOME,
): boolean[] {
  const questions = cases.flatMap(([written, directory], at) => {
    const depth = directory.split('/').length - 1
    return patterns(written, home)
      .filter((each) => each.depth === '*' || each.depth === depth)
      .map((each) => ({ at, pair: [directory, shell === 'fish' ? each.regex : each.pattern] as const }))
  })
  const answers = matches(
    shell,
    'path',
    questions.map(({ pair }) => pair),
  )
  return cases.map((_, at) => questions.some((question, index) => question.at === at && answers[index]))
}

const TABLE: readonly (readonly [pattern: string, directory: string, bound: boolean])[] = [
  ['/srv/acme', '/srv/acme', true],
  ['/srv/acme/', '/srv/acme', true],
  ['/srv/acme', '/srv/acme/x', false],
  ['/srv/acme', '/srv/acm', false],
  ['/srv/acme', '/srv/acme2', false],
  ['~', '/home/ada', true],
  ['~/work', '/home/ada/work', true],
  ['~/work', '/root/work', false],
  ['~/work/*', '/home/ada/work/acme', true],
  ['~/work/*', '/home/ada/work', false],
  ['~/work/*', '/home/ada/work/acme/x', false],
  ['~/work/*-prod', '/home/ada/work/acme-prod', true],
  ['~/work/*-prod', '/home/ada/work/acme-dev', false],
  ['~/work/*-prod', '/home/ada/work/x/acme-prod', false],
  ['~/*/infra', '/home/ada/acme/infra', true],
  ['~/*/infra', '/home/ada/acme/x/infra', false],
  ['~/*/infra', '/home/ada/infra', false],
  ['~/work/acme?', '/home/ada/work/acme2', true],
  ['~/work/acme?', '/home/ada/work/acme', false],
  ['~/work/acme?', '/home/ada/work/acme/', false],
  ['~/work/?', '/home/ada/work/é', true],
  ['~/work/**', '/home/ada/work/a/b/c', true],
  ['~/work/**', '/home/ada/work/a', true],
  ['~/work/**', '/home/ada/work', false],
  ['~/work/**', '/home/ada/workshop', false],
  ['~/**/infra', '/home/ada/infra', true],
  ['~/**/infra', '/home/ada/a/b/infra', true],
  ['~/**/infra', '/home/ada/a/b/infra/x', false],
  ['~/**/infra', '/home/ada/xinfra', false],
  ['/**', '/a/b', true],
  ['/**', '/', false],
  ['/', '/', true],
  ['/', '/a', false],
  ['/*', '/a', true],
  ['~/work/a**b', '/home/ada/work/axxb', true],
]

const HOSTILE = [
  'a$(touch x)b',
  'a`touch x`b',
  'a${HOME}b',
  'a$HOME',
  'a(b)c',
  'a[b]c',
  'a[!b]c',
  'a[',
  'a]',
  'a|b',
  'a&b;c',
  'a<1-9>b',
  '<->',
  '(#i)abc',
  '(#qN)',
  'a^b',
  'a#b',
  'a~b',
  'a=b',
  '=ls',
  'a\\b',
  'a\\',
  "a'b",
  'a"b',
  'a{b,c}d',
  'a+(b)',
  '@(a|b)',
  '!(a)',
  'a.b',
  'a+b',
  'a^$b',
  '%d%n',
  'a b  c',
  ' lead',
  'a-b',
  '!x',
  '-n',
  ':x:',
  'é ü 漢字 😀',
  '\\d\\w\\Q',
  '(?i)x',
  '[[:alpha:]]',
]

for (const shell of SHELLS) {
  test(`${shell}: * and ? stay within one component, ** goes through any number, ~ is home`, () => {
    const answers = bound(
      shell,
      TABLE.map(([pattern, directory]) => [pattern, directory]),
    )
    assert.deepEqual(
      TABLE.filter(([, , expected], index) => answers[index] !== expected),
      [],
    )
  })

  test(`${shell}: every other character of a pattern is literal, and nothing is evaluated`, () => {
    const written = HOSTILE.filter((name) => !name.includes(' '))
    const answers = bound(
      shell,
      written.map((name) => [`/srv/${name}/x`, `/srv/${name}/x`]),
    )
    assert.deepEqual(
      written.filter((_, index) => !answers[index]),
      [],
    )
    const others = ['/srv/x/x', '/srv/abc/x', '/srv/ab/x', '/srv/b/x', '/srv/a5b/x', '/srv/a1b/x', '/srv/A/x']
    const wrong = written.flatMap((name) => others.map((other) => [`/srv/${name}/x`, other] as const))
    const taken = bound(shell, wrong)
    assert.deepEqual(
      wrong.filter((_, index) => taken[index]),
      [],
    )
  })

  test(`${shell}: home is literal, whatever characters it has`, () => {
    const homes = [...HOSTILE, 'a*b', 'a?b', '*', '**']
    const answers = homes.map((name) =>
      bound(
        shell,
        [
          ['~/w', `/h/${name}/w`],
          ['~/w', '/h/axb/w'],
        ],
        `/h/${name}`,
      ),
    )
    assert.deepEqual(
      homes.filter((_, index) => !answers[index]?.[0] || answers[index][1]),
      [],
    )
  })
}

test('a fish expression says the same to JavaScript', () => {
  const wrong = TABLE.filter(([pattern, directory, expected]) => {
    return patterns(pattern).some(({ regex }) => new RegExp(regex, 'u').test(directory)) !== expected
  })
  assert.deepEqual(wrong, [])
})

test('a line feed at the end of a directory is not overlooked', () => {
  const [pattern] = patterns('/srv/acme')
  assert.equal(new RegExp(pattern!.regex, 'u').test('/srv/acme\n'), false)
  assert.deepEqual(matches('fish', 'path', [['/srv/acme\n', pattern!.regex]]), [false])
})

test('a home that a record cannot hold binds nothing', () => {
  assert.deepEqual(patterns('~/work', '/home/a\nb'), [])
})

test('patterns that mean nothing are told with their line', () => {
  const wrong = [
    'work',
    './work',
    '~ada/work',
    '/a/../b',
    '/a//b',
    '/a/./b',
    '/a/**/b/**',
    '/a/*/**',
    '/a\u202eb',
  ]
  const text = `[directories]\n${wrong.map((pattern) => `${pattern} = dev`).join('\n')}\n/ok =\n`
  const { settings, warnings } = parseSettings(text, {}, '/home/ada/.config/ssoenv/config')
  assert.deepEqual(settings.directories, [])
  assert.deepEqual(
    warnings.map((warning) => /config:(\d+): /.exec(warning)?.[1]),
    [...wrong, '/ok'].map((_, index) => String(index + 2)),
  )
  assert.doesNotMatch(warnings.join(''), /\u202e/)
})
