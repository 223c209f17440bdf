/** JSON from files that others write too: an object, or nothing that is worth a word. */

/** The text of a file, or its bytes. */
export type JsonText = string | Uint8Array

/** Python reads about a thousand levels, and what writes a value again calls itself for each; the files that we know have two. */
const MOST_LEVELS = 500

/**
 * The object that the text is; undefined for everything else: cut off, another value, bytes that are no UTF-8 (the AWS tools read
 * no such file either), objects within objects without end. The parser's message quotes the text, so it is not kept.
 */
export function jsonObject(text: JsonText): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(typeof text === 'string' ? text : utf8(text))
    return isObject(value) && isShallow(value) ? value : undefined
  } catch {
    return undefined
  }
}

const utf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Level by level, because a function that calls itself ends where the depth is the question. */
function isShallow(value: object): boolean {
  let level: object[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return false
    level = level.flatMap((each) =>
      Object.values(each).filter((inner): inner is object => typeof inner === 'object' && inner !== null),
    )
  }
  return true
}
