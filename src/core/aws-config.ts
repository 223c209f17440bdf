/**
 * The AWS config file, text to model, as botocore reads it.
 *
 * botocore is Python's `RawConfigParser` and `shlex.split` of section headers (botocore configloader.py); the other
 * readers forgive more and see less. What botocore refuses makes every AWS command fail, so it is an error here too.
 * What surprises people and holds all the same: a comment after a value is part of the value; an indented line
 * continues the value above it; one section or key twice makes the file unreadable; the keys of `[DEFAULT]` are in every
 * section; of one section in two spellings the later one counts, whole.
 */
import { printable, quoted } from './display.js'
import { ConfigError } from './errors.js'
import { isPythonSpace, shellWords, splitLines, strip, stripEnd } from './python-text.js'

export interface ConfigValue {
  /** As botocore has it: stripped, lines of a continued value joined by line feeds. */
  text: string
  /** The line of its key, from 1. */
  line: number
  /** The block, where the value begins on the line below its key (`s3 =` and indented lines); keys as written. */
  nested?: ReadonlyMap<string, string>
}

export interface ConfigSection {
  /** What stands between the brackets. */
  header: string
  /** The line of the header, from 1. */
  line: number
  /** By lower-cased name, with what `[DEFAULT]` gives. */
  keys: ReadonlyMap<string, ConfigValue>
}

/** A section that says nothing, because a later one has the same name in another spelling. */
export interface ShadowedSection {
  kind: 'profile' | 'sso-session'
  name: string
  line: number
}

export interface AwsConfig {
  /** The file's path, for messages. */
  file: string
  /** Whether there is such a file; an absent one reads as an empty one. */
  present: boolean
  /** `[default]` and `[profile NAME]` by name. */
  profiles: ReadonlyMap<string, ConfigSection>
  /** `[sso-session NAME]` by name. */
  sessions: ReadonlyMap<string, ConfigSection>
  /** Every other section by header, also `[services NAME]`. */
  others: ReadonlyMap<string, ConfigSection>
  shadowed: readonly ShadowedSection[]
  /** The names that a credentials file adds, with the names of their keys (never a value). */
  credentials: ReadonlyMap<string, ReadonlySet<string>>
}

/** What an absent config file reads as. */
export function emptyAwsConfig(file: string): AwsConfig {
  return { ...modelFrom([], file), present: false }
}

/**
 * The model of a config file.
 *
 * @param file its path, for messages
 * @throws ConfigError naming file and line where botocore raises ConfigParseError
 */
export function parseAwsConfig(bytes: Uint8Array | string, file: string): AwsConfig {
  return modelFrom(parseSections(bytes, file), file)
}

/**
 * The config with the profiles that a credentials file adds. Only names are taken from it: what is needed is that a profile
 * exists and holds keys.
 *
 * @throws ConfigError as parseAwsConfig; botocore cannot do anything then either
 * @see botocore session.py, `full_config`
 */
export function withCredentials(config: AwsConfig, bytes: Uint8Array | string, file: string): AwsConfig {
  const sections = parseSections(bytes, file)
  const credentials = new Map(sections.map(({ header, keys }) => [header, new Set(keys.keys())]))
  return { ...config, credentials }
}

/**
 * The sections of an AWS config or credentials file in the order of the file, without meaning given to their headers.
 *
 * @throws ConfigError as parseAwsConfig
 * @see CPython 3.11 Lib/configparser.py, `RawConfigParser._read`; botocore configloader.py, `raw_config_parse`
 */
export function parseSections(bytes: Uint8Array | string, file: string): ConfigSection[] {
  const read = new Reader(typeof bytes === 'string' ? bytes : decoded(bytes, file), file)
  return read.sections()
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ConfigError(`${printable(file)} is not UTF-8 text, so no AWS tool can read it.`)
  }
}

interface OpenSection extends ConfigSection {
  keys: Map<string, ConfigValue>
}

/** One pass over the text. A class, because a line's meaning depends on what is open above it. */
class Reader {
  readonly #found = new Map<string, OpenSection>()
  readonly #defaults: OpenSection = { header: 'DEFAULT', line: 0, keys: new Map() }
  #section: OpenSection | undefined
  /** The value that an indented line would continue. */
  #value: ConfigValue | undefined
  /** The indentation of the key or header that is open. */
  #indent = 0
  #continued = false
  /** Values that begin on the line below their key. */
  readonly #blocks: { name: string; value: ConfigValue }[] = []
  /** The name of the key that is open. */
  #name = ''

  constructor(
    readonly text: string,
    readonly file: string,
  ) {}

  sections(): ConfigSection[] {
    const { text } = this
    // Python's text files know three line ends: \n, \r\n and \r.
    const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
    for (let start = 0, line = 1; start < source.length; line++) {
      const next = source.indexOf('\n', start)
      const end = next === -1 ? source.length : next
      this.#read(source, start, end, line)
      start = end + 1
    }
    this.#close()
    return this.#finished()
  }

