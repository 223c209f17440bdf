/**
 * The gate before a lock: of a crowd that sees the lock free, one goes on.
 *
 * Links `NUMBER` to the id of whoever came through, the highest last. Making a link is exclusive, so one of those who saw
 * the same highest number gets the next one. Who looked long ago may still come through by an old number; the lock
 * itself tells the two apart.
 */
import { readdirSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { errorCode } from '../files/files.js'
import { askClaim, type LivingClaim } from './lock-ask.js'
import type { Place } from './lock-place.js'

const NUMBER = /^[1-9]\d{0,14}$/

export interface Gate {
  /** Whoever came through last, while it lives. */
  met: LivingClaim | undefined
  /** Tries to go through with a claim of that id; false when somebody was faster, or the folder is gone. */
  pass(id: string): boolean
}

/** Looks at the gate; only who finds nobody there should try to pass. */
export async function lookAtGate(place: Place): Promise<Gate> {
  const link = (number: number): string => path.join(place.folder, String(number))
  const numbers = numbersIn(place)
  const highest = numbers.at(-1) ?? 0
  const last = orUndefined(() => readlinkSync(link(highest))) ?? ''
  return {
    met: await askClaim(place, last, { patient: true }),
    pass: (id) => {
      try {
        symlinkSync(id, link(highest + 1))
      } catch (error) {
        // No link can be made, as on a disk that had room for one more file, our claim: there is no gate, and the lock is enough.
        return !['EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')
      }
      for (const old of numbers) orUndefined(() => unlinkSync(link(old)))
      return true
    },
  }
}

function numbersIn(place: Place): number[] {
  const names = orUndefined(() => readdirSync(place.folder)) ?? []
  return names
    .filter((name) => NUMBER.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** Nothing rests on the gate, so a failure here is none. */
function orUndefined<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch {
    return undefined
  }
}
