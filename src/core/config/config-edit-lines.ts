/**
 * An AWS config file as lines that keep every byte, grouped into the blocks that an edit moves or takes away.
 *
 * What a line is follows `RawConfigParser._read` (config-sections.ts says it for reading): a line deeper than the key that
 * is open continues it, whatever it looks like, over blank lines and comments.
 */
import { isComment } from './config-keys.js'
import { isPythonSpace } from './python-text.js'

export interface Line {
  /** Without its end. */
  text: string
  /** `\n`, `\r\n`, `\r`; empty only in the file's last line. */
  end: string
  kind: 'blank' | 'comment' | 'header' | 'key' | 'continued'
}

/** A header with its lines, or what stands before the first header. */
export interface Block {
  /** The comments right above the header, no blank line between. */
  lead: Line[]
  header: Line | undefined
  /** What stands between the brackets. */
  name: string
  body: Line[]
  /** The line of the header when the text was read, from 1; 0 for a new one. */
  line: number
  previous: Block | undefined
  next: Block | undefined
}

export interface Lines {
  first: Block
  last: Block
  /** Comments at the end with an editor's settings (`# vim: …`): they work at the end only, so new sections go before. */
  tail: Line[]
  /** The line end of new lines where the line above has none. */
  end: string
}

const LINES = /[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g
const LINE_END = /\r\n?$|\n$/
const EDITOR_SETTING = /\bvim?:|-\*-.+-\*-|\bLocal Variables:/

/** The lines with their ends; Python's text files know three line ends. */
export function rawLines(text: string): string[] {
  return text.match(LINES) ?? []
}

/** Groups the lines of a text that `parseSections` accepts. */
export function linesOf(text: string): Lines {
  const first = emptyBlock(undefined)
  const lines: Lines = { first, last: first, tail: [], end: '\n' }
  let openIndent: number | undefined
  let number = 0
  for (const raw of rawLines(text)) {
    const end = LINE_END.exec(raw)?.[0] ?? ''
    const content = raw.slice(0, raw.length - end.length)
    const line: Line = { text: content, end, kind: kindOf(content, openIndent) }
    if (number++ === 0 && end !== '') lines.end = end
    if (line.kind === 'header') {
      const { body } = lines.last
      const lead = body.splice(leadStart(body))
      const block = appendBlock(lines, [line], headerIn(content))
      block.lead = lead
      block.line = number
    } else lines.last.body.push(line)
    if (line.kind === 'key') openIndent = indentOf(content)
    if (line.kind === 'header') openIndent = undefined
  }
  const { body, header } = lines.last
  const start = leadStart(body)
  const setting = body.findIndex(({ text }, at) => at >= start && EDITOR_SETTING.test(text))
  if (header && setting !== -1) lines.tail = body.splice(setting)
  return lines
}

/** The text that the lines make. */
export function textOfLines(lines: Lines): string {
  const parts: string[] = []
  const add = (line: Line): unknown => parts.push(line.text, line.end)
  for (let block: Block | undefined = lines.first; block; block = block.next) {
    block.lead.forEach(add)
    if (block.header) add(block.header)
    block.body.forEach(add)
  }
  lines.tail.forEach(add)
  return parts.join('')
}

function emptyBlock(previous: Block | undefined): Block {
  return { lead: [], header: undefined, name: '', body: [], line: 0, previous, next: undefined }
}

/** Adds a block at the end: its header and the lines below. */
export function appendBlock(lines: Lines, [header, ...body]: readonly Line[], name: string): Block {
  const block = { ...emptyBlock(lines.last), header, name, body }
  lines.last.next = block
  lines.last = block
  return block
}

/** Takes a block out. */
export function dropBlock(lines: Lines, { previous, next }: Block): void {
  if (previous) previous.next = next
  if (next) next.previous = previous
  else if (previous) lines.last = previous
}

/** Where the comments begin that the lines end with. */
function leadStart(body: readonly Line[]): number {
  let start = body.length
  while (body[start - 1]?.kind === 'comment') start--
  return start
}

function kindOf(text: string, openIndent: number | undefined): Line['kind'] {
  const indent = indentOf(text)
  if (indent === text.length) return 'blank'
  if (isComment(text.charCodeAt(indent))) return 'comment'
  if (openIndent !== undefined && indent > openIndent) return 'continued'
  // `[]` is no header for Python (`.+`).
  return text[indent] === '[' && text.lastIndexOf(']') > indent + 1 ? 'header' : 'key'
}

/** The number of blanks that a line begins with, as Python counts them: a tab is one. */
export function indentOf(text: string): number {
  let indent = 0
  while (indent < text.length && isPythonSpace(text.charCodeAt(indent))) indent++
  return indent
}

/** What stands between the brackets of a header's line. */
export function headerIn(text: string): string {
  return text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'))
}
