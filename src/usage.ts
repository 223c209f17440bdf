/** What oclif says about words of the command line that it does not know, in our form: nothing raw, and what was meant. */
import { Config, Errors } from '@oclif/core'
import { closest } from './core/text/closest.js'
import { printable, quoted } from './core/text/display.js'
import { SsoenvError, UsageError } from './core/errors.js'

interface ParseError extends Error {
  /** Of NonExistentFlagsError. */
  flags?: string[]
  parse?: { input?: { flags?: Record<string, { hidden?: boolean }> } }
  suggestions?: string[]
}

/**
 * Makes an error printable, in place: oclif shows its name, its message, its suggestions and its causes as they are. Before the
 * message stands who says it; only a bug is called by its class.
 */
export function tidy(error: ParseError, words: readonly string[]): void {
  // Causes are the system's words, with paths as they are.
  error.cause = undefined
  if (SsoenvError.isOne(error) || error instanceof Errors.CLIError) error.name = 'ssoenv'
  if (SsoenvError.isOne(error)) return
  // oclif's own lines and colours; neither, where somebody typed some.
  const isPlain = words.every((word) => printable(word, word.length) === word)
  const text = isPlain ? error.message.replace(DIM, '').replaceAll('\t', '  ') : error.message
  const lines = isPlain ? text.split('\n') : text.split(/\n(?=See more help with --help$)/)
  error.message = lines.map((line) => printable(line, 1000)).join('\n')
  const meant = error.flags?.flatMap((flag) => flagsMeant(flag, error.parse?.input?.flags ?? {}).slice(0, 1))
  if (meant && meant.length > 0) error.suggestions = meant
}

// eslint-disable-next-line no-control-regex
const DIM = /\u001b\[2?2m/g

function flagsMeant(typed: string, flags: Record<string, { hidden?: boolean }>): string[] {
  const names = Object.keys(flags).filter((name) => !flags[name]?.hidden)
  return closest(typed.replace(/^-+/, ''), names).map((name) => `--${name}`)
}

/** The exit status that oclif gives to an error of its own; undefined for what is none. */
export function oclifStatus(error: unknown): number | undefined {
  return error instanceof Errors.CLIError ? error.oclif.exit : undefined
}

/**
 * What is wrong with words that name no command; undefined where they name one.
 *
 * @param folder where oclif finds the package
 */
export async function unknownCommand(
  words: readonly string[],
  folder: string,
): Promise<UsageError | undefined> {
  // Otherwise oclif loads what a package.json in the user's data folder names, as code.
  const config = await Config.load({ root: folder, userPlugins: false, devPlugins: false })
  const [first] = words
  if (first?.startsWith('-'))
    return new UsageError(`${quoted(first)} stands where a command is expected.`, {
      suggestions: ['ssoenv --help'],
    })
  const isFlag = (word: string): boolean => word.startsWith('-')
  const until = words.findIndex(isFlag)
  const named = words.slice(first === 'help' ? 1 : 0, until < 0 ? words.length : until)
  const prefixes = named.map((_, index) => named.slice(0, index + 1).join(':'))
  // `profiles` is a command and a topic: another word behind it names a command of the topic.
  const hasCommands = (id: string): boolean => config.commandIDs.some((other) => other.startsWith(`${id}:`))
  const names = (id: string): boolean =>
    config.findCommand(id) !== undefined && (id === prefixes.at(-1) || !hasCommands(id))
  const isKnown = named.length === 0 || prefixes.some(names)
  if (isKnown) return first === 'help' ? undefined : oneTooMany(config, named)
  if (config.findTopic(named.join(':'))) return undefined
  const ids = config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id.replaceAll(':', ' '))
  // Of `lgoin acme-dev` the first word is the command; of `profiles lsit` both are.
  const topics = prefixes.filter((id) => config.findTopic(id)).length
  const typed = named.slice(0, topics + 1).join(' ')
  const asked = first === 'help' ? 'ssoenv help' : 'ssoenv'
  const meant = closest(typed, ids)
    .map((id) => `${asked} ${id}`)
    .slice(0, 3)
  return new UsageError(`There is no command ${quoted(typed)}.`, {
    suggestions: meant.length > 0 ? meant : ['ssoenv --help'],
  })
}

/** Words behind a command that takes none: oclif looks for a command of all of them. */
function oneTooMany(config: Config, named: readonly string[]): UsageError | undefined {
  const count = named.findLastIndex((_, index) => config.findCommand(named.slice(0, index + 1).join(':'))) + 1
  const command = config.findCommand(named.slice(0, count).join(':'))
  const extra = named[count]
  if (!command || extra === undefined) return undefined
  if (command.strict === false || Object.keys(command.args).length > 0) return undefined
  const words = `ssoenv ${command.id.replaceAll(':', ' ')}`
  return new UsageError(`${quoted(extra)} is one word too many: \`${words}\` takes flags only.`, {
    suggestions: [`${words} --help`],
  })
}
