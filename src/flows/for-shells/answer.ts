/** How a command that a shell calls fails: in one line, by the exit status of the error. */
import { EXIT, SsoenvError } from '../../core/errors.js'

/** Does it, or says in one line why not, with the exit status of the error. */
export async function orTold(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    if (error.exitCode === EXIT.cancelled) {
      const { dieOf, InterruptedError } = await import('../../world/terminal/terminal.js')
      if (error instanceof InterruptedError && error.by !== 'SIGTSTP') dieOf(error.by)
    }
    process.stderr.write(`ssoenv: ${error.message}\n`)
    process.exitCode = error.exitCode
  }
}
