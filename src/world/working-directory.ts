/** The directory that the person is in, by the name under which they went there. */
import { statSync } from 'node:fs'
import type { Env } from '../core/paths.js'

/**
 * `$PWD` where it names the current directory, links and all, else the kernel's name for it.
 *
 * PWD is a variable like any other: a parent that changed the directory without a shell (`env -C`, an editor, a build
 * tool) leaves it pointing elsewhere, and elsewhere may be another account.
 *
 * @see POSIX, `pwd -L`
 */
export function workingDirectory(env: Env): string {
  const named = env['PWD']
  if (!named?.startsWith('/') || /(^|\/)\.\.?(\/|$)/.test(named)) return process.cwd()
  try {
    const [one, other] = [statSync(named), statSync('.')]
    return one.ino === other.ino && one.dev === other.dev ? named : process.cwd()
  } catch {
    return process.cwd()
  }
}
