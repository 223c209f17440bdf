/** `whoami --explain` for a person. */
import { printable, quoted, withTilde } from '../text/display.js'
import { table } from '../text/table.js'
import type { ExplainedLink, ExplainedSource, ExplainedTool, Explanation } from './explanation.js'
import { TOOLS, type Tool } from './sources.js'
import { sourceWords, toolsWords } from './sources-words.js'

/** Paragraphs: what each tool uses, every source in the order of each tool, the chain, what to mend; `~` for `home`. */
export function explanationText(explanation: Explanation, home: string): string {
  const { tools, sources, conflicts } = explanation
  const mends = conflicts.map(({ says, command }) => (command === undefined ? says : `${says}\n  ${command}`))
  return withTilde(
    [
      toolLines(tools).join('\n'),
      sourceLines(sources).join('\n'),
      ...chainLines(explanation),
      ...(mends.length > 0 ? [mends.join('\n')] : []),
    ].join('\n\n'),
    home,
  )
}

/** One line for each group of tools that do the same. */
function toolLines(tools: readonly ExplainedTool[]): string[] {
  const groups = new Map<string, Tool[]>()
  for (const each of tools) {
    const words = [...useCells(each)].join('\n')
    groups.set(words, [...(groups.get(words) ?? []), each.tool])
  }
  return table([...groups].map(([words, same]) => [toolsWords(same, true), ...words.split('\n')]))
}

function* useCells({
  profile,
  profileBy,
  source,
  problem,
  region,
  regionBy,
}: ExplainedTool): Generator<string> {
  if (problem !== undefined) yield `fails: ${printable(problem)}`
  else yield source === undefined ? 'nothing' : sourceWords(source)
  const by = profileBy === 'named' || profileBy === 'default' ? '' : ` by ${profileBy}`
  yield `profile ${quoted(profile)}${by}`
  const from = regionBy === 'profile' || regionBy === 'none' ? '' : ` by ${regionBy}`
  yield region === undefined ? 'no region' : `region ${printable(region)}${from}`
}

const COLUMNS: Readonly<Record<Tool, string>> = {
  'aws-cli': 'AWS CLI',
  boto3: 'boto3',
  javascript: 'JS',
  go: 'Go',
  java: 'Java',
  rust: 'Rust',
}

/** The place of each source in the order of each tool; `*` marks the one that a tool uses. */
function sourceLines(sources: readonly ExplainedSource[]): string[] {
  const rows = sources.map((each) => [
    ...TOOLS.map((tool) => `${each.places[tool] ?? '-'}${each.usedBy.includes(tool) ? '*' : ''}`),
    `${each.profile === undefined ? '' : `profile ${quoted(each.profile)}: `}${sourceWords(each.source)}`,
    stateWords(each),
  ])
  return table([[...TOOLS.map((tool) => COLUMNS[tool]), '* is what it uses', ''], ...rows])
}

function stateWords({ source, isSet, where, keyId }: ExplainedSource): string {
  if (isSet === false) return source === 'instance' ? 'switched off by AWS_EC2_METADATA_DISABLED' : 'not set'
  if (isSet === undefined) return 'asked where nothing else is found'
  return [where === undefined ? 'set' : printable(where), ...(keyId === undefined ? [] : [keyId])].join('  ')
}

/** From the profile to the base of its credentials; nothing for one link that the table shows already. */
function chainLines({ chain, chainProblem }: Explanation): string[] {
  if (chainProblem !== undefined) return [chainProblem]
  if (chain.length < 2) return []
  const rows = chain.map((link, index) => [
    `${index + 1}`,
    `profile ${quoted(link.profile)}`,
    linkWords(link),
    link.where,
  ])
  return [table(rows).join('\n')]
}

function linkWords({ kind, roleArn = '', mfaSerial, source = '' }: ExplainedLink): string {
  switch (kind) {
    case 'assume-role': {
      const mfa = mfaSerial === undefined ? '' : `, with a code of ${printable(mfaSerial)}`
      return `assumes ${printable(roleArn)} with the credentials of ${quoted(source)}${mfa}`
    }
    case 'web-identity':
      return `assumes ${printable(roleArn)} by web identity`
    case 'sso':
      return 'SSO'
    case 'keys':
      return 'keys'
    case 'process':
      return 'credential_process'
    case 'credential-source':
      return `credential_source ${printable(source)}`
    case 'none':
      return 'has no credentials of its own'
  }
}
