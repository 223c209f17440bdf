/**
 * Refreshing from a prompt: in a process of its own, which no Ctrl-C and no closed terminal can cut in the middle. A
 * request that was sent must be brought to its end: the service may have rotated the refresh token already.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import type { SsoSession } from '../../core/session/session.js'
import { RETRY_SECONDS } from '../../core/for-shells/session-record.js'
import { packageFolder } from '../../world/package-folder.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { refreshToken } from './ensure-token.js'
import { leaveSessionRecord, type SessionRecord } from './session-record.js'

/** How long a prompt waits for a refresh. */
export const WAIT_MILLISECONDS = 3000

/** The hidden command that refreshes one session; its words are quick-door.ts's. */
export const REFRESH_COMMAND = 'refresh'

/**
 * Starts the refresh and, with `wait`, stays until it is done, three seconds have passed or the person pressed Ctrl-C or
 * Ctrl-Z, which skip the waiting only.
 *
 * @returns how the session stands then
 * @throws InterruptedError when the terminal is gone
 */
export async function refreshAside(
  world: World,
  session: SsoSession,
  { wait }: { wait: boolean },
): Promise<SessionRecord> {
  const retryAt = new Date(world.now().getTime() + RETRY_SECONDS * 1000)
  const record = await leaveSessionRecord(world, session, { retryAt })
  const { kind, name, region, usedBy } = session
  const child = spawn(
    process.execPath,
    [
      path.join(packageFolder, 'dist/main.js'),
      REFRESH_COMMAND,
      kind,
      name,
      region,
      ...(usedBy ? [usedBy] : []),
    ],
    { detached: true, stdio: 'ignore', env: { ...world.env, NODE_OPTIONS: '' } },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', resolve).once('error', () => resolve()))
  child.unref()
  if (!wait) return record
  const cancellation = cancelOnSignals()
  await new Promise<void>((resolve) => {
    // It is this timer that keeps the process waiting: the child and the signals do not.
    const timer = setTimeout(done, WAIT_MILLISECONDS)
    function done(): void {
      clearTimeout(timer)
      resolve()
    }
    cancellation.signal.addEventListener('abort', done)
    void ended.then(done)
  })
  cancellation.end()
  const caught = cancellation.caught()
  if (caught === 'SIGHUP' || caught === 'SIGTERM') throw new InterruptedError(caught)
  return leaveSessionRecord(world, session)
}

/** The child: one refresh, its result left in the session record. */
export async function refreshHere(world: World, session: SsoSession): Promise<void> {
  const result = await refreshToken(world, session, { wait: true })
  if (result.state === 'unreachable') {
    const retryAt = new Date(world.now().getTime() + RETRY_SECONDS * 1000)
    await leaveSessionRecord(world, session, { retryAt, trouble: printable(result.error.message) })
  } else await leaveSessionRecord(world, session)
}
