import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editAwsConfig, type ConfigChange } from '../../src/core/config/config-edit.js'
import { parseSections } from '../../src/core/config/config-sections.js'
import { differences } from '../../src/core/config/diff-lines.js'
import { ConfigError } from '../../src/core/errors.js'
import { askBotocore, type Verdict } from './botocore.js'
import { chances } from './config-edit-chance.js'

interface Edit {
  text: string
  change: ConfigChange
  after: string
}

/** Of each kind the first change that does something to the file. */
function edits(count: number, seed: number): Edit[] {
  return chances(count, seed).flatMap(({ text, changes }) => {
    const found = new Map<string, Edit>()
    for (const change of changes.filter((each) => !found.has(each.change))) {
      try {
        const after = editAwsConfig(text, [change], 'config')
        if (after !== text) found.set(change.change, { text, change, after })
      } catch (error) {
        assert.ok(error instanceof ConfigError, `${JSON.stringify({ text, change })}: ${String(error)}`)
      }
    }
    return [...found.values()]
  })
}

type Read = Record<'profiles' | 'sessions' | 'others' | 'services', Record<string, Record<string, unknown>>>

/** botocore's reading as one level: `profiles a` to its keys. */
function reading(verdict: Verdict): Map<string, Record<string, unknown>> {
  const sections = new Map<string, Record<string, unknown>>()
  for (const [kind, named] of Object.entries(verdict as Read)) {
    for (const [name, keys] of Object.entries(named)) sections.set(`${kind} ${name}`, keys)
  }
  return sections
}

function readingName({ kind, name }: ConfigChange['section']): string {
  if (kind === 'profile') return `profiles ${name}`
  if (kind === 'sso-session') return `sessions ${name}`
  return `${name.startsWith('services') ? 'services' : 'others'} ${name}`
}

const all = edits(300, 20_261_122)
const texts = [...new Set(all.flatMap(({ text, after }) => [text, after]))]
const verdicts = new Map(
  askBotocore(texts.map((config) => ({ config }))).map((verdict, at) => [texts[at]!, verdict]),
)

test('there are edits of each kind to judge', () => {
  for (const kind of ['set', 'remove-key', 'rename-key', 'add-section', 'remove-section', 'rename-section']) {
    const count = all.filter(({ change }) => change.change === kind).length
    assert.ok(count >= 20, `${count} of ${kind}`)
  }
})

test('botocore reads the changed key as it was meant, and every other one as before', () => {
  for (const { text, change, after } of all) {
    const shown = JSON.stringify({ text, change, after })
    const [theirs, now] = [verdicts.get(text)!, verdicts.get(after)!]
    assert.ok(!('error' in theirs), shown)
    assert.ok(!('error' in now), `${shown}: ${JSON.stringify(now)}`)
    const [before, found] = [reading(theirs), reading(now)]
    const name = readingName(change.section)
    const expected = new Map(before)
    const keys = { ...before.get(name) }
    // A header that means nothing as a plain name, such as `[default]`, is somebody else's.
    if (change.section.kind === 'plain' && !before.has(name) && !found.has(name)) continue
    if (change.change === 'remove-section') expected.delete(name)
    else if (change.change === 'rename-section') {
      if (change.to.kind === 'plain') continue
      expected.delete(name)
      expected.set(readingName(change.to), keys)
    } else if (change.change === 'add-section') {
      const inherited = found.get(name)
      expected.set(name, {
        ...inherited,
        ...Object.fromEntries(change.keys.map(([key, value]) => [key.toLowerCase(), value])),
      })
    } else {
      const key = change.key.toLowerCase()
      const isNew = !before.has(name)
      if (change.change === 'set') keys[key] = change.value
      if (change.change === 'rename-key') keys[change.to.toLowerCase()] = keys[key]
      if (
        change.change === 'remove-key' ||
        (change.change === 'rename-key' && change.to.toLowerCase() !== key)
      )
        Reflect.deleteProperty(keys, key)
      expected.set(name, isNew ? { ...found.get(name), ...keys } : keys)
    }
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected), shown)
  }
})

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
  return {
    gone: gone.filter(({ line }) => line.trim() !== ''),
    come: come.filter((line) => line.trim() !== ''),
  }
}

/** Whether all lines stand between the first one, that of a header or key, and the next header or key. */
function areOneKey(text: string, numbers: readonly number[]): boolean {
  const starts = parseSections(text, 'config').flatMap(({ line, keys }) => [
    line,
    ...[...keys.values()].map((value) => value.line),
  ])
  const [first, last] = [numbers[0]!, numbers.at(-1)!]
  return starts.includes(first) && !starts.some((start) => start > first && start <= last)
}

test('only the lines of the change differ', () => {
  for (const edit of all) {
    const { text, change } = edit
    const { gone, come } = linesChanged(edit)
    const shown = JSON.stringify({ ...edit, gone, come })
    const numbers = gone.map(({ number }) => number)
    switch (change.change) {
      case 'set':
        if (gone.length > 0) assert.ok(areOneKey(text, numbers) && come.length === 1, shown)
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
        const moved = come.map((line) => line.trim())
        assert.ok(moved.length <= 1 && moved.every((line) => line.startsWith('[')), shown)
        const headers = parseSections(text, 'config').map(({ line }) => line)
        const own = gone.filter(({ line }) => !moved.includes(line.trim()))
        const removed = headers.filter((header) => own.some(({ number }) => number === header))
        const end = (header: number): number => headers.find((line) => line > header) ?? Infinity
        for (const { line, number } of own) {
          const isInside = removed.some((header) => number >= header && number < end(header))
          assert.ok(isInside || /^\s*[#;]/.test(line), `${shown}: line ${number}`)
        }
      }
    }
  }
})
