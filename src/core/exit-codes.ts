/** The table of exit codes as people read it: `ssoenv help exit-codes`. */
import { EXIT, type ExitCode } from './errors.js'

const MEANINGS: Record<keyof typeof EXIT, string> = {
  done: 'done, or nothing to do',
  bug: 'a bug of ssoenv: please report it',
  usage: 'usage: an unknown command, flag or value',
  configuration: 'configuration: a file says something that cannot be used; the message names it',
  loginNeeded: 'login needed, and not allowed to ask',
  loginFailed: 'the login failed or was denied',
  unreachable:
    'the service could not be reached or gave no usable answer, or a stopped ssoenv is in the way; try again',
  refused: 'refused: not trusted, another account, protected',
  cancelled: 'cancelled; after Ctrl-C ssoenv dies of SIGINT itself',
}

/** Exit code and meaning, in order. */
export const EXIT_CODES: readonly { code: ExitCode; meaning: string }[] = (
  Object.keys(EXIT) as (keyof typeof EXIT)[]
).map((name) => ({ code: EXIT[name], meaning: MEANINGS[name] }))
