/**
 * The table of the pitfalls that prompt hooks fall into (test/vectors/pitfalls.json) and the tests that show each of them.
 *
 * A test says which it shows: by its title (`pitfall 12: …`), or by a comment above it (`# pitfall 12`, `// pitfalls 3, 17`).
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const SHELLS = ['bash', 'zsh', 'fish']

/** How a scenario is registered in a .bats file, and in which shells it then runs. */
const REGISTRATIONS = [
  [/^each_shell --not (\w+) (.*)/, (without) => SHELLS.filter((shell) => shell !== without)],
  [/^each_shell (.*)/, () => SHELLS],
  [/^in_each_order (.*)/, () => SHELLS],
  [/^(bash|zsh|fish)_only (.*)/, (shell) => [shell]],
  [/^bats_test_function --description (.*)/, () => []],
]

const HEAD = `# Pitfalls of prompt hooks, and the tests that show them

Made by \`npm run docs\` from [the list](../test/vectors/pitfalls.json) and from the tests themselves, which name the pitfall that they show. Hooks of other tools have fallen into each of these. \`npm test\` runs all of it; it fails when a pitfall has no test in a shell that it concerns.

bash is 5.2 there. That nothing newer than bash 3.2 is reached where it is not understood is checked in the text ([test](../test/shells/old-bash.test.ts)).
`

/** Every test below test/ that shows a pitfall: `{ number, file, title, shells }`; none of a shell: `shells` is empty. */
export function pitfallTests(root) {
  return readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => `test/${String(file).replaceAll(path.sep, '/')}`)
    .filter((file) => /\.(bats|test\.ts)$/.test(file))
    .sort()
    .flatMap((file) => testsIn(file, readFileSync(path.join(root, file), 'utf8')))
}

/** @throws Error where a comment names a pitfall and no test follows it */
function testsIn(file, text) {
  const fishOnly = /^load \S*fish-only/m.test(text)
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const marked = /^\s*(?:#|\/\/) pitfalls? ([\d, ]+)$/.exec(line)
    const titled = /^\S.*?['"`]pitfall (\d+): /.exec(line)
    if (!marked && !titled) return []
    const test = registered(marked ? lines[at + 1] : line, file)
    if (!test) throw new Error(`${file}:${at + 1} names a pitfall, and no test follows`)
    const shells = fishOnly ? ['fish'] : test.shells
    const numbers = marked ? marked[1].split(',').map(Number) : [Number(titled[1])]
    return numbers.map((number) => ({ number, file, title: test.title, shells }))
  })
}

function registered(line, file) {
  if (file.endsWith('.ts')) {
    const title = /^\s*(?:await )?(?:\w+\.)?test\((['"`])(.*?)\1,?/.exec(line)?.[2]
    return title === undefined ? undefined : { title, shells: [] }
  }
  for (const [pattern, shellsOf] of REGISTRATIONS) {
    const found = pattern.exec(line)
    if (found) return { title: unquoted(found.at(-1)), shells: shellsOf(found[1]) }
  }
}

/** The first word of a shell's line, without its quotes. */
function unquoted(words) {
  if (words.startsWith('"')) return words.slice(1, words.indexOf('"', 1))
  return /^'((?:[^']|'"'"'|'\\'')*)'/.exec(words)[1].replaceAll(/'"'"'|'\\''/g, "'")
}

/** Pitfalls without a test in a shell that they concern, one sentence each. */
export function unshown(pitfalls, tests) {
  return pitfalls.flatMap(({ number, shells }) => {
    const own = tests.filter((test) => test.number === number)
    const left = shells.filter((shell) => !ranIn(own, shell))
    return left.length === 0 ? [] : [`pitfall ${number} has no test in ${left.join(' and ')}`]
  })
}

/** docs/pitfalls.md, in Markdown that is still to be formatted. */
export function pitfallsPage(root) {
  const pitfalls = readPitfalls(root)
  const tests = pitfallTests(root)
  const groups = [...new Set(pitfalls.map(({ group }) => group))]
  return [
    HEAD,
    ...groups.map((group) => {
      const own = pitfalls.filter((pitfall) => pitfall.group === group)
      const rows = own.map((pitfall) => row(pitfall, tests))
      return [
        `## ${group}`,
        '',
        '| | pitfall | tests | shells |',
        '| --- | --- | --- | --- |',
        ...rows,
        '',
      ].join('\n')
    }),
    '## The tests',
    '',
    ...pitfalls.map((pitfall) => paragraph(pitfall, tests)),
  ].join('\n')
}

function row({ number, sentence }, tests) {
  const own = tests.filter((test) => test.number === number)
  const cells = [number, `${sentence}.`, own.length, SHELLS.filter((shell) => ranIn(own, shell)).join(', ')]
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
}

function paragraph({ number, note }, tests) {
  const own = tests.filter((test) => test.number === number)
  const shown = own.map(
    ({ file, title, shells }) =>
      `- [${path.basename(file)}](../${file}): ${title.replace(/^pitfall \d+: /, '').replaceAll(/[*`<]/g, '\\$&')} (${shells.join(', ') || 'no shell'})`,
  )
  return [`**${number}.** ${note ?? ''}`.trim(), '', ...shown, ''].join('\n')
}

const ranIn = (tests, shell) => tests.some(({ shells }) => shells.includes(shell))

/** The list, by number. */
export function readPitfalls(root) {
  return JSON.parse(readFileSync(path.join(root, 'test/vectors/pitfalls.json'), 'utf8'))
}
