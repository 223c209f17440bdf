/** What `ssoenv doctor` says to a person. */
import { withTilde } from '../text/display.js'
import type { Finding, FindingState } from './finding.js'

/** A finding with the name of its check, as it is told. */
export interface ToldFinding extends Finding {
  check: string
  isFixable: boolean
  /** Under --fix: whether it was mended. */
  fixed?: boolean
}

const COLOURS: Readonly<Record<FindingState, string>> = { ok: '32', note: '36', warning: '33', problem: '31' }

/** A paragraph for each finding, in the order of the checks. */
export function findingsText(
  findings: readonly ToldFinding[],
  { colour, home }: { colour: boolean; home: string },
): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, state, what, why, mend }) => {
    const word = state.padEnd('problem'.length)
    const shown = colour ? `\u001b[${COLOURS[state]}m${word}\u001b[0m` : word
    return [
      `${shown}  ${check.padEnd(width)}  ${what}`,
      ...(why === undefined ? [] : [`         ${why}`]),
      ...(mend === undefined ? [] : [`         Mend: ${mend}`]),
    ]
  })
  return withTilde(lines.join('\n'), home)
}

/** The last line: how many, and what could be mended. */
export function summaryText(findings: readonly ToldFinding[]): string {
  const left = findings.filter(({ fixed }) => fixed !== true)
  const counts = (['problem', 'warning'] as const).flatMap((state) => {
    const count = left.filter((finding) => finding.state === state).length
    return count === 0 ? [] : [`${count} ${state}${count === 1 ? '' : 's'}`]
  })
  const fixable = left.filter(({ isFixable }) => isFixable).length
  const words = counts.length === 0 ? 'Nothing is wrong' : counts.join(', ')
  return `${words}.${fixable === 0 ? '' : ` ssoenv doctor --fix can mend ${fixable} of what is above.`}`
}
