/**
 * JSON as Python's `json.dumps` writes it: the form of the AWS CLI's cache files and of the texts it hashes.
 *
 * @see CPython Lib/json/encoder.py (ESCAPE_ASCII); botocore utils.py, JSONFileCache
 */

export interface PythonJsonStyle {
  /** No blanks after `,` and `:` (`separators=(',', ':')`). */
  compact?: boolean
}

/** The text of a JSON value: `", "` and `": "`, non-ASCII as `\u` and four hex digits, members in their order, no newline. */
export function pythonJson(value: unknown, style: PythonJsonStyle = {}): string {
  const comma = style.compact ? ',' : ', '
  const colon = style.compact ? ':' : ': '
  const text = (one: unknown): string => {
    if (Array.isArray(one)) return `[${one.map(text).join(comma)}]`
    if (typeof one === 'object' && one !== null) {
      const members = Object.entries(one).map(([key, member]) => `${asciiString(key)}${colon}${text(member)}`)
      return `{${members.join(comma)}}`
    }
    return typeof one === 'string' ? asciiString(one) : JSON.stringify(one)
  }
  return text(value)
}

function asciiString(text: string): string {
  // JSON.stringify escapes quotes, backslashes and C0 as Python does; DEL and all above it are Python's own.
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
