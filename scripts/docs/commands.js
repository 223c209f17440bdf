/** The commands as pages: docs/commands.md and the first part of the man page, both from the manifest that oclif's help reads. */
import { escaped, example, inline } from './roff.js'

/** Commands that people type, by their words, in order. */
export function commandsOf(manifest) {
  return Object.values(manifest.commands)
    .filter(({ hidden }) => !hidden)
    .map((command) => ({ ...command, words: `ssoenv ${command.id.replaceAll(':', ' ')}` }))
    .sort((one, other) => (one.words < other.words ? -1 : 1))
}

const argumentsOf = (command) =>
  Object.values(command.args).map((arg) => ({
    name: arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`,
    what: withOptions(arg),
  }))

const flagsOf = (command) =>
  Object.values(command.flags)
    .filter(({ hidden }) => !hidden)
    .map((flag) => ({
      name: `${flag.char ? `-${flag.char}, ` : ''}--${flag.allowNo ? '[no-]' : ''}${flag.name}${valueOf(flag)}`,
      what: withOptions(flag),
    }))

const valueOf = (flag) => (flag.type === 'option' ? ` ${flag.helpValue ?? flag.name.toUpperCase()}` : '')

function withOptions({ description = '', options, default: value }) {
  const more = [
    ...(options ? [`one of: ${options.join(', ')}`] : []),
    ...(value !== undefined && value !== false ? [`default: ${String(value)}`] : []),
  ]
  return more.length > 0 ? `${description} (${more.join('; ')})` : description
}

/** Lines of text as paragraphs: an empty line divides. */
const paragraphsOf = (description) => description.split(/\n\n+/).map((text) => text.replaceAll('\n', ' '))

/** An example's lines and, where it has some, the sentence above them. */
const examplesOf = (command) =>
  (command.examples ?? []).map((example) => {
    const text = typeof example === 'string' ? example : `${example.description}\n${example.command}`
    const words = command.id.replaceAll(':', ' ')
    const lines = text
      .replaceAll('<%= config.bin %>', 'ssoenv')
      .replaceAll('<%= command.id %>', words)
      .split('\n')
    return { sentence: lines.length > 1 ? lines[0] : undefined, lines: lines.slice(lines.length > 1 ? 1 : 0) }
  })

const usageOf = (command) => {
  const own = typeof command.usage === 'string' ? [command.usage] : command.usage
  return own?.map((line) => `ssoenv ${line.replaceAll('<%= config.bin %> ', '')}`)
}

export function markdownOf(manifest) {
  const chapters = commandsOf(manifest).map((command) => {
    const [first, ...rest] = paragraphsOf(command.description)
    const rows = [...argumentsOf(command), ...flagsOf(command)]
    const table = [
      '| word | what |',
      '| --- | --- |',
      ...rows.map(({ name, what }) => `| \`${cell(name)}\` | ${cell(what)} |`),
    ]
    const examples = examplesOf(command).flatMap(({ sentence, lines }) => [
      ...(sentence ? [sentence, ''] : []),
      '```text',
      ...lines,
      '```',
      '',
    ])
    const usage = usageOf(command)
    return [
      `## ${command.words}`,
      first,
      ...rest,
      ...(usage ? [`\`${usage.join('`, `')}\``] : []),
      ...(rows.length > 0 ? [table.join('\n')] : []),
      examples.join('\n'),
    ].join('\n\n')
  })
  const head = `# Commands\n\nMade by \`npm run docs\` from what \`ssoenv COMMAND --help\` prints. How they end is in [the exit codes](topics/exit-codes.md), what \`--json\` prints in [json.md](json.md).`
  return [head, ...chapters].join('\n\n')
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

export function manOf(manifest) {
  return commandsOf(manifest)
    .map((command) => {
      const usage = usageOf(command)
      const words = [command.words, ...argumentsOf(command).map(({ name }) => name)].join(' ')
      const terms = [...argumentsOf(command), ...flagsOf(command)].map(
        ({ name, what }) => `.TP\n\\fB${escaped(name)}\\fR\n${inline(what.replaceAll('\n', ' '))}\n`,
      )
      return [
        `.SS ${escaped(usage?.[0] ?? words)}\n`,
        ...paragraphsOf(command.description).map((text) => `.PP\n${inline(text)}\n`),
        ...terms,
        ...examplesOf(command).map(
          ({ sentence, lines }) => `${sentence ? `.PP\n${inline(sentence)}\n` : ''}${example(lines)}`,
        ),
      ].join('')
    })
    .join('')
}
