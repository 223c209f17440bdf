/** What a file must say after its changes, computed without its lines: the check on what the editor wrote. */
import { parseSections, type ConfigSection } from './config-sections.js'
import { printable } from '../text/display.js'

interface ExpectedSection {
  header: string
  /** What it says now, where nothing changed. */
  before: ConfigSection | undefined
  /** Lower-case key to text, once something changed. */
  keys: Map<string, string> | undefined
  isRemoved: boolean
}

/** The sections of a file, and the same changes made to their meaning. */
export class ExpectedReading {
  readonly #inOrder: ExpectedSection[]
  readonly #byHeader: Map<string, ExpectedSection>

  /** @param defaults the keys that `[DEFAULT]` gives: a new section has them too */
  constructor(
    before: readonly ConfigSection[],
    readonly defaults: ReadonlyMap<string, unknown>,
  ) {
    this.#inOrder = before.map((section) => ({
      header: section.header,
      before: section,
      keys: undefined,
      isRemoved: false,
    }))
    this.#byHeader = new Map(this.#inOrder.map((section) => [section.header, section]))
  }

  add(header: string): void {
    const section = { header, before: undefined, keys: new Map<string, string>(), isRemoved: false }
    this.#inOrder.push(section)
    this.#byHeader.set(header, section)
  }

  remove(header: string): void {
    this.#section(header).isRemoved = true
    this.#byHeader.delete(header)
  }

  rename(header: string, to: string): void {
    const section = this.#section(header)
    this.#byHeader.delete(header)
    section.header = to
    this.#byHeader.set(to, section)
  }

  setKey(header: string, key: string, value: string): void {
    this.#keysOf(header).set(key, value)
  }

  removeKey(header: string, key: string): void {
    this.#keysOf(header).delete(key)
  }

  renameKey(header: string, key: string, to: string): void {
    const keys = this.#keysOf(header)
    const value = keys.get(key) ?? ''
    keys.delete(key)
    keys.set(to, value)
  }

  /** @throws Error (a bug of the editor) where the text reads otherwise */
  refuseOther(text: string, file: string): void {
    const after = parseSections(text, file)
    const expected = this.#inOrder.filter(({ isRemoved }) => !isRemoved)
    const different = expected.find((section, index) => !this.#reads(section, after[index]))
    if (different === undefined && expected.length === after.length) return
    const where = different ? ` in [${printable(different.header)}]` : ''
    throw new Error(
      `This change of ${printable(file)} would have altered something else${where}, so it was not made.`,
    )
  }

  #reads({ header, before, keys }: ExpectedSection, after: ConfigSection | undefined): boolean {
    if (after?.header !== header) return false
    const wanted = keys ?? new Map([...(before?.keys ?? [])].map(([key, { text }]) => [key, text]))
    for (const key of after.keys.keys()) {
      if (!wanted.has(key) && !(before === undefined && this.defaults.has(key))) return false
    }
    return [...wanted].every(([key, text]) => after.keys.get(key)?.text === text)
  }

  #section(header: string): ExpectedSection {
    const section = this.#byHeader.get(header)
    if (!section) throw new Error(`There is no section [${printable(header)}] to change.`)
    return section
  }

  #keysOf(header: string): Map<string, string> {
    const section = this.#section(header)
    return (section.keys ??= new Map([...(section.before?.keys ?? [])].map(([key, { text }]) => [key, text])))
  }
}
