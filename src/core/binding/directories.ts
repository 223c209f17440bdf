/**
 * Directories that the user's settings bind to profiles, in the forms that each shell compares by itself.
 *
 * A pattern is an absolute path or one from `~`, in which `*` and `?` stand for characters within one component and a
 * component `**` for any number of components. Everything else is literal.
 */
import { printable, quoted } from '../text/display.js'

/** A line of `[directories]`. */
export interface DirectorySetting {
  /** As written. */
  pattern: string
  profile: string
  /** Its line in the settings file. */
  line: number
}

/** One `dir` and `dirre` pair of the settings record (shell/README.md §2.1). */
export interface DirectoryPattern {
  /** How many `/` a matching directory has; `*` for any number. */
  depth: number | '*'
  /** For `[[ $dir == PATTERN ]]` in bash, and with `${~pattern}` in zsh. */
  pattern: string
  /** For `string match -rq` in fish; as a JavaScript expression with the flag `u` it says the same. */
  regex: string
  profile: string
}

/** What is wrong with a pattern of `[directories]`, as a clause; undefined for a usable one. */
export function patternProblem(pattern: string): string | undefined {
  const shown = quoted(pattern, 80)
  if (printable(pattern, pattern.length) !== pattern) return `${shown} has characters that cannot be shown`
  if (!/^(?:~$|~\/|\/)/.test(pattern)) return `${shown} begins neither with / nor with ~/`
  const parts = components(pattern.replace(/^~/, ''))
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return `${shown} has an empty part, . or ..`
  const deep = parts.filter((part) => part === '**').length
  const others = parts.some((part) => part !== '**' && /[*?]/.test(part))
  if (deep > 1 || (deep === 1 && others)) return `${shown} has another * or ? beside **`
  return undefined
}

/** What the shells compare with, in the order of the settings. */
export function directoryPatterns(
  settings: { directories: readonly DirectorySetting[] },
  home: string,
): DirectoryPattern[] {
  return settings.directories.flatMap(({ pattern, profile }) => {
    // Home is a name, not a pattern, whatever characters it has.
    const base = pattern.startsWith('~') ? components(home).map(literal) : []
    const parts = [...base, ...components(pattern.replace(/^~/, '')).map(componentForms)]
    // A record is lines of printable text.
    if (printable(home, home.length) !== home) return []
    const deep = parts.indexOf(DEEP)
    if (deep === -1) return [{ ...joined(parts), depth: Math.max(parts.length, 1), profile }]
    // `**` may also stand for nothing, when a component follows.
    const without = parts.filter((part) => part !== DEEP)
    const deeper = { ...joined(parts), depth: '*' as const, profile }
    return deep === parts.length - 1
      ? [deeper]
      : [{ ...joined(without), depth: without.length, profile }, deeper]
  })
}

interface Forms {
  pattern: string
  regex: string
}

// At least one character, so that `/**` is not `/` itself.
const DEEP: Forms = { pattern: '?*', regex: '[\\s\\S]+' }

function componentForms(component: string): Forms {
  if (component === '**') return DEEP
  const forms = { pattern: '', regex: '' }
  for (const char of component) {
    const { pattern, regex } = char === '*' ? STAR : char === '?' ? ONE : literal(char)
    forms.pattern += pattern
    forms.regex += regex
  }
  return forms
}

const STAR: Forms = { pattern: '*', regex: '[^/]*' }
const ONE: Forms = { pattern: '?', regex: '[^/]' }

// What zsh's `${~pattern}` takes for special (Src/glob.c, zshtokenize) with what bash does. Not more: zsh keeps the backslash
// before a character that is not special.
const SHELL_SPECIAL = /[\\*?[\]()|<>^#~=!-]/g
const EXPRESSION_SPECIAL = /[\\^$.*+?()[\]{}|]/g

function literal(text: string): Forms {
  return { pattern: text.replace(SHELL_SPECIAL, '\\$&'), regex: text.replace(EXPRESSION_SPECIAL, '\\$&') }
}

function joined(parts: readonly Forms[]): Forms {
  return {
    pattern: `/${parts.map((part) => part.pattern).join('/')}`,
    // `$` would also match before a line feed at the end.
    regex: `^/${parts.map((part) => part.regex).join('/')}$(?![\\s\\S])`,
  }
}

/** The names in a path, without a `/` at its end. */
function components(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '')
  return inner === '' ? [] : inner.split('/')
}
