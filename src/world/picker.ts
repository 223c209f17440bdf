/** A list on the terminal that filters as one types. */
import { InterruptedError } from './terminal.js'

export interface Choice {
  value: string
  /** What is shown and what the filter looks at; printable. */
  words: string
}

/** The choices in which every typed word occurs, in any order and case. */
export function filtered(choices: readonly Choice[], typed: string): Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return choices.filter((choice) => words.every((word) => choice.words.toLowerCase().includes(word)))
}

/** @throws InterruptedError on Ctrl-C */
export async function pick(message: string, choices: readonly Choice[]): Promise<string> {
  const { default: search } = await import('@inquirer/search')
  try {
    return await search(
      {
        message,
        pageSize: 12,
        source: (typed) =>
          filtered(choices, typed ?? '').map(({ value, words }) => ({ value, name: words, short: words })),
      },
      // Standard output belongs to the shell that called us.
      { output: process.stderr },
    )
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw new InterruptedError('SIGINT')
    throw error
  }
}
