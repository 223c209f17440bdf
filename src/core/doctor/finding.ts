/** What `ssoenv doctor` finds: the words that its checks share. */

/**
 * `ok`: as it should be. `note`: good to know, and nothing has to be done. `warning`: something may go wrong, or goes wrong with one
 * tool. `problem`: something does not work, or a secret is open to others.
 */
export type FindingState = 'ok' | 'note' | 'warning' | 'problem'

/** Whole printable sentences. */
export interface Finding {
  state: FindingState
  /** What is so, and where. */
  what: string
  /** Why that matters. */
  why?: string
  /** What to do: a command to type where one does it. */
  mend?: string
}

const RANKS: readonly FindingState[] = ['ok', 'note', 'warning', 'problem']

/** The worst state among them; `ok` where there is none. */
export function worst(findings: readonly Pick<Finding, 'state'>[]): FindingState {
  const ranks = findings.map(({ state }) => RANKS.indexOf(state))
  return RANKS[Math.max(0, ...ranks)] ?? 'ok'
}

/** So many findings of one kind are told one by one: a config may have thousands of profiles. */
export const TOLD = 10

/** The first of them, and how many there are beyond. */
export function shortened<One extends Finding>(findings: readonly One[], what: string): (One | Finding)[] {
  const more = findings.slice(TOLD)
  if (more.length === 0) return [...findings]
  return [
    ...findings.slice(0, TOLD),
    { state: worst(more), what: `There are ${more.length} more such ${what}.` },
  ]
}
