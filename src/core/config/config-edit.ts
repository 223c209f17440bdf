/**
 * Edits an AWS config or credentials file and leaves every byte that is not part of the change as it was.
 *
 * Sections are found by what they mean to botocore, keys without regard to case; a key reaches to its last continued line.
 * A person's comments stay, but for those that belong to what is removed (`removeBlock`). The result is read again
 * and compared with what the changes say (config-edit-check.ts): a mistake here can stop the program, not harm the file.
 */
import { headerMeaning } from './aws-config.js'
import { ExpectedReading } from './config-edit-check.js'
import {
  findKey,
  keysIn,
  removeKeyLines,
  renameKeyAt,
  setValueAt,
  type KeyPlace,
} from './config-edit-keys.js'
import { linesOf, textOfLines, type Block, type Lines } from './config-edit-lines.js'
import { commentText, headerFor, keyText, refuseKey } from './config-edit-names.js'
import { addKey, addSection, removeBlock, setHeader } from './config-edit-sections.js'
import { parseSections, type ConfigSection } from './config-sections.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'

/**
 * What a header names.
 *
 * `plain` is a section whose whole header is the name: `[NAME]` of a credentials file, `[services NAME]` of a config file.
 * The profile `default` is `[default]`, or `[profile default]` where that one counts.
 */
export interface SectionName {
  kind: 'profile' | 'sso-session' | 'plain'
  name: string
}

export type ConfigChange =
  /** Adds the key behind the section's last one, or replaces its value whole (a nested block too); adds a missing section. */
  | { change: 'set'; section: SectionName; key: string; value: string }
  | { change: 'remove-key'; section: SectionName; key: string }
  | { change: 'rename-key'; section: SectionName; key: string; to: string }
  /** At the end of the file, after a blank line. `comments` are written without `#` and stand right under the header. */
  | {
      change: 'add-section'
      section: SectionName
      keys: ReadonlyArray<readonly [string, string]>
      comments?: readonly string[]
    }
  /** In every spelling: an earlier one would come to life. With the comments that touch it. */
  | { change: 'remove-section'; section: SectionName }
  | { change: 'rename-section'; section: SectionName; to: SectionName }

/**
 * The text after these changes, made in their order.
 *
 * A change that is so already changes nothing. Time grows with the size of the text plus the number of changes.
 *
 * @param file its path, for messages
 * @throws ConfigError (with file and, where there is one, line) when botocore cannot parse `text`; a name, key or value
 *   cannot be written; a section or key to be removed or renamed is not there or comes from `[DEFAULT]`; a name exists
 */
export function editAwsConfig(text: string, changes: readonly ConfigChange[], file: string): string {
  const before = parseSections(text, file)
  const edit = new Edit(text, before, file)
  for (const change of changes) edit.make(change)
  const after = textOfLines(edit.lines)
  if (after !== text) edit.expected.refuseOther(after, file)
  return after
}

class Edit {
  readonly lines: Lines
  readonly expected: ExpectedReading
  /** The keys that `[DEFAULT]` gives, lower case, with the line of its header. */
  readonly #defaults = new Map<string, number>()
  readonly #byHeader = new Map<string, Block>()
  /** Blocks by what their headers mean; of several spellings the last one counts. */
  readonly #byMeaning = new Map<string, Block[]>()

  constructor(
    text: string,
    before: readonly ConfigSection[],
    readonly file: string,
  ) {
    this.lines = linesOf(text)
    this.expected = new ExpectedReading(before, this.#defaults)
    for (let block = this.lines.first.next; block; block = block.next) {
      if (block.name !== 'DEFAULT') this.#enter(block)
      else for (const key of keysIn(block.body)) this.#defaults.set(key, block.line)
    }
  }

  make(change: ConfigChange): void {
    switch (change.change) {
      case 'set':
        return this.#set(change.section, change.key, change.value)
      case 'remove-key':
        return this.#removeKey(change.section, change.key.toLowerCase())
      case 'rename-key':
        return this.#renameKey(change.section, change.key.toLowerCase(), change.to)
      case 'add-section':
        return this.#add(change.section, change.keys, change.comments ?? [])
      case 'remove-section':
        return this.#remove(change.section)
      case 'rename-section':
        return this.#rename(change.section, change.to)
    }
  }

  #set(section: SectionName, key: string, value: string): void {
    const block = this.#find(section).at(-1)
    if (!block) return this.#add(section, [[key, value]], [])
    const text = keyText(key, value, this.file)
    const place = findKey(block.body, key.toLowerCase())
    if (!place) addKey(block, text, this.lines.end)
    else if (!setValueAt(block.body, place, value)) return
    this.expected.setKey(block.name, key.toLowerCase(), value)
  }

