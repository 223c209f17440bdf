/** What must hold of an edit of an AWS config: botocore reads what was meant, and only the lines of the change differ. */
import assert from 'node:assert/strict'
import type { ConfigChange } from '../../src/core/config/config-edit.js'
import { parseSections } from '../../src/core/config/config-sections.js'
import { differences } from '../../src/core/config/diff-lines.js'
import { strip } from '../../src/core/config/python-text.js'
import type { Verdict } from './botocore.js'

export interface Edit {
  text: string
  change: ConfigChange
  after: string
}

type Read = Record<'profiles' | 'sessions' | 'others' | 'services', Record<string, Record<string, unknown>>>

/** botocore's reading as one level: `profiles a` to its keys. Maps, because a key may be called `__proto__`. */
function reading(verdict: Verdict): Map<string, Map<string, unknown>> {
  const sections = new Map<string, Map<string, unknown>>()
  for (const [kind, named] of Object.entries(verdict as Read)) {
    for (const [name, keys] of Object.entries(named))
      sections.set(`${kind} ${name}`, new Map(Object.entries(keys)))
  }
  return sections
}

function readingName({ kind, name }: ConfigChange['section']): string {
  if (kind === 'profile') return `profiles ${name}`
  if (kind === 'sso-session') return `sessions ${name}`
  return `${name.startsWith('services') ? 'services' : 'others'} ${name}`
}

/**
 * botocore reads the changed key as it was meant, and every other one as before.
 *
 * @throws AssertionError
 */
export function assertMeant({ text, change, after }: Edit, theirs: Verdict, now: Verdict): void {
  const shown = JSON.stringify({ text, change, after })
  assert.ok(!('error' in theirs), shown)
  assert.ok(!('error' in now), `${shown}: ${JSON.stringify(now)}`)
  const [before, found] = [reading(theirs), reading(now)]
  const name = readingName(change.section)
  const expected = new Map(before)
  const keys = new Map(before.get(name))
  const inherited = found.get(name) ?? []
  // A header that means nothing as a plain name, such as `[default]`, is somebody else's.
  if (change.section.kind === 'plain' && !before.has(name) && !found.has(name)) return
  if (change.change === 'remove-section') expected.delete(name)
  else if (change.change === 'rename-section') {
    if (change.to.kind === 'plain') return
    expected.delete(name)
    expected.set(readingName(change.to), keys)
  } else if (change.change === 'add-section') {
    const added = change.keys.map(([key, value]) => [key.toLowerCase(), value] as const)
    expected.set(name, new Map([...inherited, ...added]))
  } else {
    const key = change.key.toLowerCase()
    const value = keys.get(key)
    if (change.change !== 'set') keys.delete(key)
    if (change.change === 'set') keys.set(key, change.value)
    if (change.change === 'rename-key') keys.set(change.to.toLowerCase(), value)
    expected.set(name, before.has(name) ? keys : new Map([...inherited, ...keys]))
  }
  assert.deepEqual(found, expected, shown)
}

const LINES = /[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g
const linesIn = (text: string): string[] => text.match(LINES) ?? []

/** The lines that an edit takes (with their numbers, from 1) and puts; blank ones do not count. */
function linesChanged({ text, after }: Edit): { gone: { line: string; number: number }[]; come: string[] } {
  const [a, b] = [linesIn(text), linesIn(after)]
  const changed = differences(a, b)
  const gone = changed.flatMap(({ aFrom, aTo }) =>
    a.slice(aFrom, aTo).map((line, index) => ({ line, number: aFrom + index + 1 })),
  )
  const come = changed.flatMap(({ bFrom, bTo }) => b.slice(bFrom, bTo))
  // The last line gets an end when something is put below it.
  const last = gone.at(-1)
  if (last?.number === a.length && !/[\r\n]$/.test(last.line) && come[0]?.trimEnd() === last.line.trimEnd()) {
    gone.pop()
    come.shift()
  }
  // A line that ends in \r gets the \n of a blank line that now stands right below it: the bytes are the same.
  const joined = gone.findIndex(({ line }) => line.endsWith('\r') && come.includes(`${line}\n`))
  if (joined !== -1) come.splice(come.indexOf(`${gone.splice(joined, 1)[0]!.line}\n`), 1)
  return {
    gone: gone.filter(({ line }) => strip(line) !== ''),
    come: come.filter((line) => strip(line) !== ''),
  }
}

/** Whether all lines stand between the first one, that of a header or key, and the next header or key. */
function areOneKey(text: string, numbers: readonly number[]): boolean {
  const [first, last] = [numbers[0]!, numbers.at(-1)!]
  const starts = startsIn(text)
  return starts.includes(first) && !starts.some((start) => start > first && start <= last)
}

/** Whether they continue one key: its line stays where the new value is the first line of the old one. */
function continueOneKey(text: string, numbers: readonly number[]): boolean {
  const [first, last] = [numbers[0]!, numbers.at(-1)!]
  return !startsIn(text).some((start) => start >= first && start <= last)
}

/** The lines of headers and keys. */
function startsIn(text: string): number[] {
  return parseSections(text, 'config').flatMap(({ line, keys }) => [
    line,
    ...[...keys.values()].map((value) => value.line),
  ])
}

/**
 * Only the lines of the change differ.
 *
 * @throws AssertionError
 */
export function assertOnlyLines(edit: Edit): void {
  const { text, change } = edit
  const { gone, come } = linesChanged(edit)
  const shown = JSON.stringify({ ...edit, gone, come })
  const numbers = gone.map(({ number }) => number)
  switch (change.change) {
    case 'set':
      if (gone.length > 0 && come.length === 0) assert.ok(continueOneKey(text, numbers), shown)
      else if (gone.length > 0) assert.ok(areOneKey(text, numbers) && come.length === 1, shown)
      else assert.ok(come.length === 1 || (come.length === 2 && come[0]!.startsWith('[')), shown)
      break
    case 'remove-key':
      assert.ok(areOneKey(text, numbers) && come.length === 0, shown)
      break
    case 'rename-key':
    case 'rename-section':
      assert.deepEqual([gone.length, come.length], [1, 1], shown)
      break
    case 'add-section':
      assert.deepEqual(
        [gone.length, come.length],
        [0, 1 + change.keys.length + change.comments!.length],
        shown,
      )
      break
    case 'remove-section': {
      // A header below moves to the left where it would continue a key above.
      const moved = come.map((line) => strip(line))
      assert.ok(moved.length <= 1 && moved.every((line) => line.startsWith('[')), shown)
      const headers = parseSections(text, 'config').map(({ line }) => line)
      const own = gone.filter(({ line }) => !moved.includes(strip(line)))
      const removed = headers.filter((header) => own.some(({ number }) => number === header))
      const end = (header: number): number => headers.find((line) => line > header) ?? Infinity
      for (const { line, number } of own) {
        const isInside = removed.some((header) => number >= header && number < end(header))
        assert.ok(isInside || /^[#;]/.test(strip(line)), `${shown}: line ${number}`)
      }
    }
  }
}
