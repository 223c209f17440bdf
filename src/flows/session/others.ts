/** Waiting for the process that has a session's lock, and what it left behind. */
import { quoted } from '../../core/text/display.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenId } from '../../core/session/token.js'
import { acquireLock, type Holder, type Lock } from '../../world/lock/lock.js'
import type { World } from '../../world/world.js'

/** How long a waiter says nothing about it: a refresh takes a second. */
export const PATIENCE_MILLISECONDS = 3000

/** What the lock of a session is held for; the words in front are how a waiter tells one from the other. */
export type Purpose = 'login' | 'refresh' | 'logout'

/** The lock that everything which may change a session's token goes through. */
export async function lockSession(
  world: World,
  session: SsoSession,
  purpose: Purpose,
): Promise<Lock | Holder> {
  const words = `${purpose} for ${quoted(session.name)}`
  return acquireLock(world.paths.state, `token-${tokenId(session)}`, words, world.env)
}

/** Whether the holder asks a person; one that cannot answer (suspended) may. */
export function mayBeLogin(holder: Holder): boolean {
  return !holder.purpose.startsWith('refresh') && !holder.purpose.startsWith('logout')
}

/** Resolves when the holder is done or dead, or the signal aborts. Says whom it waits for, after `patienceMilliseconds`. */
export async function waitFor(
  world: World,
  holder: Holder,
  patienceMilliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController()
  const tell = setTimeout(() => {
    const purpose = holder.purpose ? ` (${holder.purpose})` : ''
    world.say(`Waiting for process ${holder.pid}${purpose}. Ctrl-C stops waiting.`)
  }, patienceMilliseconds)
  try {
    await Promise.race([holder.ended, aborted(signal, stop.signal)])
  } finally {
    clearTimeout(tell)
    stop.abort()
  }
}

/** Resolves when the signal aborts; `until` takes the listener away. */
export function aborted(signal: AbortSignal | undefined, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true, signal: until })
  })
}