  #removeKey(section: SectionName, key: string): void {
    const block = this.#require(section)
    const place = this.#requireKey(block, key)
    this.#refuseInherited(block, key)
    removeKeyLines(block, place)
    this.expected.removeKey(block.name, key)
  }

  #renameKey(section: SectionName, key: string, to: string): void {
    const block = this.#require(section)
    const { from } = this.#requireKey(block, key)
    refuseKey(to, this.file)
    const other = to.toLowerCase()
    if (other !== key) {
      this.#refuseInherited(block, key)
      if (findKey(block.body, other)) {
        throw new ConfigError(`${this.#place(block)} has a key ${quoted(to)} already.`)
      }
    }
    renameKeyAt(block.body, from, to)
    this.expected.renameKey(block.name, key, other)
  }

  #add(
    section: SectionName,
    keys: readonly (readonly [string, string])[],
    comments: readonly string[],
  ): void {
    this.#refuseExisting(section)
    const header = headerFor(section, this.file)
    const names = new Set(keys.map(([key]) => key.toLowerCase()))
    if (names.size < keys.length) {
      throw new ConfigError(`[${printable(header)}] cannot have one key twice, in ${printable(this.file)}.`)
    }
    const block = addSection(this.lines, header, [
      ...comments.map((comment) => ({ text: commentText(comment, this.file), kind: 'comment' as const })),
      ...keys.map(([key, value]) => ({ text: keyText(key, value, this.file), kind: 'key' as const })),
    ])
    this.#enter(block)
    this.expected.add(header)
    for (const [key, value] of keys) this.expected.setKey(header, key.toLowerCase(), value)
  }

  #remove(section: SectionName): void {
    this.#require(section)
    for (const block of this.#find(section)) {
      removeBlock(this.lines, block)
      this.#leave(block)
      this.expected.remove(block.name)
    }
  }

  #rename(section: SectionName, to: SectionName): void {
    const block = this.#require(section)
    if (section.kind === to.kind && section.name === to.name) return
    const all = this.#find(section)
    if (all.length > 1) {
      const places = all.map(({ line }) => line).join(' and ')
      throw new ConfigError(
        `${printable(this.file)}:${block.line}: ${quoted(section.name)} stands there twice, in two spellings (lines ${places}). ` +
          'AWS tools use the last one only; remove the other one first.',
      )
    }
    this.#refuseExisting(to)
    const header = headerFor(to, this.file)
    this.#leave(block)
    this.expected.rename(block.name, header)
    setHeader(block, header)
    this.#enter(block)
  }

  /** The section in all its spellings, in the order of the file. */
  #find({ kind, name }: SectionName): readonly Block[] {
    if (kind !== 'plain') return this.#byMeaning.get(`${kind} ${name}`) ?? []
    const block = this.#byHeader.get(name)
    return block ? [block] : []
  }

  #require(section: SectionName): Block {
    const block = this.#find(section).at(-1)
    if (block) return block
    const { kind, name } = section
    throw new ConfigError(
      `${printable(this.file)} has no ${kind === 'plain' ? 'section' : kind} ${quoted(name)}.`,
    )
  }

  #requireKey(block: Block, key: string): KeyPlace {
    const place = findKey(block.body, key)
    if (place) return place
    this.#refuseInherited(block, key)
    throw new ConfigError(`${this.#place(block)} has no key ${quoted(key)}.`)
  }

  #refuseInherited(block: Block, key: string): void {
    const line = this.#defaults.get(key)
    if (line === undefined) return
    throw new ConfigError(
      `${printable(this.file)}:${line}: [DEFAULT] gives ${quoted(key)} to every section, so it cannot be taken from ` +
        `[${printable(block.name)}] alone.`,
    )
  }

  #refuseExisting(section: SectionName): void {
    const header = headerFor(section, this.file)
    const meaning = headerMeaning(header)
    const spelled = typeof meaning === 'object' ? this.#find(meaning) : []
    const block = this.#byHeader.get(header) ?? spelled.at(-1)
    if (block) throw new ConfigError(`${this.#place(block)} exists already.`)
  }

  #place({ line, name }: Block): string {
    return `${printable(this.file)}${line === 0 ? '' : `:${line}`}: [${printable(name)}]`
  }

  #enter(block: Block): void {
    this.#byHeader.set(block.name, block)
    const meaning = meaningKey(block.name)
    if (meaning === undefined) return
    const same = this.#byMeaning.get(meaning)
    if (same) same.push(block)
    else this.#byMeaning.set(meaning, [block])
  }

  #leave(block: Block): void {
    this.#byHeader.delete(block.name)
    const meaning = meaningKey(block.name)
    if (meaning === undefined) return
    const others = this.#byMeaning.get(meaning)?.filter((other) => other !== block) ?? []
    this.#byMeaning.set(meaning, others)
  }
}

function meaningKey(header: string): string | undefined {
  const meaning = headerMeaning(header)
  return typeof meaning === 'object' ? `${meaning.kind} ${meaning.name}` : undefined
}
