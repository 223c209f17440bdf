/** JSON that may be read on a terminal. */
import { UNPRINTABLE } from './display.js'

/**
 * As `JSON.stringify(value, null, indent)`, where everything that a terminal would obey or that reorders what is read stands as
 * `\u` and four hex digits, a tag as two of them. It means the same: nothing is lost for who parses it.
 *
 * @see RFC 8259 §7: only U+0000 to U+001F must be escaped, so a name could bring C1 controls (U+009B is CSI) and bidirectional ones
 */
export function jsonText(value: unknown, indent = 0): string {
  // The line breaks are those between members: the ones in strings are escaped already.
  return JSON.stringify(value, null, indent).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : character.split('').map(escaped).join(''),
  )
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
