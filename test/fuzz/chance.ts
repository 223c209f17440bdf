/** Chance that is the same in every run: one seed, one case. */

/** Numbers below a bound, from 0 (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
    this.below(2)
  }

  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }

  /** True once in so many times. */
  once(inSoMany: number): boolean {
    return this.below(inSoMany) === 0
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** So many items, at least `least` and at most `most`. */
  some<Item>(least: number, most: number, make: () => Item): Item[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make)
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most + 1) }, () => this.below(256)))
  }
}

/** What has broken readers, terminals and shells before: blanks of all kinds, controls, signs that change in lower case. */
// prettier-ignore
export const NASTY: readonly string[] = [
  '\u0000', '\u0001', '\u0007', '\u0008', '\t', '\n', '\u000b', '\u000c', '\r', '\u001a', '\u001b', '\u001c', '\u001f', ' ', '\u007f',
  '\u0085', '\u009b', '\u00a0', '\u00ad', '\u1680', '\u180e', '\u2003', '\u200b', '\u200e', '\u2028', '\u2029', '\u202e', '\u2066',
  '\u3000', '\ufeff', '\uffff', '\ud800', '\udc00', '\u{1f600}', '\u0130', '\u1e9e', '\u03a3', '\u212a', '\u0301', '"', "'", '\\', '`',
  '$', '%', '#', ';', '=', ':', '[', ']', '{', '}', '<', '>', '&', '/', '..', '\u001b]0;x\u0007', '\u001b[2J', '$(id)', '%00', '${IFS}',
]
