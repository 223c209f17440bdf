/**
 * Records: what the program leaves for the shells, so that they can answer without starting it.
 *
 * A record is `key value` lines, LF, read by the hooks (`shell/bash`, `shell/zsh`, `shell/fish`) and by
 * `shell/direnv/ssoenv.sh`; shell/README.md is the contract. Values are printable one-line text (see display.ts); the
 * only exception is what follows the line `text` in a directory record: the exact bytes of the `.ssoenv`.
 */

/** The number of the form. A shell that reads another number asks the program. */
export const RECORD_FORMAT = 1

/** A value of a record line: printable, one line. Instants are whole seconds since 1970; `-` is never. */
export type RecordFields = readonly (readonly [key: string, value: string])[]

/** The text of a record file; `text`, where given, stands verbatim at the end. */
export function recordText(version: string, fields: RecordFields, text?: string): string {
  const lines = [`ssoenv ${RECORD_FORMAT} ${version}`]
  for (const field of fields) lines.push(recordLine(field))
  return `${lines.join('\n')}\n${text === undefined ? '' : `text\n${text}`}`
}

/**
 * One line. A line break in a value (a directory's name may hold one) would begin a line of its own choosing: it becomes
 * `?`, and the record then describes nothing.
 */
export function recordLine([key, value]: RecordFields[number]): string {
  return `${key} ${value.replace(/[\r\n]/g, '?')}`
}

/**
 * The folder of a directory's record below `dirs/` (and of its trust record below `trust/`): each `/` becomes `/_`, so
 * that no component can be `..` or collide with the file names beside it. The shells do the same substitution.
 */
export function encodedDirectory(directory: string): string {
  return directory.replaceAll('/', '/_')
}

/** The directory that a folder below `dirs/` is for. */
export function decodedDirectory(folder: string): string {
  return `/${folder}`.replaceAll('/_', '/')
}

/** A profile's name as one file name: `%`, `/` and a leading `.` or `%` encoded. */
export function encodedName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2F').replace(/^\./, '%2E')
}
