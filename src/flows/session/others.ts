/** Waiting for the process that has a session's lock, and what it left behind. */
import { UnreachableError } from '../../core/errors.js'
import { quoted } from '../../core/text/display.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenId } from '../../core/session/token.js'
import { acquireLock, type Holder, type Lock } from '../../world/lock/lock.js'
import type { World } from '../../world/world.js'

/** How long a waiter says nothing about it: a refresh takes a second. */
export const PATIENCE_MILLISECONDS = 3000

/** So often it is seen whether one that is waited for still answers; and so long it may take for that. */
const LOOK_MILLISECONDS = 60_000
const ANSWER_MILLISECONDS = 5000

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

/**
 * Resolves when the holder is done or dead, or the signal aborts. Says whom it waits for, after `patienceMilliseconds`.
 *
 * One that answers has limits of its own: for a service, for a person. One that is stopped (SIGSTOP, Ctrl-Z, `docker pause`) has
 * none, and whoever runs us may show nothing of what we say, as the AWS CLI does with `credential_process`.
 *
 * @throws UnreachableError where it does not answer after a minute
 */
export async function waitFor(
  world: World,
  holder: Holder,
  patienceMilliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController()
  const purpose = holder.purpose ? ` (${holder.purpose})` : ''
  const tell = setTimeout(
    () => world.say(`Waiting for process ${holder.pid}${purpose}. Ctrl-C stops waiting.`),
    patienceMilliseconds,
  )
  const over = Promise.race([holder.ended, aborted(signal, stop.signal)]).then(() => 'over')
  try {
    if ((await Promise.race([over, silent(holder, stop.signal)])) === 'over') return
  } finally {
    clearTimeout(tell)
    stop.abort()
    holder.leave()
  }
  throw new UnreachableError(
    `Process ${holder.pid} is in the way${purpose} and does not answer: it seems to be stopped.`,
    { suggestions: [`kill -CONT ${holder.pid}`, 'ssoenv doctor'] },
  )
}

/** Resolves when the holder does not answer; never where `until` aborts before. */
async function silent(holder: Holder, until: AbortSignal): Promise<void> {
  do await pause(LOOK_MILLISECONDS, until)
  while (await holder.answers(ANSWER_MILLISECONDS))
}

/** Does not end once the signal has aborted. */
function pause(milliseconds: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (until.aborted) return
    const timer = setTimeout(resolve, milliseconds)
    until.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

/** Resolves when the signal aborts; `until` takes the listener away. */
export function aborted(signal: AbortSignal | undefined, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true, signal: until })
  })
}
