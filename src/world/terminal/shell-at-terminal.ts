/** Which shell a person sits at. */
import { fstatSync, statSync } from 'node:fs'
import type { Env } from '../../core/paths.js'

/**
 * A name for the interactive shell that we were started from, directly or by a script: the process that the hook has named in
 * SSOENV_SHELL_PID, at this terminal. Without the hook the terminal alone. Undefined where the terminal is not known.
 *
 * A terminal's number is given out again after it was closed; the time at which its device was made tells the two apart.
 */
export function shellAtTerminal(env: Env): string | undefined {
  // Whoever reads from /dev/tty does not see which terminal that is.
  const anybodys = statSync('/dev/tty', { throwIfNoEntry: false })?.rdev
  const terminal = [0, 2].map((descriptor) => fstatSync(descriptor)).find(({ rdev }) => rdev !== anybodys)
  const pid = /^\d{1,10}$/.exec(env['SSOENV_SHELL_PID'] ?? '')?.[0] ?? ''
  return terminal && `${pid} ${terminal.rdev} ${terminal.ctimeMs}`
}
