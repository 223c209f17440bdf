/**
 * The sections of an AWS config or credentials file, as Python's `RawConfigParser` finds them.
 *
 * One pass over the text finds the sections, and marks those with a line that may make the whole file unreadable; these are
 * read at once, the others when somebody asks for their keys. Of thousands of profiles usually one is wanted, and reading
 * the keys of the others would be most of the time.
 */
import { isBlock, isComment, readBlocks, readKeys, unreadable, type ConfigValue } from './config-keys.js'
import { printable } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { isPythonSpace } from './python-text.js'

export interface ConfigSection {
  /** What stands between the brackets. */
  readonly header: string
  /** The line of the header, from 1. */
  readonly line: number
  /** By lower-cased name, with what `[DEFAULT]` gives. */
  readonly keys: ReadonlyMap<string, ConfigValue>
  /** Whether its lines, or `[DEFAULT]`'s, have this lower-case text anywhere: cheaper than reading the keys. */
  mentions(text: string): boolean
  /** What may be account ids there: each run of 12 digits. For many of them at once. */
  accountIds(): readonly string[]
}

/**
 * The sections in the order of the file, without meaning given to their headers.
 *
 * @param file its path, for messages
 * @throws ConfigError naming file and line where botocore raises ConfigParseError
 * @see CPython 3.11 Lib/configparser.py, `RawConfigParser._read`; botocore configloader.py, `raw_config_parse`
 */
export function parseSections(bytes: Uint8Array | string, file: string): ConfigSection[] {
  const text = typeof bytes === 'string' ? bytes : utf8Text(bytes, file)
  // Python's text files know three line ends: \n, \r\n and \r.
  return new Scan(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, file).sections()
}

/** The text of a file, a byte-order mark included. @throws ConfigError where it is not UTF-8 */
export function utf8Text(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ConfigError(`${printable(file)} is not UTF-8 text, so no AWS tool can read it.`)
  }
}

const COLON = 58
const EQUALS = 61
const BRACKET = 91
const BYTE_ORDER_MARK = 0xfeff

class Section implements ConfigSection {
  end = 0
  isSuspect = false
  #keys: Map<string, ConfigValue> | undefined

  constructor(
    readonly scan: Scan,
    readonly header: string,
    readonly line: number,
    readonly begin: number,
  ) {}

  get keys(): ReadonlyMap<string, ConfigValue> {
    this.#keys ??= this.scan.keysOf(this)
    return this.#keys
  }

  mentions(text: string): boolean {
    const own = this.scan.source.slice(this.begin, this.end)
    return own.toLowerCase().includes(text) || this.scan.defaultsMention(text)
  }

  accountIds(): readonly string[] {
    const own = this.scan.source.slice(this.begin, this.end)
    return `${own}\n${this.scan.defaultsText()}`.match(/(?<!\d)\d{12}(?!\d)/g) ?? []
  }
}

/** The pass. A class, because a line's meaning depends on what is open above it. */
class Scan {
  readonly #sections = new Map<string, Section>()
  readonly #defaults = new Map<string, ConfigValue>()
  #section: Section | undefined
  /** Whether a key is open: a deeper line continues it. */
  #hasKey = false
  /** The indentation of the key or header that is open. */
  #indent = 0
  /** A sum for each key of the open section: where two are equal, the keys may be. */
  readonly #sums: number[] = []

  constructor(
    readonly source: string,
    readonly file: string,
  ) {}

  sections(): ConfigSection[] {
    const { source } = this
    for (let start = 0, line = 1; start < source.length; line++) {
      const next = source.indexOf('\n', start)
      const end = next === -1 ? source.length : next
      this.#read(start, end, line)
      start = end + 1
    }
    this.#close(source.length)
    const sections = [...this.#sections.values()]
    const inheritsBlocks = [...this.#defaults.values()].some(isBlock)
    if (inheritsBlocks) for (const section of sections) this.keysOf(section)
    return sections
  }

  keysOf(section: Section): Map<string, ConfigValue> {
    const keys = new Map<string, ConfigValue>()
    this.#readInto(keys, section)
    // Each section has its own copy: one section's nested block must not be another's.
    for (const [name, value] of this.#defaults) if (!keys.has(name)) keys.set(name, { ...value })
    readBlocks(this.file, keys)
    return keys
  }

  defaultsMention(text: string): boolean {
    for (const [name, value] of this.#defaults) {
      if (name.includes(text) || value.text.toLowerCase().includes(text)) return true
    }
    return false
  }

  defaultsText(): string {
    return [...this.#defaults.values()].map(({ text }) => text).join('\n')
  }

  #readInto(keys: Map<string, ConfigValue>, { begin, end, line, header }: Section): void {
    readKeys({ source: this.source, begin, end, line: line + 1, header, file: this.file }, keys)
  }

  #read(from: number, to: number, line: number): void {
    const { source } = this
    let start = from
    while (start < to && isPythonSpace(source.charCodeAt(start))) start++
    if (start === to) return
    const first = source.charCodeAt(start)
    if (isComment(first)) return
    const indent = start - from
    if (this.#hasKey && indent > this.#indent) return
    this.#indent = indent
    if (first === BRACKET) {
      const closing = source.lastIndexOf(']', to - 1)
      // `[]` is no header for Python (`.+`), so it is a key, if anything.
      if (closing > start + 1) return this.#header(source.slice(start + 1, closing), line, from, to)
    }
    if (this.#section === undefined) {
      const isMark = first === BYTE_ORDER_MARK
      throw unreadable(
        this.file,
        line,
        isMark ? 'a byte-order mark stands before the first section' : 'text before the first section',
      )
    }
    this.#hasKey = true
    if (!this.#section.isSuspect) this.#section.isSuspect = this.#isSuspectKey(start, to)
  }

  #header(header: string, line: number, from: number, to: number): void {
    this.#close(from)
    const section = new Section(this, header, line, to + 1)
    this.#section = section
    this.#hasKey = false
    this.#sums.length = 0
    if (header === 'DEFAULT') return
    const earlier = this.#sections.get(header)
    if (earlier) {
      throw unreadable(
        this.file,
        line,
        `the section [${printable(header)}] stands on line ${earlier.line} already`,
      )
    }
    this.#sections.set(header, section)
  }

  /** Ends the open section where the next one begins. */
  #close(end: number): void {
    const section = this.#section
    if (section === undefined) return
    section.end = end
    if (section.header === 'DEFAULT') this.#readInto(this.#defaults, section)
    // What it inherits is not known yet and does not matter for what it says itself.
    else if (section.isSuspect) {
      const keys = new Map<string, ConfigValue>()
      this.#readInto(keys, section)
      readBlocks(this.file, keys)
    }
  }

  /**
   * Whether a key line has anything that only reading can judge: no delimiter, no key, a key that another may equal, or
   * nothing behind the delimiter, so that a block may follow.
   */
  #isSuspectKey(start: number, end: number): boolean {
    const { source } = this
    let sum = 0
    let at = start
    for (; at < end; at++) {
      const unit = source.charCodeAt(at)
      if (unit === EQUALS || unit === COLON) break
      // Beyond ASCII, lower case is not a matter of one bit.
      if (unit >= 0x80) return true
      // Bit 5 makes capitals small, and blanks do not count: equal keys have equal sums.
      if (unit > 0x20) sum = (Math.imul(sum, 31) + (unit | 0x20)) | 0
    }
    if (at === end || at === start || this.#sums.includes(sum)) return true
    this.#sums.push(sum)
    let value = at + 1
    while (value < end && isPythonSpace(source.charCodeAt(value))) value++
    return value === end
  }
}
