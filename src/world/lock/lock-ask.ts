/** Asking the owner of a claim whether it lives, who it is and when it ends: the other side of lock-claim.ts. */
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { printable } from '../../core/text/display.js'
import { errorCode } from '../files/files.js'
import { CLAIM_ID } from './lock-claim.js'
import type { Place } from './lock-place.js'

export interface LivingClaim {
  /** `decided`: it has the lock. `silent`: it lives and did not say in time. `undecided`: we did not wait. */
  state: 'decided' | 'silent' | 'undecided'
  pid: number
  purpose: string
  since: Date
  /** Resolves when the owner has withdrawn, released or died; keeps the process running until then. */
  ended(): Promise<void>
  /** Whether the owner still has something to say; it is true of one that has ended, too. */
  answers(milliseconds: number): Promise<boolean>
  /** We do not want to know its end any more: whoever waits for that is told so now. */
  leave(): void
}

/** An owner decides within a few milliseconds; a suspended one never says anything. */
const PATIENCE_MILLISECONDS = 500
const HELLO_LIMIT = 4096
const POLL_MILLISECONDS = 100

/**
 * Asks the owner of a claim whether it lives, and who it is; undefined when it is dead.
 *
 * Dead is only whom the kernel refuses. A connection that is closed says nothing yet: an owner without free descriptors
 * closes them too.
 *
 * @param options.patient wait shortly for an owner that has not decided
 */
export async function askClaim(
  place: Place,
  id: string,
  options: { patient: boolean },
): Promise<LivingClaim | undefined> {
  if (!CLAIM_ID.test(id)) return undefined
  for (;;) {
    const socket = await reach(place, id)
    if (!socket) return undefined
    if (socket === 'full') return living(place, id, 'silent')
    if (!options.patient) return living(place, id, 'undecided', socket)
    const line = await firstLine(socket, PATIENCE_MILLISECONDS)
    if (line === undefined) return living(place, id, 'silent', socket)
    if (line !== 'closed') return { ...living(place, id, 'decided', socket), ...introduction(line) }
    await pause(5)
  }
}

/**
 * A connection to the owner, undefined when the claim is dead, `full` when the queue of a suspended owner has no room.
 *
 * At the gate a claim is met before it has its name; it may get it between two tries.
 */
async function reach(place: Place, id: string): Promise<Socket | 'full' | undefined> {
  for (const state of ['claim', 'new', 'claim']) {
    const socket = await reachSocket(place, `${state}-${id}`)
    if (socket) return socket
  }
  return undefined
}

function reachSocket(place: Place, name: string): Promise<Socket | 'full' | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.address(name))
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', (error) => {
      const code = errorCode(error)
      if (code === 'ECONNREFUSED' || code === 'ENOENT') return resolve(undefined)
      if (code === 'EAGAIN' || code === 'ECONNRESET') return resolve('full')
      reject(error)
    })
  })
}

/** What the owner says first, `closed` when it closed instead, undefined when it says nothing in time. */
function firstLine(socket: Socket, milliseconds: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const timer = setTimeout(() => done(undefined), milliseconds)
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('utf8')
      if (text.includes('\n') || text.length > HELLO_LIMIT) done(text.split('\n')[0])
    }
    const onClose = (): void => done('closed')
    function done(line: string | undefined): void {
      clearTimeout(timer)
      socket.off('data', onData)
      socket.off('close', onClose)
      socket.resume()
      resolve(line)
    }
    socket.on('data', onData)
    socket.on('close', onClose)
  })
}

/** What the owner says of itself; empty where that cannot be read. */
function introduction(line: string): { pid?: number; purpose?: string; since?: Date } {
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch {
    return {}
  }
  if (typeof said !== 'object' || said === null) return {}
  const { pid, purpose, since } = said as Record<string, unknown>
  const start = new Date(typeof since === 'string' ? since : Number.NaN)
  return {
    ...(typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 && { pid }),
    ...(typeof purpose === 'string' && { purpose: printable(purpose) }),
    ...(!Number.isNaN(start.getTime()) && { since: start }),
  }
}

function closeOf(socket: Socket, isLeft: boolean): Promise<void> {
  if (isLeft) socket.destroy()
  return new Promise((resolve) => socket.once('close', () => resolve()).resume())
}

function living(place: Place, id: string, state: LivingClaim['state'], socket?: Socket): LivingClaim {
  const [, pid, since] = CLAIM_ID.exec(id) ?? []
  socket?.unref()
  const closed = socket?.closed === false && new Promise<void>((resolve) => socket.once('close', resolve))
  let open = socket
  let left = false
  return {
    state,
    pid: Number(pid),
    purpose: '',
    since: new Date(Number(since)),
    ended: async () => {
      socket?.ref()
      await closed
      while (!left) {
        const again = await reach(place, id)
        if (!again) break
        if (again !== 'full') await closeOf((open = again), left)
        await pause(POLL_MILLISECONDS)
      }
      place.close()
    },
    answers: async (milliseconds) => {
      const again = await reach(place, id).catch(() => 'full' as const) // what cannot be asked does not answer
      if (!again || again === 'full') return !again
      const line = await firstLine(again, milliseconds)
      again.destroy()
      return line !== undefined
    },
    leave: () => {
      left = true
      open?.destroy()
    },
  }
}
