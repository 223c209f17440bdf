/** Columns for a terminal. */
import stringWidth from 'fast-string-width'

/**
 * The rows as lines with aligned columns, two blanks between them and none at a line's end. Aligned by what the text takes
 * on a terminal: East Asian characters and emoji are two cells wide.
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell))))
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}
