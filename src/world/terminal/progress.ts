/**
 * A line at the bottom of the terminal that is drawn anew as something goes on, on standard error, and gone afterwards.
 *
 * Own, because the packages for it either bring a tree of others (ora, cli-progress) or hook into the process's signals.
 */
import stringWidth from 'fast-string-width'
import { writeWords } from './terminal.js'
import type { World } from '../world.js'

/** What ends within this is not worth a line. */
const FIRST_MILLISECONDS = 400
const REDRAW_MILLISECONDS = 100
/** Back to the first column, and nothing right of it. */
const CLEAR = '\r\u001b[K'

export interface ProgressLine {
  /** Shows this text, of one line of printable characters, soon. */
  show: (text: string) => void
  /** Writes a whole line that stays, above it. */
  say: (line: string) => void
  /** Takes the line away. */
  end: () => void
}

/**
 * A line on the terminal; where standard error is none, or cannot move its cursor, only `say` does something.
 *
 * @param world for its `say`, its clock and TERM
 */
export function progressLine(world: World): ProgressLine {
  const canDraw = process.stderr.isTTY && world.env['TERM'] !== 'dumb'
  const startedAt = world.monotonic()
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn = ''
  const draw = (text: string): void => {
    writeWords(`${CLEAR}${fitting(text, (process.stderr.columns || 80) - 1)}`)
    drawn = text
  }
  const clear = (): void => {
    if (drawn !== '') writeWords(CLEAR)
  }
  return {
    show: (text) => {
      const now = world.monotonic()
      if (!canDraw || now - startedAt < FIRST_MILLISECONDS || now - drawnAt < REDRAW_MILLISECONDS) return
      drawnAt = now
      draw(text)
    },
    say: (line) => {
      clear()
      world.say(line)
      if (drawn !== '') draw(drawn)
    },
    end: () => {
      clear()
      drawn = ''
    },
  }
}

/**
 * Runs `act` with such a line: in a world whose words do not run into it, and with a function that shows a text. The line is gone
 * when it ends, however it ends.
 */
export async function withProgressLine<Result>(
  world: World,
  act: (world: World, show: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const line = progressLine(world)
  try {
    return await act({ ...world, say: line.say }, line.show)
  } finally {
    line.end()
  }
}

/** As much of it as fits into so many cells: a line that wraps could not be taken away again. */
function fitting(text: string, cells: number): string {
  let shown = text
  while (shown !== '' && stringWidth(shown) > cells) shown = shown.slice(0, -1)
  return shown
}
