/** What somebody may have meant who typed a word that does not exist. */

/**
 * The names nearest to a word, the nearest first: those that begin with it, and those that a third of its letters at most tells
 * apart from it. Case does not count.
 */
export function closest(word: string, names: readonly string[]): string[] {
  const typed = word.toLowerCase().slice(0, LIMIT)
  if (typed === '') return []
  const most = Math.max(1, Math.floor(typed.length / 3))
  const near = names.map((name) => {
    const begins = typed.length > 1 && name.toLowerCase().startsWith(typed)
    return { name, steps: begins ? 0.5 : editDistance(typed, name.toLowerCase()) }
  })
  return near
    .filter(({ steps }) => steps <= most)
    .sort((one, other) => one.steps - other.steps)
    .map(({ name }) => name)
}

/** No name of ours is longer, and a comparison costs the product of the lengths. */
const LIMIT = 64

/** How many letters have to be put in, left out, replaced or exchanged with their neighbour (optimal string alignment). */
function editDistance(one: string, other: string): number {
  const at = (rows: readonly number[][], row: number, column: number): number =>
    rows[row]?.[column] ?? Infinity
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= one.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      const exchanged = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      line.push(
        Math.min(
          at(rows, row - 1, column) + 1,
          at(rows, row, column - 1) + 1,
          at(rows, row - 1, column - 1) + (same ? 0 : 1),
          exchanged ? at(rows, row - 2, column - 2) + 1 : Infinity,
        ),
      )
    }
  }
  return at(rows, one.length, other.length)
}
