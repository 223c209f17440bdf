/** What every command shares: how it dies, and the form of an error under `--json`. */
import { Command } from '@oclif/core'
import { EXIT, SsoenvError, UsageError } from './core/errors.js'
import { oclifStatus, tidy } from './usage.js'
import { dieOf, InterruptedError } from './world/terminal.js'

export abstract class SsoenvCommand extends Command {
  protected override async catch(error: Error & { exitCode?: number; code?: string }): Promise<unknown> {
    // `this.exit`: it has said what it had to say.
    if (error.code === 'EEXIT') throw error
    // Ctrl-Z ends a login too, but there is nothing to die of: a stopped process is not a dead one.
    if (error instanceof InterruptedError && error.by !== 'SIGTSTP') {
      if (!this.jsonEnabled()) this.logToStderr(error.message)
      dieOf(error.by)
    }
    tidy(error, this.argv)
    if (!(error instanceof SsoenvError)) error.exitCode = oclifStatus(error) ?? EXIT.bug
    return super.catch(error)
  }

  /** `{ error: { name, message, suggestions, exitCode } }`, on standard output. */
  protected override toErrorJson(error: Error & { suggestions?: string[]; exitCode?: number }): unknown {
    const { name, message, suggestions = [], exitCode = EXIT.bug } = error
    // The words of the command line are off: to a program it is one and the same whoever found it.
    const shownName = exitCode === EXIT.usage ? UsageError.name : name
    return { error: { name: shownName, message, suggestions, exitCode } }
  }
}
