/** Finding a command in a command line that a shell is about to run, without running anything for it. */

/** A command's name as `login_before` may have it. */
export const COMMAND_WORD = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/

// Reserved words and commands that run the command that follows. `time -p`, `sudo -u ada`, `timeout 30`, `xargs -I {}`
// have words of their own before it.
const BEFORE =
  '(do|then|else|elif|if|while|until|!|time|sudo|doas|env|command|builtin|exec|nohup|nice|watch|timeout|xargs|caffeinate|and|or|not|begin)'

const BLANKS = '[[:space:]]+'
const WORD = '[^[:space:];&|]'

/**
 * An expression that matches a command line with one of `words` where a command stands: POSIX ERE as bash's and zsh's `=~`
 * read it, and the same as PCRE, which fish's `string match -r` reads.
 *
 * It reads no quotes: `echo "; aws"` matches too, which costs a look at the clock and nothing else. An argument
 * (`echo aws`) and a longer name (`aws-vault`, `./aws.txt`) do not match. Without words, it matches nothing.
 */
export function commandsExpression(words: readonly string[]): string {
  const usable = words.filter((word) => COMMAND_WORD.test(word))
  // A beginning after an "a": nowhere. An empty expression would match everywhere.
  if (usable.length === 0) return 'a^b'
  const names = usable.map((word) => word.replace(/[.+]/g, '\\$&')).join('|')
  const start = '(^|[;&|(){}`[:cntrl:]])[[:space:]]*'
  // Each word can be read in one way only: two ways for each would add up to very many in a long line.
  const option = `-(-${WORD}*|[^uUI[:space:];&|-]|[^[:space:];&|-]${WORD}*[^uUI[:space:];&|])?${BLANKS}`
  const optionWithWord = `-[A-Za-z]*[uUI]${BLANKS}${WORD}+${BLANKS}`
  const number = `[0-9.]+[a-z]?${BLANKS}`
  const prefix = `${BEFORE}${BLANKS}(${optionWithWord}|${option}|${number})*`
  const assignment = `[A-Za-z_][A-Za-z0-9_]*=${WORD}*${BLANKS}`
  const path = '([^[:space:];&|()<>]*/)?'
  return `${start}(${prefix}|${assignment})*\\\\?${path}(${names})($|[[:space:];&|()<>\`])`
}
