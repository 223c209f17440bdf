/** Questions on the terminal that are answered with a line of text. */
import { styleText } from 'node:util'
import { printable } from '../../core/text/display.js'
import { CancelledError } from '../../core/errors.js'
import { holdingInput, InterruptedError, writeWords } from './terminal.js'

export interface TextQuestion {
  message: string
  /** The answer of a bare Enter. */
  otherwise?: string
  /** What is wrong with an answer, in a sentence; it is asked for again. */
  check?: (text: string) => string | undefined
  /** Completed by Tab. */
  words?: readonly string[]
}

/**
 * Asks on standard error until the answer is right. Blanks around it are dropped.
 *
 * @throws InterruptedError on Ctrl-C, CancelledError when the input ends
 */
export async function askText({ message, otherwise, check, words = [] }: TextQuestion): Promise<string> {
  const shownDefault = otherwise ? ` (${printable(otherwise)})` : ''
  const prompt = `${painted('blue', '?')} ${painted('bold', message)}${painted('dim', shownDefault)} `
  for (;;) {
    const text = (await holdingInput(() => readAnswer(prompt, words))).trim() || (otherwise ?? '')
    const problem = check?.(text)
    if (problem === undefined) return text
    writeWords(`${painted('red', `> ${problem}`)}\n`)
  }
}

async function readAnswer(prompt: string, words: readonly string[]): Promise<string> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({
    input: process.stdin,
    // Standard output belongs to the shell that called us.
    output: process.stderr,
    terminal: true,
    historySize: 0,
    completer: (typed: string) => [words.filter((word) => word.startsWith(typed)), typed],
  })
  return new Promise<string>((resolve, reject) => {
    const left = (): void => {
      writeWords('\n')
      reject(new CancelledError('Cancelled.'))
    }
    const end = (settle: () => void): void => {
      lines.removeListener('close', left)
      lines.close()
      settle()
    }
    lines.once('SIGINT', () => {
      writeWords('\n')
      end(() => reject(new InterruptedError('SIGINT')))
    })
    lines.once('close', left)
    // A terminal that goes away is an I/O error to whoever reads it.
    lines.once('error', left)
    lines.question(prompt, (text) => end(() => resolve(text)))
  })
}

function painted(style: 'blue' | 'bold' | 'dim' | 'red', text: string): string {
  // One colour is none; NO_COLOR and TERM are heeded there.
  return process.stderr.isTTY && process.stderr.getColorDepth() > 1 ? styleText(style, text) : text
}
