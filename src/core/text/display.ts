/**
 * Text from files, services and the environment on its way to a terminal.
 *
 * A directory name, a profile name or a portal's reply is hostile until checked: escape sequences could move the
 * cursor, set the title or fake a review (full-disclosure 2015-09 on autoenv). Bidirectional controls could reorder what
 * is read. Everything that is shown and not ours goes through here.
 */

// C0, DEL, C1, line and paragraph separators, bidirectional controls, zero-width and byte-order marks, letters that show nothing
// (Hangul fillers, the Mongolian vowel separator), tags (U+E0000 to U+E007F, which spell a text that nobody sees), lone surrogates.
export const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * One printable line of at most `limit` characters: unprintable characters become `?`, the rest is cut with `…`.
 */
export function printable(text: string, limit = 200): string {
  const clean = text.replace(UNPRINTABLE, '?')
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean
}

/** The text in double quotes, printable: the form in which messages name what belongs to the person. */
export function quoted(text: string, limit = 120): string {
  return `"${printable(text, limit)}"`
}

/** Text in which paths below the home folder begin with `~`, as a person writes them. */
export function withTilde(text: string, home: string): string {
  if (home === '/') return text
  const name = home.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return text.replace(new RegExp(`(?<![^\\s"'(=])${name}(?![^\\s"')/])`, 'g'), '~')
}
