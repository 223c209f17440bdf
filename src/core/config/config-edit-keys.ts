/** The keys among a block's lines: found, given another name or value, removed. */
import { indentOf, linesOf, type Block, type Line } from './config-edit-lines.js'
import { strip, stripEnd } from './python-text.js'

/** Where a key stands in a block's body: `from` its line, `to` behind its last continued line. */
export interface KeyPlace {
  from: number
  to: number
}

/** The place of a key (lower case) among the body's own. */
export function findKey(body: readonly Line[], key: string): KeyPlace | undefined {
  const from = body.findIndex((line) => line.kind === 'key' && keyIn(line.text).toLowerCase() === key)
  return from === -1 ? undefined : { from, to: keyEnd(body, from) }
}

/** Behind the last line of the last key, and that key's line; where there is no key, both at the beginning. */
export function lastKey(body: readonly Line[]): { from: number | undefined; to: number } {
  const from = body.findLastIndex((line) => line.kind === 'key')
  return from === -1 ? { from: undefined, to: 0 } : { from, to: keyEnd(body, from) }
}

function keyEnd(body: readonly Line[], from: number): number {
  let to = from + 1
  for (let at = to; at < body.length && body[at]?.kind !== 'key'; at++) {
    if (body[at]?.kind === 'continued') to = at + 1
  }
  return to
}

/** The names of the keys, lower case. */
export function keysIn(body: readonly Line[]): string[] {
  return body.filter(({ kind }) => kind === 'key').map(({ text }) => keyIn(text).toLowerCase())
}

/** The keys that stand in a section itself, lower case: without what `[DEFAULT]` gives. */
export function ownKeys(text: string, { line }: { line: number }): string[] {
  let block: Block | undefined = linesOf(text).first
  while (block && block.line !== line) block = block.next
  return block ? keysIn(block.body) : []
}

/**
 * Gives the key another value, and takes its continued lines away.
 *
 * @returns whether it had another value before
 */
export function setValueAt(body: Line[], { from, to }: KeyPlace, value: string): boolean {
  const [line, last] = [body[from], body[to - 1]]
  if (!line || !last) return false
  const at = delimiterIn(line.text) + 1
  const old = strip(line.text.slice(at))
  if (old === value && line === last) return false
  const before = line.text.slice(0, at)
  const between = line.text.slice(at, old === '' ? at : line.text.indexOf(old, at))
  // An empty value has no blanks of its own: `key =` becomes `key = value`, and `key=` becomes `key=value`.
  const usual = old === '' && /\s[=:]$/.test(before) ? ' ' : ''
  line.text = value === '' ? before : `${before}${between}${usual}${value}`
  if (last.end === '') line.end = ''
  body.splice(from + 1, to - from - 1)
  return true
}

/** Gives the key in that line another name. A delimiter that blanks push to a column stays in it, if the name leaves room. */
export function renameKeyAt(body: readonly Line[], at: number, to: string): void {
  const line = body[at]
  if (!line) return
  const { text } = line
  const start = indentOf(text)
  const end = start + keyIn(text).length
  const between = text.slice(end, delimiterIn(text))
  const room = end + between.length - start - to.length
  const blanks = /^ {2,}$/.test(between) ? ' '.repeat(Math.max(1, room)) : between
  line.text = text.slice(0, start) + to + blanks + text.slice(end + between.length)
}

/** Removes the key with its continued lines and the comments between these. */
export function removeKeyLines({ body }: Block, { from, to }: KeyPlace): void {
  body.splice(from, to - from)
}

/** The key in a line, as written. */
function keyIn(text: string): string {
  return stripEnd(text.slice(indentOf(text), delimiterIn(text)))
}

function delimiterIn(text: string): number {
  return text.search(/[=:]/)
}
