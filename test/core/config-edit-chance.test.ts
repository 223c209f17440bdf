import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editAwsConfig } from '../../src/core/config/config-edit.js'
import { ConfigError } from '../../src/core/errors.js'
import { askBotocore } from './botocore.js'
import { chances } from './config-edit-chance.js'
import { assertMeant, assertOnlyLines, type Edit } from './config-edit-judge.js'

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
  for (const edit of all) assertMeant(edit, verdicts.get(edit.text)!, verdicts.get(edit.after)!)
})

test('only the lines of the change differ', () => {
  for (const edit of all) assertOnlyLines(edit)
})