  #read(source: string, from: number, to: number, line: number): void {
    let start = from
    let end = to
    while (start < end && isPythonSpace(source.charCodeAt(start))) start++
    if (start === end) {
      this.#blankLine()
      return
    }
    const first = source.charCodeAt(start)
    if (first === HASH || first === SEMICOLON) return
    while (isPythonSpace(source.charCodeAt(end - 1))) end--
    const indent = start - from
    if (this.#value !== undefined && indent > this.#indent) {
      this.#value.text += `\n${source.slice(start, end)}`
      this.#continued = true
      return
    }
    this.#indent = indent
    if (first === BRACKET) {
      const closing = source.lastIndexOf(']', end - 1)
      // `[]` is no header for Python (`.+`), so it is tried as a key.
      if (closing > start + 1) return this.#header(source.slice(start + 1, closing), line)
    }
    this.#key(source, start, end, line)
  }

  /** A blank line belongs to the value above it, until the value turns out to end there. */
  #blankLine(): void {
    if (this.#value === undefined) return
    this.#value.text += '\n'
    this.#continued = true
  }

  #close(): void {
    const value = this.#value
    this.#value = undefined
    if (value === undefined || !this.#continued) return
    this.#continued = false
    value.text = stripEnd(value.text)
    const isBlock = value.text.startsWith('\n')
    if (isBlock && this.#section !== this.#defaults) this.#blocks.push({ name: this.#name, value })
  }

  #header(header: string, line: number): void {
    this.#close()
    if (header === 'DEFAULT') {
      this.#section = this.#defaults
      return
    }
    const earlier = this.#found.get(header)
    if (earlier) {
      throw this.#unreadable(
        line,
        `the section [${printable(header)}] stands on line ${earlier.line} already`,
      )
    }
    this.#section = { header, line, keys: new Map() }
    this.#found.set(header, this.#section)
  }

  #key(source: string, start: number, end: number, line: number): void {
    this.#close()
    if (this.#section === undefined) {
      throw this.#unreadable(line, beforeFirstSection(source, start))
    }
    let delimiter = start
    while (delimiter < end) {
      const unit = source.charCodeAt(delimiter)
      if (unit === EQUALS || unit === COLON) break
      delimiter++
    }
    if (delimiter === end) throw this.#unreadable(line, 'neither a section, a comment nor `key = value`')
    let keyEnd = delimiter
    while (keyEnd > start && isPythonSpace(source.charCodeAt(keyEnd - 1))) keyEnd--
    if (keyEnd === start) throw this.#unreadable(line, 'a value without a key')
    let valueStart = delimiter + 1
    while (valueStart < end && isPythonSpace(source.charCodeAt(valueStart))) valueStart++
    const name = source.slice(start, keyEnd).toLowerCase()
    const { keys, header } = this.#section
    const earlier = keys.get(name)
    if (earlier) {
      const what = `the key ${quoted(name)} stands on line ${earlier.line} of [${printable(header)}] already`
      throw this.#unreadable(line, what)
    }
    this.#value = { text: source.slice(valueStart, end), line }
    this.#name = name
    keys.set(name, this.#value)
  }

  #finished(): ConfigSection[] {
    const sections = [...this.#found.values()]
    for (const [name, value] of this.#defaults.keys) {
      for (const { keys } of sections) {
        if (keys.has(name)) continue
        const own = { ...value }
        keys.set(name, own)
        if (own.text.startsWith('\n')) this.#blocks.push({ name, value: own })
      }
    }
    for (const { name, value } of this.#blocks) value.nested = this.#nested(name, value)
    return sections
  }

  /** botocore configloader.py `_parse_nested`: only `=` divides here, and keys keep their case. */
  #nested(name: string, value: ConfigValue): Map<string, string> {
    const block = new Map<string, string>()
    for (const raw of splitLines(value.text)) {
      const text = strip(raw)
      if (text === '') continue
      const equals = text.indexOf('=')
      if (equals === -1) {
        const what = `the block below ${quoted(name)} has a line without "="`
        throw this.#unreadable(value.line, what)
      }
      block.set(strip(text.slice(0, equals)), strip(text.slice(equals + 1)))
    }
    return block
  }

  #unreadable(line: number, what: string): ConfigError {
    return new ConfigError(
      `${printable(this.file)}:${line}: ${what}. No AWS tool can read the file until that is mended.`,
    )
  }
}

const HASH = 35
const COLON = 58
const SEMICOLON = 59
const EQUALS = 61
const BRACKET = 91

function beforeFirstSection(source: string, start: number): string {
  return source.charCodeAt(start) === 0xfeff
    ? 'a byte-order mark stands before the first section'
    : 'text before the first section'
}

/** botocore configloader.py `build_profile_map`: what each header means. */
function modelFrom(sections: readonly ConfigSection[], file: string): AwsConfig {
  const profiles = new Map<string, ConfigSection>()
  const sessions = new Map<string, ConfigSection>()
  const others = new Map<string, ConfigSection>()
  const shadowed: ShadowedSection[] = []
  for (const section of sections) {
    const { header } = section
    // Prefixes, not words: botocore takes `[profiles x]` for a profile too.
    const kind = header.startsWith('profile')
      ? 'profile'
      : header.startsWith('sso-session')
        ? 'sso-session'
        : undefined
    const name = header === 'default' ? header : kind && secondWord(header)
    const target = kind === 'sso-session' ? sessions : profiles
    if (name !== undefined) {
      const earlier = target.get(name)
      if (earlier) shadowed.push({ kind: kind ?? 'profile', name, line: earlier.line })
      target.set(name, section)
    } else if (kind === undefined) {
      others.set(header, section)
    }
  }
  return { file, present: true, profiles, sessions, others, shadowed, credentials: new Map() }
}

const PLAIN_HEADER = /^(?:profile|sso-session) ([\w@+.%:/,=~-]+)$/

/** The name in a header of exactly two words; nothing where there are fewer, more, or an open quotation. */
function secondWord(header: string): string | undefined {
  const plain = PLAIN_HEADER.exec(header)
  if (plain) return plain[1]
  const words = shellWords(header)
  return words?.length === 2 ? words[1] : undefined
}
