/**
 * The mark of a profile that `ssoenv profiles sync` made: a comment right under its header, with a fingerprint of what stood
 * in it. Whoever edits the profile, or puts a comment to it, makes it their own: no sync touches it again.
 */
import { createHash } from 'node:crypto'

/** `ours`: as it was made. `edited`: made by a sync, and changed by somebody since. `none`: made by a person or another tool. */
export type MarkState = 'ours' | 'edited' | 'none'

const COMMENT = /^\s*[#;]/
const NO_KEY = /^\s*(?:[#;].*)?$/
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
    // A comment right above is taken for the section's, and goes with it: whoever wrote it would miss it.
    if (COMMENT.test(this.#lines[header - 2] ?? '')) return 'edited'
    const body: string[] = []
    for (let index = header + 1; index < this.#lines.length; index++) {
      const line = this.#lines[index] ?? ''
      if (line.startsWith('[')) {
        // These are right above the next header.
        while (COMMENT.test(body.at(-1) ?? '')) body.pop()
        break
      }
      body.push(line)
    }
    // What stands behind the last key and a blank line is as likely to belong to what follows.
    const last = body.findLastIndex((line) => !NO_KEY.test(line))
    let end = last + 1
    while (COMMENT.test(body[end] ?? '')) end++
    return fingerprint(body.slice(0, end)) === mark ? 'ours' : 'edited'
  }
}

function fingerprint(body: readonly string[]): string {
  return createHash('sha256').update(body.join('\n')).digest('hex').slice(0, 12)
}
