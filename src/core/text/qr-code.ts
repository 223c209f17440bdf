/** A QR code (ISO/IEC 18004) in text, two rows of it in one line. */
import { encode } from 'uqr'

/** Light modules around it, as the standard wants them. */
const QUIET_ZONE = 4

/** By [upper, lower], true is dark. What is drawn is the light: most terminals are dark. */
const BLOCKS = { '00': '█', '01': '▀', '10': '▄', '11': ' ' } as const

/**
 * The lines of a QR code for the text, or undefined where it would be wider than `columns`.
 *
 * @param coloured with white and black of its own, for a light terminal too; they are no ornament, so NO_COLOR does not count
 */
export function qrLines(text: string, columns: number, coloured: boolean): string[] | undefined {
  const { data, size } = encode(text, { ecc: 'L', border: QUIET_ZONE })
  if (size > columns) return undefined
  const lines: string[] = []
  for (let row = 0; row < size; row += 2) {
    const cells = Array.from({ length: size }, (_, column) => {
      const bit = (dark: boolean | undefined): '0' | '1' => (dark ? '1' : '0')
      return BLOCKS[`${bit(data[row]?.[column])}${bit(data[row + 1]?.[column])}`]
    })
    lines.push(coloured ? `\x1b[38;5;231;48;5;16m${cells.join('')}\x1b[0m` : cells.join(''))
  }
  return lines
}
