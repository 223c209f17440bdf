/** The directory that the person is in, by the name under which they went there. */
import { statSync } from 'node:fs'
import { UsageError } from '../core/errors.js'
import type { Env } from '../core/paths.js'

/**
 * `$PWD` where it names the current directory, links and all, else the kernel's name for it.
 *
 * PWD is a variable like any other: a parent that changed the directory without a shell (`env -C`, an editor, a build
 * tool) leaves it pointing elsewhere, and elsewhere may be another account.
 *
 * @throws UsageError when the directory has been removed
 * @see POSIX, `pwd -L`
 */
export function workingDirectory(env: Env): string {
  const named = env['PWD']
  try {
    return named !== undefined && isPlain(named) && isHere(named) ? named : process.cwd()
  } catch {
    throw new UsageError('The working directory does not exist any more.')
  }
}

function isPlain(directory: string): boolean {
  return directory.startsWith('/') && !/\/\.\.?(\/|$)/.test(directory)
}

function isHere(directory: string): boolean {
  const named = statSync(directory, { throwIfNoEntry: false })
  const here = statSync('.')
  return named?.dev === here.dev && named.ino === here.ino
}
