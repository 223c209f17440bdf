/** Finding the entries of a long list as somebody types. */

export interface Choice {
  value: string
  /** What is shown and what the filter looks at; printable. */
  words: string
  /** Shown behind it: what the filter does not look at. */
  mark?: string
}

/**
 * A filter for these choices: those in which every typed word occurs, in any order and case. Each key costs one look at each
 * choice: what can be done once is done here.
 */
export function filterFor(choices: readonly Choice[]): (typed: string) => Choice[] {
  const lower = choices.map(({ words }) => words.toLowerCase())
  return (typed) => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
    return choices.filter((_, index) => words.every((word) => lower[index]?.includes(word)))
  }
}
