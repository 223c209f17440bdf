/**
 * Turns for calls to the portal.
 *
 * The portal takes 20 calls a second of a person (leapp PR 297, citing the user guide) and answers 429 to the rest. Tools that ask
 * as fast as they can die there at a few hundred accounts (granted #458, #811). Calls that leave evenly at 15 a second, and
 * at most four at a time, cannot arrive as more than 20 in any second, however the network delays them.
 */
import type { World } from '../../world/world.js'

/** Calls that may be under way together. */
export const IN_FLIGHT = 4

const SHORTEST_MILLISECONDS = 67
const LONGEST_MILLISECONDS = 2000
/** After a refusal turns are so much further apart, and with each success a little nearer again. */
const SLOWER = 1.5
const FASTER = 0.995
/** The pause after the first refusal in a row, doubled with each further one. */
const FIRST_PAUSE_MILLISECONDS = 1000
const LONGEST_PAUSE_MILLISECONDS = 30_000
/** More than the portal may ask for: it is not waited for longer. */
const LONGEST_RETRY_AFTER_SECONDS = 120

export interface Pace {
  /** Resolves when the next call may be sent, or the signal aborts. */
  turn: () => Promise<void>
  succeeded: () => void
  /**
   * The portal refused a call that was sent at that time (`world.monotonic`): nothing is sent for a while, and then less
   * often. Refusals of calls that were sent before the last one are the same refusal.
   */
  throttled: (sentAt: number, retryAfterSeconds: number | undefined) => void
  /** How long it has refused every call by now. */
  throttledMilliseconds: () => number
}

/** @param onPause is told how long nothing will be sent, in seconds */
export function newPace(world: World, signal: AbortSignal, onPause: (seconds: number) => void): Pace {
  let interval = SHORTEST_MILLISECONDS
  let freeAt = world.monotonic()
  let refusedSince: number | undefined
  let slowedAt = Number.NEGATIVE_INFINITY
  let refusals = 0
  let queue = Promise.resolve()

  async function next(): Promise<void> {
    while (!signal.aborted) {
      const wait = freeAt - world.monotonic()
      if (wait <= 0) break
      await world.sleep(Math.ceil(wait), signal)
    }
    freeAt = world.monotonic() + interval
  }

  return {
    turn: () => (queue = queue.then(next)),

    succeeded: () => {
      refusedSince = undefined
      refusals = 0
      interval = Math.max(SHORTEST_MILLISECONDS, interval * FASTER)
    },

    throttled: (sentAt, retryAfterSeconds = 0) => {
      const now = world.monotonic()
      refusedSince ??= now
      const isNew = sentAt > slowedAt
      if (isNew) {
        slowedAt = now
        refusals++
        interval = Math.min(LONGEST_MILLISECONDS, interval * SLOWER)
      }
      // Half of it by chance: others who were refused with us come back at other times.
      const backoff = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (refusals - 1))
      const asked = Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * 1000
      const pause = Math.max(asked, isNew ? backoff * (0.5 + Math.random() / 2) : 0)
      if (pause === 0 || now + pause <= freeAt) return
      freeAt = now + pause
      onPause(pause / 1000)
    },

    throttledMilliseconds: () => world.monotonic() - (refusedSince ?? world.monotonic()),
  }
}
