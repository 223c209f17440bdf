/** What holds for every end of the built program, whatever it was given. */
import { printable } from '../../src/core/text/display.js'
import { start, type Ended, type RunOptions } from '../support/program.js'
import { shown } from './target.js'

/** What no command may come to: 1 is a defect, and a signal the end of our patience. */
const STATUSES = [0, 2, 3, 4, 5, 6, 7]
/** A deadline for what waits for ever, not a measure. */
const PATIENCE_SECONDS = 120

/** Runs the built program; what waits for ever is killed. */
export async function ending(words: readonly string[], options: RunOptions): Promise<Ended> {
  const { child, ended } = start(words, options)
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_SECONDS * 1000)
  return ended.finally(() => clearTimeout(timer))
}

/**
 * What is wrong with how it ended and what it printed, each as a sentence.
 *
 * @param prints its output has the keys, where it succeeds
 */
export function wrongInOutput(
  { status, signal, stdout, stderr }: Ended,
  { prints, secrets }: { prints: boolean; secrets: Iterable<string> },
): string[] {
  const told = shown(`${stdout}${stderr}`, 300)
  const wrong: string[] = []
  if (signal !== null) wrong.push(`it did not end in ${PATIENCE_SECONDS} s: ${told}`)
  else if (!STATUSES.includes(status ?? -1)) wrong.push(`status ${status}: ${told}`)
  for (const text of [stdout, stderr]) {
    const plain = text.replaceAll('\n', '')
    if (printable(plain, plain.length) !== plain) wrong.push(`not printable: ${told}`)
  }
  const quiet = prints && status === 0 ? stderr : stdout + stderr
  if ([...secrets].some((secret) => quiet.includes(secret))) wrong.push('a secret was printed')
  return wrong
}
