/**
 * A claim on a lock: a listening Unix socket, named `claim-ID` in the lock's folder, `new-ID` before it is visible.
 *
 * To whoever connects the owner says one JSON line, `{"pid":…,"purpose":…,"since":…}`, as soon as it knows that the lock is
 * its own; then the connection stays open, so that its end tells the end of the owner. Undecided owners keep silent.
 * ID is RANDOM-PID-SINCE, for the sake of those who meet a suspended owner.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, renameSync, statSync, unlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { errorCode } from '../files/files.js'
import { UnusablePlaceError, type Place } from './lock-place.js'

export interface Claim {
  id: string
  /** Gives the listening socket its name. False: the folder was removed meanwhile. */
  makeVisible(): boolean
  /** The lock is ours: says so to all who asked and will ask. */
  decide(): void
  /** Stops listening, disappears, and closes all connections, in this order. Never throws. */
  withdraw(): Promise<void>
}

/** RANDOM-PID-SINCE, SINCE in milliseconds. */
export const CLAIM_ID = /^[0-9a-f]{12}-(\d{1,10})-(\d{1,14})$/
/** From bind to rename it is a matter of microseconds. */
const OLD_MILLISECONDS = 60_000

/** What bind answers in a folder that cannot hold sockets, whoever tries. */
const UNUSABLE = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT ENOTSUP EOPNOTSUPP EINVAL ENXIO ENODEV ENOSYS ENOTDIR'.split(' '),
)

/**
 * The ids of all claims in the folder, dead ones too, in ascending order.
 *
 * Here as below the file system is asked synchronously: that takes microseconds, while a hundred processes that hop
 * between threads delay each other for seconds.
 */
export function claimsIn(place: Place): string[] {
  const names = namesIn(place)
  for (const name of names) if (name.startsWith('new-')) removeIfOld(path.join(place.folder, name))
  return names
    .filter((name) => name.startsWith('claim-'))
    .map((name) => name.slice('claim-'.length))
    .filter((id) => CLAIM_ID.test(id))
    .sort()
}

function namesIn(place: Place): string[] {
  try {
    return readdirSync(place.folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** Left over from a process that was killed before its claim was visible; if not, it finds no file to rename. */
function removeIfOld(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found && found.mtimeMs < Date.now() - OLD_MILLISECONDS) removeQuietly(file)
}

/** Removes a claim that is dead. */
export function removeClaim(place: Place, id: string): void {
  removeQuietly(path.join(place.folder, `claim-${id}`))
}

/** Somebody else may have been faster, and what cannot be removed does no harm. */
function removeQuietly(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    return
  }
}

/**
 * A claim that listens and is not visible yet, or undefined when the folder was removed meanwhile.
 *
 * @throws UnusablePlaceError when the folder cannot hold sockets
 */
export async function candidate(place: Place, purpose: string): Promise<Claim | undefined> {
  const since = new Date()
  const id = `${randomBytes(6).toString('hex')}-${process.pid}-${since.getTime()}`
  const hello = `${JSON.stringify({ pid: process.pid, purpose, since: since.toISOString() })}\n`
  const connected = new Set<Socket>()
  let decided = false
  const server = createServer((socket) => {
    connected.add(socket)
    socket.unref()
    socket.on('error', () => undefined)
    socket.on('close', () => connected.delete(socket))
    socket.resume()
    if (decided) socket.write(hello)
  })
  const withdraw = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    removeClaim(place, id)
    for (const socket of connected) socket.destroy()
    await closed
  }
  try {
    await listening(server, place.address(`new-${id}`))
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === 'ENOENT') return undefined
    if (!UNUSABLE.has(code)) throw error
    throw new UnusablePlaceError(`${printable(place.folder)} cannot hold a socket (${code}).`, {
      cause: error,
    })
  }
  return {
    id,
    makeVisible: () => {
      try {
        renameSync(path.join(place.folder, `new-${id}`), path.join(place.folder, `claim-${id}`))
        return true
      } catch {
        return false
      }
    },
    decide: () => {
      decided = true
      for (const socket of connected) socket.write(hello)
    },
    withdraw,
  }
}

async function listening(server: Server, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: address, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', () => undefined) // accept without free descriptors; whoever asked asks again
  server.unref()
}
