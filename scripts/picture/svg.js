/** A terminal's screen with its colours as an SVG. */

const COLOURS = {
  31: '#f47067',
  32: '#57ab5a',
  33: '#c69026',
  34: '#539bf5',
  35: '#b083f0',
  36: '#39c5cf',
  90: '#768390',
}
const [CELL, LINE, MARGIN] = [8.4, 19, 16]

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Runs of one colour of a line with SGR sequences (ECMA-48, 8.3.117). */
function runs(line) {
  const found = []
  let colour
  let isBold = false
  // eslint-disable-next-line no-control-regex
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    // eslint-disable-next-line no-control-regex
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1]
    if (codes === undefined) {
      if (part !== '') found.push({ text: part, colour, isBold })
      continue
    }
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) [colour, isBold] = [undefined, false]
      else if (code === 1) isBold = true
      else if (code === 39) colour = undefined
      else if (COLOURS[code]) colour = COLOURS[code]
    }
  }
  return found
}

/** @param screen lines as `tmux capture-pane -e` prints them */
export function svgOf(screen, columns) {
  const lines = screen.split('\n')
  const [width, height] = [columns * CELL + 2 * MARGIN, lines.length * LINE + 2 * MARGIN]
  const rows = lines.map((line, index) => {
    const spans = runs(line).map(
      ({ text, colour, isBold }) =>
        `<tspan${colour ? ` fill="${colour}"` : ''}${isBold ? ' font-weight="bold"' : ''}>${escaped(text)}</tspan>`,
    )
    return `<text x="${MARGIN}" y="${MARGIN + 14 + index * LINE}" xml:space="preserve">${spans.join('')}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="#1c2128"/>
<g fill="#d3dae2">
${rows.join('\n')}
</g>
</svg>
`
}
