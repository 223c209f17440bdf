/** What every command shares: how it dies, and the form of an error under `--json`. */
import { Command } from '@oclif/core'
import { printable } from './core/display.js'
import { SsoenvError } from './core/errors.js'
import { dieOf, InterruptedError } from './world/terminal.js'

export abstract class SsoenvCommand extends Command {
  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    // Ctrl-Z ends a login too, but there is nothing to die of: a stopped process is not a dead one.
    if (error instanceof InterruptedError && error.by !== 'SIGTSTP') {
      if (!this.jsonEnabled()) this.logToStderr(error.message)
      dieOf(error.by)
    }
    // oclif shows causes too, and those are the system's words, with paths as they are.
    if (error instanceof SsoenvError) error.cause = undefined
    else
      error.message = error.message
        .split('\n')
        .map((line) => printable(line, 1000))
        .join('\n')
    return super.catch(error)
  }

  /** `{ error: { name, message, suggestions, exitCode } }`, on standard output. */
  protected override toErrorJson(error: unknown): unknown {
    if (!(error instanceof SsoenvError)) return super.toErrorJson(error)
    const { name, message, suggestions, exitCode } = error
    return { error: { name, message, suggestions, exitCode } }
  }
}
