/**
 * How Python sees text, where that differs from JavaScript: the AWS CLI and botocore read config files with Python's
 * `configparser` and `shlex`, and names and values must come out the same here.
 */

/**
 * Whether Python's `str.isspace()` holds for this UTF-16 unit: what `str.strip()` and `\s` take.
 *
 * JavaScript's `trim` lacks U+001C to U+001F and U+0085, and takes U+FEFF, which Python does not.
 */
export function isPythonSpace(unit: number): boolean {
  if (unit > 0x20 && unit < 0x80) return false
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13) || (unit >= 0x1c && unit <= 0x1f)
  if (unit === 0x85 || unit === 0xa0) return true
  if (unit < 0x1680) return false
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  )
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isPythonSpace(text.charCodeAt(start))) start++
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length
  while (end > 0 && isPythonSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

// eslint-disable-next-line no-control-regex
const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/

/** Python's `str.splitlines()`, which breaks at more than line feeds; empty lines at the end are not kept. */
export function splitLines(text: string): string[] {
  return text.split(LINE_BREAK)
}

const WHITESPACE = ' \t\r\n'

/**
 * Python's `shlex.split(text)` (POSIX mode, no comments): words with quotes and backslashes resolved.
 *
 * @returns undefined where Python raises ValueError: a quotation without end, a backslash at the end
 * @see CPython 3.11 Lib/shlex.py, `read_token`
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (quote === "'") {
      if (char === quote) quote = ''
      else word = (word ?? '') + char
    } else if (quote === '"') {
      if (char === quote) quote = ''
      else if (char !== '\\') word = (word ?? '') + char
      else {
        const next = text[++at]
        if (next === undefined) return undefined
        word = (word ?? '') + (next === '"' || next === '\\' ? next : `\\${next}`)
      }
    } else if (WHITESPACE.includes(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === '\\') {
      const next = text[++at]
      if (next === undefined) return undefined
      word = (word ?? '') + next
    } else {
      word = (word ?? '') + char
    }
  }
  if (quote !== '') return undefined
  if (word !== undefined) words.push(word)
  return words
}
