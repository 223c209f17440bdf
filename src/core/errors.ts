/**
 * The family of errors and the table of exit codes (`ssoenv help exit-codes`).
 *
 * A class says what the person can do next. oclif prints `message` and `suggestions` of any error and exits with
 * `oclif.exit`, so core needs no import of it. The cause chain is printed too: never put a secret into one.
 */

/** Exit statuses of the program. `exec` returns its child's instead. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  configuration: 3,
  loginNeeded: 4,
  loginFailed: 5,
  unreachable: 6,
  refused: 7,
  cancelled: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface ErrorOptions {
  /** Commands to type, each complete; printed as "Try: …". */
  suggestions?: string[]
  cause?: unknown
}

const BRAND = Symbol.for('ssoenv.error')

export abstract class SsoenvError extends Error {
  /**
   * Each built file has its own copy of these classes: across them (the oclif door sees what a command throws) an error is
   * known by its brand.
   */
  static isOne(error: unknown): error is SsoenvError {
    return error instanceof Error && BRAND in error
  }

  readonly [BRAND] = true
  abstract readonly exitCode: ExitCode
  readonly suggestions: string[]

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.suggestions = options.suggestions ?? []
  }

  /** What oclif reads to choose the exit status. */
  get oclif(): { exit: number } {
    return { exit: this.exitCode }
  }
}

/** The words of the command line are off. */
export class UsageError extends SsoenvError {
  readonly exitCode = EXIT.usage
}

/** A file of the user's says something that cannot be used; the message names the file and, where known, the line. */
export class ConfigError extends SsoenvError {
  readonly exitCode = EXIT.configuration
}

/** There is no usable token, and this process may not ask for a login. */
export class LoginNeededError extends SsoenvError {
  readonly exitCode = EXIT.loginNeeded
}

/** The login was tried and did not succeed: denied, expired, refused by the service. */
export class LoginFailedError extends SsoenvError {
  readonly exitCode = EXIT.loginFailed
}

/** A service did not answer, or not in a form that can be used. Nothing was lost; trying again may help. */
export class UnreachableError extends SsoenvError {
  readonly exitCode = EXIT.unreachable
}

/** ssoenv will not do this: not trusted, another account, protected. */
export class RefusedError extends SsoenvError {
  readonly exitCode = EXIT.refused
}

/** The person cancelled (Ctrl-C, Ctrl-Z, declined a question). */
export class CancelledError extends SsoenvError {
  readonly exitCode = EXIT.cancelled
}

const NAMES = new Map<number, string>([
  [EXIT.usage, 'UsageError'],
  [EXIT.configuration, 'ConfigError'],
  [EXIT.loginNeeded, 'LoginNeededError'],
  [EXIT.loginFailed, 'LoginFailedError'],
  [EXIT.unreachable, 'UnreachableError'],
  [EXIT.refused, 'RefusedError'],
  [EXIT.cancelled, 'CancelledError'],
])

/** What an error is called where a program reads it: one name for each exit code, whichever class it is of. */
export function errorName(exitCode: number): string {
  return NAMES.get(exitCode) ?? 'Error'
}
