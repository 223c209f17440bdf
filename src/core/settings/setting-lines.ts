/**
 * The lines of ssoenv's own settings file: sections and `key = value`, comments on lines of their own or behind a blank.
 *
 * A reader of our own: the npm package `ini` splits section names at dots, turns `null` into a value and knows no lines.
 */

export type SettingLine = { number: number; section: string } & (
  { kind: 'setting'; key: string; value: string } | { kind: 'unknown' }
)

/** Each line that says something, with the section it stands in ('' before the first) and its number from 1. */
export function settingLines(text: string): SettingLine[] {
  const lines: SettingLine[] = []
  let section = ''
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n/)
    .entries()) {
    const content = raw.trim()
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue
    const number = index + 1
    const header = /^\[([^\]]+)\]\s*(?:#.*)?$/.exec(content)
    if (header?.[1] !== undefined) {
      section = header[1].trim().replace(/\s+/g, ' ')
      continue
    }
    // A directory's name may hold "=": the one between blanks divides, where there is one.
    const spaced = content.search(/\s=(?:\s|$)/)
    const equals = spaced === -1 ? content.indexOf('=') : spaced + 1
    const key = content.slice(0, Math.max(equals, 0)).trim()
    if (key === '') lines.push({ number, section, kind: 'unknown' })
    else
      lines.push({ number, section, kind: 'setting', key, value: withoutComment(content.slice(equals + 1)) })
  }
  return lines
}

/** A value without the comment behind it, which begins with `#` after a blank. */
export function withoutComment(value: string): string {
  return value.replace(/\s#.*$/, '').trim()
}
