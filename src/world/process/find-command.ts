/** Whether a command can be run, before anything is done for it. */
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'
import { quoted } from '../../core/text/display.js'

/** Exit statuses of the shells (POSIX 2.8.2): not found, and found but not to be run. */
export const NOT_FOUND = 127
export const NOT_EXECUTABLE = 126

/** Why a command did not run: the exit status that says so, and a sentence. */
export interface CommandProblem {
  status: typeof NOT_FOUND | typeof NOT_EXECUTABLE
  message: string
}

/**
 * What is in the way of running `name`; undefined where nothing is that can be seen.
 *
 * A name with a slash is a path, any other one is looked for in the folders of PATH, of which an empty one is the working
 * directory; what is no program there is passed over (execvp(3)).
 *
 * @param searched the value of PATH; undefined: the system's own
 */
export function commandProblem(name: string, searched: string | undefined): CommandProblem | undefined {
  if (name.includes('/')) return problemOf(name)
  const folders = (searched ?? '/usr/bin:/bin').split(':')
  const problems = folders.map((folder) => problemOf(path.join(folder === '' ? '.' : folder, name)))
  if (name !== '' && problems.includes(undefined)) return undefined
  const closed = problems.find((problem) => problem?.status === NOT_EXECUTABLE && !problem.isDirectory)
  return (
    closed ?? { status: NOT_FOUND, message: `There is no command ${quoted(name)} in the folders of PATH.` }
  )
}

function problemOf(file: string): (CommandProblem & { isDirectory?: boolean }) | undefined {
  try {
    if (statSync(file).isDirectory())
      return { status: NOT_EXECUTABLE, message: `${quoted(file)} is a directory.`, isDirectory: true }
  } catch (error) {
    return unreachable(file, error)
  }
  try {
    accessSync(file, constants.X_OK)
    return undefined
  } catch {
    return { status: NOT_EXECUTABLE, message: `${quoted(file)} is not executable.` }
  }
}

function unreachable(file: string, error: unknown): CommandProblem {
  const isClosed = error instanceof Error && 'code' in error && error.code === 'EACCES'
  return isClosed
    ? { status: NOT_EXECUTABLE, message: `${quoted(file)} cannot be reached: a folder on the way is closed.` }
    : { status: NOT_FOUND, message: `There is no ${quoted(file)}.` }
}
