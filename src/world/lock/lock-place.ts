/** Where the claims of a lock are: a private folder that can hold Unix sockets. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import { ensurePrivateFolder, errorCode } from '../files/files.js'

export interface Place {
  folder: string
  /** The path by which a socket of that file name is bound and reached: short enough for the system. */
  address(fileName: string): string
  close(): void
}

/** No socket can be made in this folder, by nobody; another one may do. */
export class UnusablePlaceError extends ConfigError {}

/** sun_path without its final NUL: unix(7) on Linux, sys/un.h on macOS and the BSDs. */
const ADDRESS_LIMIT = process.platform === 'linux' ? 107 : 103

/** The longest file name of lock-claim.ts and the slash before it. */
const NAME_LENGTH = 45

const OLD_MILLISECONDS = 30 * 24 * 3600 * 1000

/**
 * The folders to try in turn, each with all its locks below it.
 *
 * The last is in /tmp itself: TMPDIR differs between the shells of one person (nix-shell, macOS per-session folders), and
 * whoever looks in different folders excludes nobody.
 */
export function lockPlaces(stateFolder: string, env: Env): string[] {
  const key = shortHash(stateFolder).slice(0, 8)
  const runtime = env['XDG_RUNTIME_DIR']
  return [
    path.join(stateFolder, 'locks'),
    ...(runtime?.startsWith('/') ? [path.join(runtime, 'ssoenv', key)] : []),
    path.join('/tmp', `ssoenv-${process.geteuid?.() ?? 0}-${key}`),
  ]
}

/**
 * Opens the folder of the lock `name` below `base`; both are made where they are missing.
 *
 * @throws UnusablePlaceError when it cannot be made or reached; RefusedError when it is not ours
 */
export async function openPlace(base: string, name: string): Promise<Place> {
  const folder = path.join(base, shortHash(`${machine()}\n${name}`))
  try {
    if (path.dirname(base) !== '/tmp') await ensure(path.dirname(base))
    await ensure(base)
    if (!isPrivate(folder)) removeOldLocks(base)
    await ensure(folder)
  } catch (error) {
    if (error instanceof ConfigError) throw new UnusablePlaceError(error.message, { cause: error.cause })
    throw error
  }
  return placeIn(folder)
}

/** A lock's folder that is there. @throws UnusablePlaceError when it cannot be reached */
export function placeIn(folder: string): Place {
  if (Buffer.byteLength(folder) + NAME_LENGTH <= ADDRESS_LIMIT) {
    return { folder, address: (fileName) => path.join(folder, fileName), close: () => undefined }
  }
  return throughDescriptor(folder)
}

/** Linux reaches a folder of any length by a descriptor. */
function throughDescriptor(folder: string): Place {
  let descriptor: number | undefined
  try {
    if (process.platform === 'linux') descriptor = openSync(folder, 'r')
  } catch (error) {
    throw new UnusablePlaceError(
      `${printable(folder)} cannot be opened (${errorCode(error) ?? 'unknown'}).`,
      {
        cause: error,
      },
    )
  }
  if (descriptor === undefined) {
    throw new UnusablePlaceError(`${printable(folder)} is too long for the name of a socket.`)
  }
  const opened = descriptor
  let open = true
  return {
    folder,
    address: (fileName) => `/proc/self/fd/${opened}/${fileName}`,
    close: () => {
      if (open) closeSync(opened)
      open = false
    },
  }
}

async function ensure(folder: string): Promise<void> {
  if (!isPrivate(folder)) await ensurePrivateFolder(folder)
}

/** What `ensurePrivateFolder` sees to, without a hop to another thread: a hundred processes at once ask this. */
function isPrivate(folder: string): boolean {
  try {
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o077) === 0
  } catch {
    return false
  }
}

/**
 * Which kernel this is: in a home folder on a network file system the sockets of another machine look dead, so each
 * machine has folders of its own. Containers on one kernel reach each other's sockets and share its boot id.
 */
function machine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
  } catch {
    return hostname()
  }
}

/** Folders that no claim has touched for a month, such as those of earlier boots. */
function removeOldLocks(base: string): void {
  const before = Date.now() - OLD_MILLISECONDS
  for (const name of readdirSync(base)) {
    const folder = path.join(base, name)
    try {
      if (statSync(folder).mtimeMs > before) continue
      for (const file of readdirSync(folder)) unlinkSync(path.join(folder, file))
      rmdirSync(folder)
    } catch {
      // Somebody else was faster, or uses it: then it is not old.
    }
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20)
}
