/** Text and pages of docs/topics in the language of man pages (man(7), as groff and mandoc read it). */
import { blocksOf, partsOf } from './markdown.js'

/** Text that no formatter reads as a request or an escape. */
export function escaped(text) {
  return text
    .replaceAll('\\', '\\(rs')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('"', '\\(dq')
    .replaceAll('…', '\\&...')
    .replaceAll('→', '\\(->')
    .replaceAll('×', '\\(mu')
    .replace(/(?<=^|\s)\./g, '\\&.')
}

/** One paragraph's Markdown, in lines of at most 80 columns where its words allow that. */
export function inline(text) {
  const whole = partsOf(text)
    .map((part) => (part.kind === 'plain' ? escaped(part.text) : `\\fB${escaped(part.text)}\\fR`))
    .join('')
  return whole.replace(/(?=.{81})(.{1,79}) (?=\S)/g, '$1\n')
}

export const example = (lines) => `.PP\n.RS 4\n.nf\n${lines.map(escaped).join('\n')}\n.fi\n.RE\n`

/** A page of docs/topics as sections. */
export function sectionsOf(markdown) {
  return blocksOf(markdown).map(sectionPart).join('')
}

function sectionPart(block) {
  if (block.kind === 'heading')
    return block.level === 1 ? `.SH ${escaped(block.text.toUpperCase())}\n` : `.SS ${inline(block.text)}\n`
  if (block.kind === 'paragraph') return `.PP\n${inline(block.text)}\n`
  if (block.kind === 'list') return block.items.map((item) => `.IP \\(bu 2\n${inline(item)}\n`).join('')
  if (block.kind === 'code') return example(block.lines)
  return block.rows.map(({ name, what }) => `.TP\n${inline(name)}\n${inline(what)}\n`).join('')
}
