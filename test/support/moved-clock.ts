/** A process with another clock than the machine's. */
import { spawnSync } from 'node:child_process'

/** A killed process leaves its semaphore behind, and `faketime` fails where its own process has got the number of that one. */
const ATTEMPTS = 20

let library: string | undefined

/**
 * Variables that give a program its own time of day; timers and the times of files stay the machine's.
 *
 * @param jump as faketime has it: `+1d`, `@2037-12-31 00:00:00`
 */
export function movedClock(jump: string): Record<string, string> {
  library ??= faketimeLibrary()
  return { LD_PRELOAD: library, FAKETIME: jump, FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' }
}

function faketimeLibrary(): string {
  let said = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { status, stdout, stderr } = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
      encoding: 'utf8',
    })
    if (status === 0) return stdout.trim()
    said = stderr
  }
  throw new Error(`faketime: ${said}`)
}
