/** What may go wrong with the hook's line in an rc file. */
import { printable } from '../text/display.js'
import type { Finding } from './finding.js'

/** A file in which the hook is loaded, with the numbers of the lines that do it, from 1. */
export interface RcFile {
  shell: string
  /** As it is shown. */
  name: string
  text: string
  lines: readonly { number: number; isOurs: boolean }[]
}

/**
 * What takes the list of functions that a shell runs at its prompt away from all that have entered themselves there. The hook enters
 * itself as its line is read, and sees to the order of direnv and of prompt builders by itself.
 */
const TAKES_AWAY: Readonly<Record<string, { variable: string; pattern: RegExp } | undefined>> = {
  bash: { variable: 'PROMPT_COMMAND', pattern: /^\s*(?:export\s+)?PROMPT_COMMAND=(?!.*PROMPT_COMMAND)/ },
  zsh: { variable: 'precmd_functions', pattern: /^\s*precmd_functions=\((?!.*precmd_functions)/ },
}

/** Of one file; none where it is well. */
export function rcFindings({ shell, name, text, lines }: RcFile): Finding[] {
  const findings: Finding[] = []
  const [first, ...more] = lines
  if (first === undefined) return []
  if (more.length > 0) {
    const numbers = lines.map(({ number }) => number).join(', ')
    const isOurs = more.every((line) => line.isOurs)
    findings.push({
      state: 'warning',
      what: `${name} loads the hook ${lines.length} times, on lines ${numbers}.`,
      why: 'Each new shell does the same work again.',
      mend: isOurs && first.isOurs ? `ssoenv setup --shell ${shell}` : 'keep one of the lines',
    })
  }
  const enemy = TAKES_AWAY[shell]
  const last = lines.at(-1)?.number ?? first.number
  const taking = enemy
    ? text.split('\n').findIndex((line, index) => index >= last && enemy.pattern.test(line))
    : -1
  if (enemy && taking >= 0) {
    findings.push({
      state: 'problem',
      what: `${name}:${taking + 1} sets ${enemy.variable} anew, below the hook's line ${last}.`,
      why: 'That takes the hook out again, and all others that have entered themselves there.',
      mend: `move the hook's line to the end of ${printable(name)}`,
    })
  }
  return findings
}
