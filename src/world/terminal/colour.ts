/** Whether what goes to standard output (1) or standard error (2) may be coloured. */
import { isatty } from 'node:tty'
import type { Env } from '../../core/paths.js'

/** @see https://no-color.org */
export function mayColour(env: Env, descriptor: 1 | 2): boolean {
  return isatty(descriptor) && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}
