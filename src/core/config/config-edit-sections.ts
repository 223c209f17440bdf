/** Lines put into a file and taken out of it. */
import { lastKey } from './config-edit-keys.js'
import { appendBlock, dropBlock, indentOf, type Block, type Line, type Lines } from './config-edit-lines.js'

type NewLine = Pick<Line, 'text' | 'kind'>

const BLANK: NewLine = { text: '', kind: 'blank' }

/**
 * Adds a section at the end, a blank line between, but before the comments with an editor's settings.
 *
 * @param below the lines below the header
 */
export function addSection(lines: Lines, header: string, below: readonly NewLine[]): Block {
  const { last, tail } = lines
  const above = last.body.at(-1) ?? last.header ?? last.lead.at(-1)
  const blanksAbove = above === undefined || above.kind === 'blank' ? [] : [BLANK]
  const headerLine: NewLine = { text: `[${header}]`, kind: 'header' }
  const added = withEnds(
    above,
    [...blanksAbove, headerLine, ...below, ...(tail.length > 0 ? [BLANK] : [])],
    lines.end,
  )
  last.body.push(...added.splice(0, blanksAbove.length))
  return appendBlock(lines, added, header)
}

/**
 * Adds a key behind the last one, or right below the header.
 *
 * It begins where that key begins, else where the header does. A header below may be deeper while no key is open above it;
 * then the key has to be as deep, or the header would continue its value.
 */
export function addKey({ header, body, next }: Block, text: string, end: string): void {
  const { from, to } = lastKey(body)
  const key = from === undefined ? undefined : body[from]
  const margins = [marginOf(key ?? header), marginOf(next?.header)]
  const margin = key ? margins[0] : margins.reduce((a, b) => (b.length > a.length ? b : a))
  const above = to > 0 ? body[to - 1] : header
  body.splice(to, 0, ...withEnds(above, [{ text: `${margin ?? ''}${text}`, kind: 'key' }], end))
}

function marginOf(line: Line | undefined): string {
  return line ? line.text.slice(0, indentOf(line.text)) : ''
}

/** Gives the lines their ends; where the line above ends the file without one, the new last line does instead. */
function withEnds(above: Line | undefined, texts: readonly NewLine[], otherwise: string): Line[] {
  const end = above?.end ? above.end : otherwise
  const added = texts.map((line) => ({ ...line, end }))
  const last = added.at(-1)
  if (above?.end === '' && last) {
    above.end = end
    last.end = ''
  }
  return added
}

const FOLD_MARK = /\{\{\{|\}\}\}/

/**
 * Takes a section out, with what a person takes for its own: the header, the keys, the comments between them and right
 * below them, and those right above the header.
 *
 * There stay comments with a blank line on both sides, what stands right above the next header, an editor's fold marks, and
 * the comments that begin the file, which are about the file. Of the blank lines around it those above stay.
 */
export function removeBlock(lines: Lines, block: Block): void {
  const { previous, lead, body, next } = block
  if (!previous) throw new Error('What stands before the first section is no section.')
  const beginsFile = previous === lines.first && previous.body.length === 0
  const { to } = lastKey(body)
  let end = to
  while (body[end]?.kind === 'comment') end++
  const isMark = ({ kind, text }: Line): boolean => kind === 'comment' && FOLD_MARK.test(text)
  previous.body.push(...(beginsFile ? lead : lead.filter(isMark)), ...body.slice(to, end).filter(isMark))
  const rest = body.slice(end)
  const above = previous.body.at(-1) ?? previous.header
  if (above === undefined || above.kind === 'blank') rest.splice(0, blanksAtStart(rest))
  previous.body.push(...rest)
  dropBlock(lines, block)
  if (!next && lines.tail.length === 0) while (previous.body.at(-1)?.kind === 'blank') previous.body.pop()
  if (next) keepHeader(next, previous)
}

function blanksAtStart(body: readonly Line[]): number {
  const count = body.findIndex(({ kind }) => kind !== 'blank')
  return count === -1 ? body.length : count
}

/** A header deeper than the key that is now open above it would continue its value: it moves to where the key begins. */
function keepHeader({ header }: Block, { body }: Block): void {
  const { from } = lastKey(body)
  const key = from === undefined ? undefined : body[from]
  if (!key || !header || indentOf(header.text) <= indentOf(key.text)) return
  header.text = marginOf(key) + header.text.slice(indentOf(header.text))
}

/** Gives a header another name; indentation, and what stands behind the brackets, stay. */
export function setHeader(block: Block, name: string): void {
  const { header } = block
  if (!header) return
  const { text } = header
  header.text = `${text.slice(0, text.indexOf('[') + 1)}${name}${text.slice(text.lastIndexOf(']'))}`
  block.name = name
}
