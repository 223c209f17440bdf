/** A page of docs/topics as `ssoenv help TOPIC` prints it: plain text of at most 80 columns. */
import { blocksOf, partsOf } from './markdown.js'

const COLUMNS = 80

export function textOf(markdown) {
  return `${blocksOf(markdown).map(textOfBlock).join('\n\n')}\n`
}

function textOfBlock(block) {
  if (block.kind === 'heading')
    return block.level === 1 ? inline(block.text).toUpperCase() : inline(block.text)
  if (block.kind === 'paragraph') return wrapped(inline(block.text), '  ')
  if (block.kind === 'list')
    return block.items.map((item) => wrapped(inline(item), '    ').replace(/^ {4}/, '  - ')).join('\n')
  if (block.kind === 'code') return block.lines.map((line) => `    ${line}`.trimEnd()).join('\n')
  return block.rows.map((row) => term(row, block)).join('\n')
}

/** A short name stands beside its words, a long one above them. */
function term({ name, what }, { rows }) {
  const longest = Math.max(...rows.map((each) => inline(each.name).length))
  if (longest > 20) return `${wrapped(inline(name), '  ')}\n${wrapped(inline(what), '      ')}`
  const indent = ' '.repeat(longest + 4)
  return `  ${inline(name).padEnd(longest + 2)}${wrapped(inline(what), indent).trimStart()}`
}

const inline = (text) =>
  partsOf(text)
    .map((part) => part.text)
    .join('')

function wrapped(text, indent) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== '' && indent.length + line.length + 1 + word.length > COLUMNS) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => indent + line).join('\n')
}
