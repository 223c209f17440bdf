/** What a file is at a moment, without reading it. */
import { stat } from './fs.js'

/** How long the kernel may give two writes one time stamp (a jiffy at 100 Hz is 10 ms), with room to spare. */
const TICK_MILLISECONDS = 25
/** File systems that keep whole seconds only (HFS+, some NFS). */
const COARSE_TICK_MILLISECONDS = 1100

/**
 * How long, in milliseconds, a file that was written at this moment may be written once more without that its time tells. A
 * time in the future says nothing of that, and is not waited for.
 */
export function tickLeft(modifiedNanoseconds: bigint): number {
  const age = Date.now() - Number(modifiedNanoseconds / 1_000_000n)
  const tick = modifiedNanoseconds % 1_000_000_000n === 0n ? COARSE_TICK_MILLISECONDS : TICK_MILLISECONDS
  return age >= 0 && age < tick ? tick - age : 0
}

/** `words`: a later content has others, if `lasting`; one that was written just now may get another with the same. */
export interface Stamp {
  words: string
  lasting: boolean
}

/** That of a file, links followed; one that cannot be reached is absent. */
export async function stampOf(file: string): Promise<Stamp> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  if (!found) return { words: 'absent', lasting: true }
  const { dev, ino, size, mtimeNs, ctimeNs } = found
  // The time of change too: nobody can set it, and a copy that keeps its original's times has its own.
  const times = [mtimeNs, ctimeNs]
  return {
    words: [dev, ino, size, ...times].join(' '),
    lasting: times.every((at) => !isAhead(at) && tickLeft(at) === 0),
  }
}

/** By a clock that is ahead of ours nobody can say whether its tick is over. */
function isAhead(nanoseconds: bigint): boolean {
  return nanoseconds / 1_000_000n > BigInt(Date.now())
}
