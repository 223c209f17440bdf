/** A list on the terminal that filters as one types. */
import { filterFor, type Choice } from '../../core/profile/filter.js'
import { discardTypedAhead, holdingInput, InterruptedError } from './terminal.js'

/**
 * The value of the choice that the person takes. What was typed before the list was there is no answer.
 *
 * @throws InterruptedError on Ctrl-C
 */
export async function pick(message: string, choices: readonly Choice[]): Promise<string> {
  const { pickPrompt } = await import('./pick-prompt.js')
  discardTypedAhead()
  try {
    // Standard output belongs to the shell that called us.
    return await holdingInput(() =>
      pickPrompt({ message, filtered: filterFor(choices) }, { output: process.stderr }),
    )
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw new InterruptedError('SIGINT')
    throw error
  }
}
