/** The editor of AWS config files against botocore. */
import { headerMeaning } from '../../src/core/config/aws-config.js'
import { editAwsConfig, type ConfigChange, type SectionName } from '../../src/core/config/config-edit.js'
import { parseSections, type ConfigSection } from '../../src/core/config/config-sections.js'
import { ConfigError } from '../../src/core/errors.js'
import { askBotocore } from '../core/botocore.js'
import { assertMeant, assertOnlyLines, type Edit } from '../core/config-edit-judge.js'
import { Chance, NASTY } from './chance.js'
import { configText } from './config-files.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

const BATCH = 2000

export const configEditor: Target = {
  name: 'config-editor',
  made: 'The same files where they can be read, and a change to each: keys set, removed and renamed, sections added, removed and renamed, with names and values as nasty as the files',
  holds:
    'botocore reads the changed key as it was meant and all else as before; only the lines of the change differ.',
  count: 50_000,
  inTests: 700,
  run: (seed, count) => Promise.resolve(run(seed, count)),
}

interface Case extends Edit {
  seed: number
}

function run(seed: number, count: number): Outcome {
  const findings: Finding[] = []
  const kinds: string[] = []
  for (let from = 0; from < count; from += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
      caseOf(seed + from + at, findings),
    ).filter((each) => each !== undefined)
    const verdicts = askBotocore(cases.flatMap(({ text, after }) => [{ config: text }, { config: after }]))
    for (const [at, each] of cases.entries()) {
      kinds.push(each.change.change)
      try {
        assertMeant(each, verdicts[at * 2]!, verdicts[at * 2 + 1]!)
        assertOnlyLines(each)
      } catch (error) {
        findings.push({ seed: each.seed, what: reason(error).slice(0, 200), shown: shownCase(each) })
      }
    }
  }
  return { count: kinds.length, came: tally(kinds), findings }
}

const shownCase = ({ text, change, after }: Edit): string => shown({ text, change, after }, 3000)

/** A file and a change that does something to it, from one seed; undefined where the editor broke, which is a finding. */
function caseOf(seed: number, findings: Finding[]): Case | undefined {
  const chance = new Chance(seed)
  for (;;) {
    const text = configText(chance)
    const sections = readable(text)
    if (sections === undefined) continue
    for (let tries = 0; tries < 12; tries++) {
      const change = changeOf(chance, sections)
      try {
        const after = editAwsConfig(text, [change], 'config')
        if (after !== text) return { seed, text, change, after }
      } catch (error) {
        if (error instanceof ConfigError) continue
        findings.push({
          seed,
          what: `the editor broke: ${reason(error)}`,
          shown: shownCase({ text, change, after: '' }),
        })
        return undefined
      }
    }
  }
}

/** A lone surrogate cannot be in a file. */
function readable(text: string): ConfigSection[] | undefined {
  if (/\p{Cs}/u.test(text)) return undefined
  try {
    const sections = parseSections(text, 'config')
    for (const { keys } of sections) keys.size satisfies number
    return sections
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

// prettier-ignore
const NAMES = ['a', 'b', 'new one', 'default', "it's", 'z"y', 'a\\b', '\u00fc', 'x=y', 'DEFAULT', '__proto__', 'a]b', '', ' a', '#', '\u00a0', 'e\u0301', 'a\u2003b']
// prettier-ignore
const VALUES = ['v', '', 'a = b', 'x # y', '[profile a]', '"q"', 'https://x/#/', '\ufeffx', 'a\tb', '%(x)s', '\\', '# x', '; x', '=', ':', '\u0130', '\u200b', '[a', 'x '.repeat(3000) + 'x']
const KEYS = [
  'region',
  'REGION',
  'k',
  'new_key',
  's3',
  'sso_region',
  '\u212a',
  'a b',
  '',
  '=',
  '#k',
  '[k',
  '__proto__',
  '-',
  '.',
  'a.b',
]

const nasty = (chance: Chance, tame: readonly string[]): string =>
  chance.once(8) ? chance.some(0, 4, () => chance.one([...NASTY, 'a', 'b'])).join('') : chance.one(tame)

function sectionOf(chance: Chance, sections: readonly ConfigSection[]): SectionName {
  const found = sections.length > 0 && !chance.once(5) ? chance.one(sections) : undefined
  const meaning = found && headerMeaning(found.header)
  if (typeof meaning === 'object') return meaning
  if (found) return { kind: 'plain', name: found.header }
  return { kind: chance.one(['profile', 'profile', 'sso-session', 'plain']), name: nasty(chance, NAMES) }
}

function changeOf(chance: Chance, sections: readonly ConfigSection[]): ConfigChange {
  const section = sectionOf(chance, sections)
  const known = sections.flatMap(({ header, keys }) => {
    const meaning = headerMeaning(header)
    const name = typeof meaning === 'object' ? meaning.name : header
    return name === section.name ? [...keys.keys()] : []
  })
  const key = known.length > 0 && !chance.once(4) ? chance.one(known) : nasty(chance, KEYS)
  switch (
    chance.one([
      'set',
      'set',
      'remove-key',
      'rename-key',
      'add-section',
      'remove-section',
      'rename-section',
    ] as const)
  ) {
    case 'set':
      return { change: 'set', section, key, value: nasty(chance, VALUES) }
    case 'remove-key':
      return { change: 'remove-key', section, key }
    case 'rename-key':
      return {
        change: 'rename-key',
        section,
        key,
        to: chance.once(4) ? key.toUpperCase() : nasty(chance, KEYS),
      }
    case 'add-section': {
      const keys = chance.some(0, 3, () => [nasty(chance, KEYS), nasty(chance, VALUES)] as const)
      return {
        change: 'add-section',
        section: sectionOf(chance, []),
        keys,
        comments: chance.some(0, 1, () => nasty(chance, ['made by a test', '', ' x', '[profile a]'])),
      }
    }
    case 'remove-section':
      return { change: 'remove-section', section }
    case 'rename-section':
      return { change: 'rename-section', section, to: sectionOf(chance, chance.once(6) ? sections : []) }
  }
}
