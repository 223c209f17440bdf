/** What an edit changes in an AWS config file, for a person to look at. */
import { indentOf, rawLines } from './config-edit-lines.js'
import { differences, type Difference } from './diff-lines.js'
import { printable } from '../text/display.js'

/**
 * A unified diff, made for a terminal and not for `patch`: every line is printable, a tab shows as four blanks, and values
 * that are secret are masked, in comments too.
 *
 * @param options.context lines shown around a change; 3
 * @returns lines joined by line feeds, without one at the end; empty where nothing differs
 */
export function configDiff(
  before: string,
  after: string,
  file: string,
  options: { colour: boolean; context?: number },
): string {
  const [a, b] = [rawLines(before), rawLines(after)]
  const hunks = hunksOf(differences(a, b), options.context ?? 3, a.length)
  if (hunks.length === 0) return ''
  const paint = options.colour ? coloured : (text: string): string => text
  const name = printable(file, 500)
  const shown = [paint(`--- ${before === '' ? '/dev/null' : name}`), paint(`+++ ${name}`)]
  const [shownA, shownB] = [shownLines(a), shownLines(b)]
  for (const { changes, aFrom, aTo, bFrom, bTo } of hunks) {
    shown.push(paint(`@@ -${span(aFrom, aTo)} +${span(bFrom, bTo)} @@`))
    let at = aFrom
    const same = (until: number): void => {
      for (; at < until; at++) shown.push(...marked(' ', shownA[at]))
    }
    for (const change of changes) {
      same(change.aFrom)
      for (; at < change.aTo; at++) shown.push(...marked('-', shownA[at]).map(paint))
      for (let to = change.bFrom; to < change.bTo; to++) shown.push(...marked('+', shownB[to]).map(paint))
    }
    same(aTo)
  }
  return shown.join('\n')
}

interface Hunk extends Difference {
  changes: Difference[]
}

/** Changes with the lines around them; those that would touch are one. */
function hunksOf(changes: readonly Difference[], context: number, length: number): Hunk[] {
  const hunks: Hunk[] = []
  for (const change of changes) {
    const before = Math.min(context, change.aFrom)
    const after = Math.min(context, length - change.aTo)
    const { aFrom, aTo, bFrom, bTo } = change
    const last = hunks.at(-1)
    if (last && aFrom - before <= last.aTo) {
      last.changes.push(change)
      Object.assign(last, { aTo: aTo + after, bTo: bTo + after })
    } else {
      hunks.push({
        changes: [change],
        aFrom: aFrom - before,
        aTo: aTo + after,
        bFrom: bFrom - before,
        bTo: bTo + after,
      })
    }
  }
  return hunks
}

/** First line and number of lines, as diff(1) writes them. */
function span(from: number, to: number): string {
  const count = to - from
  return count === 1 ? `${to}` : `${count === 0 ? from : from + 1},${count}`
}

function marked(mark: string, line: ShownLine | undefined): string[] {
  if (!line) return []
  return [`${mark}${line.text}`, ...(line.isOpen ? ['\\ No newline at end of file'] : [])]
}

interface ShownLine {
  text: string
  /** Whether the line has no end. */
  isOpen: boolean
}

// A key id is no secret, and a token's file is a path.
const SECRET = /^(\s*(?:[#;]+\s*)?[\w.-]*(?:secret|token|passw)(?!\w*_file)[\w.-]*\s*[=:]\s*)(?=\S)/i
/** A password in an address, such as a proxy's. */
const PASSWORD = /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g
const LIMIT = 500

/** The lines as they may be seen. */
function shownLines(lines: readonly string[]): ShownLine[] {
  let secretIndent: number | undefined
  return lines.map((line) => {
    const isOpen = !/[\r\n]$/.test(line)
    // Not more than can show: the expressions below take long for a line of a megabyte.
    const content = line.replace(/[\r\n]+$/, '').slice(0, 2 * LIMIT)
    const indent = indentOf(content)
    const secret = SECRET.exec(content)
    let text = secret ? `${secret[1] ?? ''}****` : content.replace(PASSWORD, '$1****')
    // A secret may go on over deeper lines.
    if (!secret && secretIndent !== undefined && indent > secretIndent && indent < content.length)
      text = '****'
    else if (secret) secretIndent = indent
    else if (indent < content.length) secretIndent = undefined
    return { text: printable(text.replaceAll('\t', '    '), LIMIT), isOpen }
  })
}

const COLOURS: Readonly<Record<string, string>> = { '-': '31', '+': '32', '@': '36' }

function coloured(text: string): string {
  const colour = COLOURS[text.charAt(0)]
  return colour ? `\u001b[${colour}m${text}\u001b[0m` : text
}
