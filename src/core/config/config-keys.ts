/** The keys of one section of an AWS config file: values, continued values and nested blocks. */
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { isPythonSpace, splitLines, strip, stripEnd } from './python-text.js'

export interface ConfigValue {
  /** As botocore has it: stripped, lines of a continued value joined by line feeds. */
  text: string
  /** The line of its key, from 1. */
  line: number
  /** The block, where the value begins on the line below its key (`s3 =` and indented lines); keys as written. */
  nested?: ReadonlyMap<string, string>
}

/** A section's lines below its header: a part of the file's text (line ends are `\n`). */
export interface SectionBody {
  source: string
  begin: number
  end: number
  /** The number of its first line. */
  line: number
  header: string
  file: string
}

/**
 * Reads the keys of a body into `keys`.
 *
 * @throws ConfigError where a line is no key, or a key is there already
 * @see CPython 3.11 Lib/configparser.py, `RawConfigParser._read`
 */
export function readKeys(body: SectionBody, keys: Map<string, ConfigValue>): void {
  const { source } = body
  let open: ConfigValue | undefined
  let isContinued = false
  let openIndent = 0
  const close = (): void => {
    if (open !== undefined && isContinued) open.text = stripEnd(open.text)
    isContinued = false
  }
  let line = body.line
  for (let from = body.begin; from < body.end; line++) {
    const next = source.indexOf('\n', from)
    let end = next === -1 ? source.length : next
    let start = from
    from = end + 1
    const margin = start
    while (start < end && isPythonSpace(source.charCodeAt(start))) start++
    if (start === end) {
      // A blank line belongs to the value above it, until that turns out to end there.
      if (open !== undefined) open.text += '\n'
      isContinued = true
      continue
    }
    if (isComment(source.charCodeAt(start))) continue
    while (isPythonSpace(source.charCodeAt(end - 1))) end--
    if (open !== undefined && start - margin > openIndent) {
      open.text += `\n${source.slice(start, end)}`
      isContinued = true
      continue
    }
    close()
    openIndent = start - margin
    open = addKey(body, keys, source.slice(start, end), line)
  }
  close()
}

const HASH = 35
const SEMICOLON = 59

/** Whether a line that begins so is a comment. */
export function isComment(unit: number): boolean {
  return unit === HASH || unit === SEMICOLON
}

function addKey(body: SectionBody, keys: Map<string, ConfigValue>, text: string, line: number): ConfigValue {
  const delimiter = text.search(/[=:]/)
  if (delimiter === -1) throw unreadable(body.file, line, 'neither a section, a comment nor `key = value`')
  const name = stripEnd(text.slice(0, delimiter)).toLowerCase()
  if (name === '') throw unreadable(body.file, line, 'a value without a key')
  const earlier = keys.get(name)
  if (earlier) {
    const what = `the key ${quoted(name)} stands on line ${earlier.line} of [${printable(body.header)}] already`
    throw unreadable(body.file, line, what)
  }
  const value = { text: strip(text.slice(delimiter + 1)), line }
  keys.set(name, value)
  return value
}

/**
 * Reads the blocks among the values.
 *
 * Only `=` divides in a block, and its keys keep their case.
 *
 * @throws ConfigError where a line of a block has no `=`
 * @see botocore configloader.py, `_parse_nested`
 */
export function readBlocks(file: string, keys: ReadonlyMap<string, ConfigValue>): void {
  for (const [name, value] of keys) {
    if (!isBlock(value)) continue
    const nested = new Map<string, string>()
    for (const raw of splitLines(value.text)) {
      const text = strip(raw)
      if (text === '') continue
      const equals = text.indexOf('=')
      if (equals === -1) {
        throw unreadable(file, value.line, `the block below ${quoted(name)} has a line without "="`)
      }
      nested.set(strip(text.slice(0, equals)), strip(text.slice(equals + 1)))
    }
    value.nested = nested
  }
}

/** Whether the value begins on the line below its key. */
export function isBlock(value: ConfigValue): boolean {
  return value.text.startsWith('\n')
}

/** That no AWS tool can read the file, and why. */
export function unreadable(file: string, line: number, what: string): ConfigError {
  return new ConfigError(
    `${printable(file)}:${line}: ${what}. No AWS tool can read the file until that is mended.`,
  )
}
