/**
 * The line in a shell's rc file that loads the hook: how it is spelled, found, added and taken away.
 *
 * It is one line, at the end, and ends in a comment: by that it is known again, and in a file with CRLF the comment takes the
 * CR in. Taking it away gives back what was there, byte for byte; whether the last line had an end is kept in our own.
 */
import path from 'node:path'
import { quote, type Shell } from './dialect.js'

/** What the line that `ssoenv setup` adds ends with. */
const MARK = '# added by: ssoenv setup'

/** A line that loads the hook: ours by its mark, or one that a person wrote. */
export interface FoundLine {
  /** From 1. */
  number: number
  isOurs: boolean
}

/**
 * The line: it reads the hook's file, and where that is not there, or may be somebody else's doing, has the program print the hook.
 *
 * The folder has to be the person's own and no link: then nobody else can have put anything into it. `-O` of the file follows links;
 * where others may write in XDG_DATA_HOME, one of theirs could lead to any file of the person, such as one of a clone.
 *
 * @param file the hook's file, absolute
 * @param home paths below it are spelled with `~`, so that the line is right in a repository of rc files, too
 * @param options words for `ssoenv hook`
 */
export function rcLine(
  shell: Shell,
  { file, home, options }: { file: string; home: string; options: readonly string[] },
): string {
  const from = shellPath(shell, file, home)
  const folder = shellPath(shell, path.dirname(file), home)
  const hook = ['ssoenv hook', shell, ...options].join(' ')
  if (shell === 'fish') {
    const isOurs = `test -O ${folder} -a ! -L ${folder} -a -O ${from}`
    // config.fish is read by every script, too.
    return `if status is-interactive; if ${isOurs}; source ${from}; else; ${hook} | source; end; end ${MARK}`
  }
  const isOurs = `-O ${folder} && ! -L ${folder} && -O ${from}`
  return `if [[ ${isOurs} ]]; then . ${from}; else eval "$(${hook})"; fi ${MARK}`
}

function shellPath(shell: Shell, file: string, home: string): string {
  const isBelow = home !== '/' && file.startsWith(`${home}/`)
  const rest = isBelow ? file.slice(home.length + 1) : file
  const word = /^[\w@%+:,./-]+$/.test(rest) ? rest : quote(shell, rest)
  return isBelow ? `~/${word}` : word
}

/** The lines that load this shell's hook, in any form that was ever shown; none of those that are a comment. */
export function hookLines(shell: Shell, text: string): FoundLine[] {
  const loads = new RegExp(`\\bssoenv['"]?\\s+hook\\s+['"]?${shell}\\b|ssoenv/hook\\.${shell}\\b`)
  return linesOf(text).flatMap((line, index) => {
    const words = line.replace(/[\r\n]+$/, '')
    const isOurs = words.endsWith(MARK) && !/^\s*#/.test(words)
    return loads.test(isOurs ? words : codeOf(words)) ? [{ number: index + 1, isOurs }] : []
  })
}

/** A line without its comment; a `#` within a word begins none. */
function codeOf(line: string): string {
  return line.replace(/(?:^|\s)#.*$/, '')
}

/**
 * The text with the line at its end, or in the place of an older one of ours; further ones of ours go.
 *
 * @param text undefined for a file that is not there: only then the new file ends in a line feed, which tells removal to
 *   remove the file
 */
export function withRcLine(shell: Shell, text: string | undefined, line: string): string {
  if (text === undefined) return `${line}\n`
  const [first, ...more] = hookLines(shell, text).filter(({ isOurs }) => isOurs)
  if (first) {
    const others = more.reverse().reduce((rest, { number }) => withoutLine(rest, number), text)
    const lines = linesOf(others)
    lines[first.number - 1] = `${line}${endOf(lines[first.number - 1] ?? '')}`
    return lines.join('')
  }
  const end = endOf(linesOf(text)[0] ?? '')
  if (text === '') return line
  return /\n$/.test(text) ? `${text}${line}${end}` : `${text}${end || '\n'}${line}`
}

/** The text without our lines; undefined where the file was made for one. */
export function withoutRcLines(shell: Shell, text: string): string | undefined {
  const ours = hookLines(shell, text).filter(({ isOurs }) => isOurs)
  if (ours.length === 1 && linesOf(text).length === 1 && text.endsWith('\n')) return undefined
  return ours.reverse().reduce((rest, { number }) => withoutLine(rest, number), text)
}

/** The number of the last line where a line below it would become part of it: it ends with a backslash. */
export function openLine(text: string): number | undefined {
  const lines = linesOf(text)
  const last = (lines.at(-1) ?? '').replace(/[\r\n]+$/, '')
  return /(?:^|[^\\])(?:\\\\)*\\$/.test(codeOf(last)) ? lines.length : undefined
}

function withoutLine(text: string, number: number): string {
  const lines = linesOf(text)
  const [taken = ''] = lines.splice(number - 1, 1)
  const rest = lines.join('')
  const wasLast = number > lines.length
  return wasLast && endOf(taken) === '' ? rest.replace(/\r?\n$/, '') : rest
}

/** The lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function endOf(line: string): string {
  return /\r?\n$/.exec(line)?.[0] ?? ''
}
