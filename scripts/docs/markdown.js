/**
 * The Markdown of docs/topics as blocks: headings, paragraphs, lists, tables and code. Nothing else is written there, and
 * what is no block of these is an error, so that no page of help and no man page loses a line.
 */

/**
 * @typedef {{ kind: 'heading', level: number, text: string }
 *   | { kind: 'paragraph', text: string }
 *   | { kind: 'list', items: string[] }
 *   | { kind: 'terms', rows: { name: string, what: string }[] }
 *   | { kind: 'code', lines: string[] }} Block
 */

/** @returns {Block[]} */
export function blocksOf(markdown) {
  const blocks = []
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length;) {
    const taken = (test) => {
      const from = at
      while (at < lines.length && test(lines[at])) at++
      return lines.slice(from, at)
    }
    const line = lines[at]
    const heading = /^(#+) (.*)$/.exec(line)
    if (line === '') at++
    else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1].length, text: heading[2] })
      at++
    } else if (line.startsWith('```')) {
      at++
      blocks.push({ kind: 'code', lines: taken((each) => each !== '```') })
      at++
    } else if (line.startsWith('|')) {
      blocks.push({ kind: 'terms', rows: termsOf(taken((each) => each.startsWith('|')).map(cellsOf)) })
    } else if (line.startsWith('- ')) {
      blocks.push({
        kind: 'list',
        items: taken((each) => each.startsWith('- ')).map((each) => each.slice(2)),
      })
    } else if (/^[\s>*+]|^\d+\. /.test(line)) throw new Error(`no block of a topic: ${line}`)
    else blocks.push({ kind: 'paragraph', text: taken((each) => /^[^#`|\s-]|^`[^`]/.test(each)).join(' ') })
  }
  return blocks
}

/** A table's rows, below head and rule: the first column is a name, the last says what it is, those between by their heads. */
function termsOf([head, , ...rows]) {
  return rows.map(([name, ...cells]) => {
    const what = cells.pop() ?? ''
    const between = cells.flatMap((cell, index) =>
      cell === '' ? [] : [`${capital(head[index + 1])}: ${cell}`],
    )
    return { name, what: [what, ...between].join('. ') }
  })
}

const capital = (text) => text[0].toUpperCase() + text.slice(1)

const cellsOf = (row) =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

/** Inline Markdown as parts: plain text, code, strong; of a link its text stays. */
export function partsOf(text) {
  const plain = text.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
  return plain
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
      if (part.startsWith('**')) return { kind: 'strong', text: part.slice(2, -2) }
      return { kind: 'plain', text: part }
    })
}
