/**
 * The mark of a profile that `ssoenv profiles sync` made: a comment right under its header, with a fingerprint of what stood
 * in it. Whoever edits the profile makes it their own: the fingerprint is another, and no sync touches it again.
 */
import { createHash } from 'node:crypto'

/** `ours`: as it was made. `edited`: made by a sync, and changed by somebody since. `none`: made by a person or another tool. */
export type MarkState = 'ours' | 'edited' | 'none'

const MARK = /^#\s*Made by `ssoenv profiles sync` \(([0-9a-f]{12})\)/

/** The comment for a section with these keys, as `add-section` takes comments (without `#`). */
export function markFor(keys: ReadonlyArray<readonly [string, string]>): string {
  const body = keys.map(([key, value]) => `${key} = ${value}`)
  return `Made by \`ssoenv profiles sync\` (${fingerprint(body)}), which keeps it until you edit it.`
}

/** Reads marks in a config file's text. */
export class Marks {
  readonly #lines: string[]

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\n|\r/)
  }

  /** @param header the line of the section's header, from 1 */
  at(header: number): MarkState {
    const mark = MARK.exec(this.#lines[header]?.trim() ?? '')?.[1]
    if (mark === undefined) return 'none'
    const body: string[] = []
    for (let index = header + 1; index < this.#lines.length; index++) {
      const line = this.#lines[index] ?? ''
      if (line.startsWith('[')) break
      body.push(line)
    }
    // What stands behind the last key is as likely to belong to what follows.
    while (/^\s*(?:[#;].*)?$/.test(body.at(-1) ?? 'end')) body.pop()
    return fingerprint(body) === mark ? 'ours' : 'edited'
  }
}

function fingerprint(body: readonly string[]): string {
  return createHash('sha256').update(body.join('\n')).digest('hex').slice(0, 12)
}
