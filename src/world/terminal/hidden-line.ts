/** One line from the terminal that is not shown. */
import { discardTypedAhead, writeWords } from './terminal.js'

/** Nobody types more; a device that never ends its line does. */
const MOST_CHARACTERS = 65_536

/** What keys send that are no text: arrows and the like, and the marks of a bracketed paste. */
// eslint-disable-next-line no-control-regex
const KEYS = /\x1b(?:\[[\d;?]*[~A-Za-z]|O.|.)/g

/**
 * Asks on standard error and reads a line from the terminal, key by key: the kernel's own line would end at 4095 characters,
 * and be shown. Backspace and Ctrl-U work; Ctrl-C and Ctrl-Z are the signals that they usually are.
 *
 * @returns undefined at Ctrl-D, when the terminal goes away, and when the signal aborts; without a terminal, only then
 */
export async function askHidden(prompt: string, signal: AbortSignal): Promise<string | undefined> {
  const { stdin } = process
  if (signal.aborted) return undefined
  const isTerminal = stdin.isTTY
  if (isTerminal) {
    // A terminal that goes away is an I/O error to whoever has it, also while it is given back.
    if (stdin.listenerCount('error') === 0) stdin.on('error', () => undefined)
    discardTypedAhead()
    stdin.ref()
    stdin.setRawMode(true)
    stdin.setEncoding('utf8')
    writeWords(prompt) // whoever sees it may type at once: nothing is echoed any more
  }
  const line = await new Promise<string | undefined>((resolve) => {
    let typed = ''
    const end = (line: string | undefined): void => {
      stdin.off('data', read).off('error', gone).off('end', gone)
      signal.removeEventListener('abort', gone)
      resolve(line)
    }
    const gone = (): void => end(undefined)
    const read = (text: string): void => {
      for (const key of text) {
        if (key === '\r' || key === '\n') return end(typed)
        if (key === '\x04' && typed === '') return end(undefined)
        if (key === '\x03') process.kill(process.pid, 'SIGINT')
        else if (key === '\x1a') process.kill(process.pid, 'SIGTSTP')
        else if (key === '\x15') typed = ''
        else if (key === '\x7f' || key === '\b') typed = typed.slice(0, -1)
        else if (typed.length < MOST_CHARACTERS) typed += key
      }
    }
    signal.addEventListener('abort', gone)
    if (isTerminal) stdin.on('data', read).once('error', gone).once('end', gone).resume()
  })
  if (isTerminal) giveBack()
  return line?.replace(KEYS, '')
}

/** The terminal as it was. What was pasted after the line's end is no command for the shell. */
function giveBack(): void {
  const { stdin } = process
  stdin.pause()
  stdin.unref()
  discardTypedAhead()
  writeWords('\n')
}
