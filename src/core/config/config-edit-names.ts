/** What may be written into an AWS config file: headers, keys, values and comments that botocore reads back as they are. */
import type { SectionName } from './config-edit.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { strip } from './python-text.js'

// Control characters, lone surrogates, line and paragraph separators.
const UNWRITABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u
const TABS = /\t/g

/**
 * What stands between the brackets for a section: quoted in single quotes where the name needs it, as the AWS CLI does.
 *
 * @throws ConfigError for a name that the grammar cannot hold
 * @see aws-cli customizations/configure/__init__.py, `get_section_header`; CPython Lib/shlex.py, `quote`
 */
export function headerFor({ kind, name }: SectionName, file: string): string {
  const refuse = (why: string): ConfigError =>
    new ConfigError(
      `${quoted(name)} cannot be the name of a section in ${printable(file)}: ${why}. Take another name.`,
    )
  if (name === '') throw refuse('it is empty')
  if (UNWRITABLE.test(name)) throw refuse('it has control characters')
  if (/[[\]]/.test(name)) throw refuse('it has square brackets')
  if (kind === 'plain') {
    if (name === 'DEFAULT') throw refuse('[DEFAULT] is no section, it gives its keys to every other')
    if (strip(name) !== name) throw refuse('it begins or ends with a blank')
    return name
  }
  if (kind === 'profile' && name === 'default') return name
  // Unquoted, shlex would take these away.
  return `${kind} ${/[\s'"\\]/.test(name) ? `'${name.replaceAll("'", `'"'"'`)}'` : name}`
}

/** The line `key = value`. @throws ConfigError where botocore would not read these back */
export function keyText(key: string, value: string, file: string): string {
  refuseKey(key, file)
  refuseValue(key, value, file)
  return value === '' ? `${key} =` : `${key} = ${value}`
}

/** @throws ConfigError for a key that would be read as something else */
export function refuseKey(key: string, file: string): void {
  if (/^[\w-][\w.-]*$/.test(key)) return
  throw new ConfigError(
    `${quoted(key)} cannot be a key in ${printable(file)}: only letters, digits, "_", "-" and "." can.`,
  )
}

/** @throws ConfigError for a value that would be read as another; the value is not shown, it may be a secret */
export function refuseValue(key: string, value: string, file: string): void {
  const why = /[\r\n]/.test(value)
    ? 'it has a line break'
    : UNWRITABLE.test(value.replace(TABS, ''))
      ? 'it has control characters'
      : strip(value) !== value
        ? 'it begins or ends with a blank'
        : undefined
  if (why)
    throw new ConfigError(`The value for ${quoted(key)} cannot be written to ${printable(file)}: ${why}.`)
}

/** A comment's line. @throws ConfigError where it would be more than one */
export function commentText(comment: string, file: string): string {
  if (UNWRITABLE.test(comment.replace(TABS, ''))) {
    throw new ConfigError(
      `${quoted(comment)} cannot be a comment in ${printable(file)}: it has control characters.`,
    )
  }
  return comment === '' ? '#' : `# ${comment}`
}
