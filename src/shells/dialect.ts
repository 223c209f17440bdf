/** How each shell spells a word. The names of variables are ours, never from data. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * The text as one word that the shell takes literally.
 *
 * POSIX: single quotes, each `'` closed, escaped, opened again. fish knows two escapes inside single quotes, `\\` and
 * `\'` (fish documentation, "Quotes").
 */
export function quote(shell: Shell, text: string): string {
  if (shell === 'fish') return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** An assignment of a variable that is not exported. */
export function assignment(shell: Shell, name: string, value: string): string {
  return shell === 'fish' ? `set -g ${name} ${quote(shell, value)}` : `${name}=${quote(shell, value)}`
}
