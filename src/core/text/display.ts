/**
 * Text from files, services and the environment on its way to a terminal.
 *
 * A directory name, a profile name or a portal's reply is hostile until checked: escape sequences could move the
 * cursor, set the title or fake a review (full-disclosure 2015-09 on autoenv). Bidirectional controls could reorder what
 * is read. Everything that is shown and not ours goes through here.
 */

// Controls (C0, DEL, C1), line and paragraph separators, lone surrogates, bidirectional controls, interlinear marks, and what shows nothing,
// by which two names would look alike (Unicode's Default_Ignorable_Code_Point, the empty Braille pattern). Variation selectors are left
// where people write them: behind a pictograph, an ideograph, a Mongolian letter.
export const UNPRINTABLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u2800\ufff9-\uffff]|(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Ideographic}\p{Script=Mongolian}])\p{Variation_Selector}/gu

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
