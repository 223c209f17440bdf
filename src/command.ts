/** What every command shares: how it dies, and the form of an error under `--json`. */
import { Command, type Config } from '@oclif/core'
import { errorName, EXIT, SsoenvError } from './core/errors.js'
import { jsonText } from './core/text/json-text.js'
import { oclifStatus, tidy } from './usage.js'
import { print } from './world/terminal/standard-output.js'
import { dieOf, InterruptedError, writeWords } from './world/terminal/terminal.js'

export abstract class SsoenvCommand extends Command {
  /** As oclif's, which reads package.json, manifest and theme once more although it was handed all that. */
  static override async run<T extends Command>(
    this: new (argv: string[], config: Config) => T,
    argv: string[],
    config: Config,
  ): Promise<ReturnType<T['run']>> {
    // `_run` is what oclif's own `run` ends with; its type hides it from a class that is not known yet.
    const command = new this(argv, config) as unknown as { _run: () => Promise<ReturnType<T['run']>> }
    return command._run()
  }

  override log(message = ''): void {
    if (!this.jsonEnabled()) print(`${message}\n`)
  }

  /** Not by console.error, which Node 20.17 paints red on a terminal. */
  override logToStderr(message = ''): void {
    if (!this.jsonEnabled()) writeWords(`${message}\n`)
  }

  protected override logJson(json: unknown): void {
    print(`${jsonText(json, 2)}\n`)
  }

  protected override async catch(error: Error & { exitCode?: number; code?: string }): Promise<unknown> {
    // `this.exit`: it has said what it had to say.
    if (error.code === 'EEXIT') throw error
    // Ctrl-Z ends a login too, but there is nothing to die of: a stopped process is not a dead one.
    if (error instanceof InterruptedError && error.by !== 'SIGTSTP') {
      this.logToStderr(error.message)
      dieOf(error.by)
    }
    tidy(error, this.argv)
    if (!(error instanceof SsoenvError)) error.exitCode = oclifStatus(error) ?? EXIT.bug
    return super.catch(error)
  }

  /** `{ error: { name, message, suggestions, exitCode } }`, on standard output. */
  protected override toErrorJson(error: Error & { suggestions?: string[]; exitCode?: number }): unknown {
    const { message, suggestions = [], exitCode = EXIT.bug } = error
    return { error: { name: errorName(exitCode), message, suggestions, exitCode } }
  }
}
