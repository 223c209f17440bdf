/** The reader of AWS config files against botocore. */
import { isDeepStrictEqual } from 'node:util'
import { askBotocore, ourReading, type Verdict } from '../core/botocore.js'
import { Chance } from './chance.js'
import { configBytes } from './config-files.js'
import { shrunk } from './shrink.js'
import { reason, shown, type Finding, type Outcome, type Target } from './target.js'

const BATCH = 4000

export const configReader: Target = {
  name: 'config-reader',
  made: 'AWS config files: headers in every quoting, keys twice and inherited, blocks, continued lines, blanks and controls of Unicode, other line ends, byte-order marks, bytes that are no UTF-8',
  holds:
    'botocore refuses the file where the reader does, and else reads the same sections, keys and values.',
  count: 50_000,
  inTests: 1500,
  run: (seed, count) => Promise.resolve(run(seed, count)),
}

function run(seed: number, count: number): Outcome {
  const findings: Finding[] = []
  let refused = 0
  for (let from = 0; from < count; from += BATCH) {
    const files = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
      configBytes(new Chance(seed + from + at)),
    )
    const verdicts = ask(files)
    for (const [at, file] of files.entries()) {
      if ('error' in verdicts[at]!) refused++
      const what = difference(file, verdicts[at]!)
      if (what === undefined) continue
      findings.push({
        seed: seed + from + at,
        what,
        shown: shown(findings.length < 5 ? smallest(file) : file),
      })
    }
  }
  return { count, came: `${refused.toLocaleString('en')} refused by botocore`, findings }
}

const ask = (files: readonly Buffer[]): Verdict[] =>
  askBotocore(files.map((file) => ({ config: file.toString('base64'), base64: true })))

/** What is wrong with our reading; nothing where botocore agrees. */
function difference(file: Buffer, theirs: Verdict): string | undefined {
  try {
    const ours = ourReading({ config: file.toString('base64'), base64: true })
    if ('error' in theirs) {
      const isRefusal = theirs.error.startsWith('ConfigParseError')
      if (!('error' in ours)) return `botocore refuses it (${reason(theirs.error)}), the reader does not`
      return isRefusal ? undefined : `botocore breaks on it: ${reason(theirs.error)}`
    }
    if ('error' in ours) return `the reader refuses it (${reason(ours.error)}), botocore does not`
    return isDeepStrictEqual(ours, theirs)
      ? undefined
      : `read otherwise: ${shown(ours, 300)} for ${shown(theirs, 300)}`
  } catch (error) {
    return `the reader broke: ${reason(error)}`
  }
}

const smallest = (file: Buffer): Buffer =>
  shrunk(file, (files) => {
    const verdicts = ask(files)
    return files.map((each, at) => difference(each, verdicts[at]!) !== undefined)
  })
