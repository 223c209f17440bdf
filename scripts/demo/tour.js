/**
 * Plays the tour in a real interactive shell on a pseudo-terminal and prints what a person would have seen, as text.
 *
 * The terminal comes from `script` (util-linux; part of every Debian and of macOS): no package, no compiler.
 */
import { spawn, spawnSync } from 'node:child_process'

const DEADLINE_MILLISECONDS = 30_000
/** What ends every prompt of the demo. */
const PROMPT = /\$ $/

/** CSI and OSC sequences, character sets, single-letter escapes (ECMA-48). */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /\u001b(\[[0-9;?>=]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[()][A-Z0-9]|[=>78cDEHMNOZ])/g

/** Escape sequences and what a line editor draws over are for a terminal; a transcript shows the lines that remain. */
export function plainText(raw) {
  const lines = raw.replace(ESCAPES, '').replace(/\r+\n/g, '\n').split('\n')
  return lines.map((line) => drawn(line)).join('\n')
}

/** A line after its carriage returns and backspaces: what is written later stands over what was there. */
function drawn(line) {
  const cells = []
  let at = 0
  for (const character of line) {
    if (character === '\r') at = 0
    else if (character === '\b') at = Math.max(0, at - 1)
    else if (character >= ' ') cells[at++] = character
  }
  return cells.join('').trimEnd()
}

function pseudoTerminal(command, env, cwd) {
  const isUtilLinux = spawnSync('script', ['--version'], { stdio: 'ignore' }).status === 0
  const line = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const words = isUtilLinux
    ? ['-q', '-e', '-c', `stty cols 100 rows 40; exec ${line}`, '/dev/null']
    : ['-q', '/dev/null', ...command]
  return spawn('script', words, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
}

/** @returns the exit status: 0 when each step came back to a prompt */
export async function playTour({ shell, words, env, home, steps }) {
  const child = pseudoTerminal([shell, ...words], { ...env, TERM: 'xterm' }, home)
  let seen = ''
  let wake = () => undefined
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    seen += chunk
    // fish asks the terminal what it is, and waits for the answer (DA1).
    if (chunk.includes('\u001b[c') || chunk.includes('\u001b[0c')) child.stdin.write('\u001b[?62;c')
    wake()
  })
  let isOver = false
  const over = new Promise((resolve) => {
    child.on('close', () => {
      isOver = true
      wake()
      resolve()
    })
  })

  /** What was printed until the shell shows its prompt and is silent for a moment. */
  const untilPrompt = async () => {
    const end = Date.now() + DEADLINE_MILLISECONDS
    while (!isOver) {
      const before = seen.length
      const isPrompt = PROMPT.test(plainText(seen).split('\n').at(-1) + ' ')
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, isPrompt ? 400 : Math.max(1, end - Date.now()))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (isPrompt && seen.length === before) break
      if (Date.now() >= end)
        throw new Error(
          `The shell did not come back within ${DEADLINE_MILLISECONDS / 1000} s:\n${plainText(seen)}`,
        )
    }
    const text = plainText(seen)
    seen = ''
    return text
  }

  try {
    let prompt = (await untilPrompt()).split('\n').at(-1)
    for (const { type, note } of steps) {
      if (note) console.log(`\n# ${note}`)
      child.stdin.write(`${type}\r`)
      const lines = (await untilPrompt()).split('\n')
      // The first line is the prompt with what was typed, redrawn by the line editor; the last is the next prompt.
      console.log([`${prompt} ${type}`, ...lines.slice(1, -1)].join('\n'))
      prompt = lines.at(-1)
    }
    child.stdin.write('exit\r')
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 5000).unref())])
    return 0
  } catch (error) {
    console.error(error.message)
    return 1
  } finally {
    child.stdin.end()
    if (!isOver) child.kill('SIGTERM')
  }
}
