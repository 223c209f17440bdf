/** A list on the terminal that filters as one types. */
import { filterFor, type Choice } from '../core/filter.js'
import { InterruptedError } from './terminal.js'

/** More are not handed to the list at a time: it draws all that it has at every key, to show twelve. */
const SHOWN = 200

/** @throws InterruptedError on Ctrl-C */
export async function pick(message: string, choices: readonly Choice[]): Promise<string> {
  const { default: search, Separator } = await import('@inquirer/search')
  const filtered = filterFor(choices)
  try {
    return await search(
      {
        message,
        pageSize: 12,
        source: (typed) => {
          const found = filtered(typed ?? '')
          const cut = `${SHOWN} of ${found.length}: type to narrow the list`
          return [
            ...(found.length > SHOWN ? [new Separator(cut)] : []),
            ...found.slice(0, SHOWN).map(({ value, words, mark }) => ({
              value,
              name: mark === undefined ? words : `${words}  (${mark})`,
              short: words,
            })),
          ]
        },
      },
      // Standard output belongs to the shell that called us.
      { output: process.stderr },
    )
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw new InterruptedError('SIGINT')
    throw error
  }
}
