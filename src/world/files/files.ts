/**
 * Files: absent or a value, and writes that are private and whole.
 *
 * Reading distinguishes "there is nothing" (undefined) from "it cannot be read" (ConfigError). Writing goes to a temporary
 * file in the same folder, is flushed, and takes its place by rename; a reader sees the old or the new text.
 */

import { constants, lstatSync, statSync, type Stats } from 'node:fs'
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm, stat, type OpenFile } from './fs.js'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { ConfigError, RefusedError, SsoenvError } from '../../core/errors.js'
import { randomName } from './random.js'

/** The code of a system error (`ENOENT` …), if it is one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** More than any file that is read here has: a config of 100,000 profiles comes to half of it. */
const LIMIT_BYTES = 64 * 1024 * 1024

/**
 * The file's bytes, or undefined where there is no such file. Links are followed; a FIFO or a device is never waited for.
 *
 * @param options.own what the file says is obeyed: it must be ours or the system's, and not for everybody to write
 * @throws ConfigError when it is there and cannot be read (permission, not a regular file, more than `limit` bytes)
 */
export async function readIfPresent(
  file: string,
  { limit = LIMIT_BYTES, own = false }: { limit?: number; own?: boolean } = {},
): Promise<Buffer | undefined> {
  // Looked for first: many files are absent most of the time, and to make an error is dearer than to look.
  let handle
  try {
    if (isAbsent(file)) return undefined
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw unreadable(file, error)
  }
  try {
    const found = await handle.stat()
    if (own && !(isOurs(found) || found.uid === 0))
      throw new ConfigError(`${printable(file)} is not your file; it is not used.`)
    if (own && (found.mode & 0o002) !== 0 && found.isFile())
      throw new ConfigError(`Everybody can write ${printable(file)}; it is not used (chmod o-w it).`)
    if (found.isFile() || found.isDirectory()) {
      if (found.isFile() && found.size > limit)
        throw new ConfigError(`${printable(file)} is larger than ${limit} bytes.`)
      return await handle.readFile()
    }
    // AWS_CONFIG_FILE=/dev/null is the usual way to say "no config".
    const isEmpty = found.isCharacterDevice() && (await handle.read(Buffer.alloc(1))).bytesRead === 0
    if (isEmpty) return Buffer.alloc(0)
    throw new ConfigError(`${printable(file)} is not a regular file.`)
  } catch (error) {
    throw error instanceof ConfigError ? error : unreadable(file, error)
  } finally {
    await handle.close()
  }
}

/** What was read, or undefined where that cannot be read (ConfigError). */
export async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    if (error instanceof ConfigError) return undefined
    throw error
  })
}

/** @throws what `stat` throws where it cannot be told */
const isAbsent = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) === undefined

function unreadable(file: string, error: unknown): ConfigError {
  return new ConfigError(`${printable(file)} cannot be read (${errorCode(error) ?? 'unknown error'}).`, {
    cause: error,
  })
}

/**
 * Puts `text` in `file` so that nobody ever sees half of it: temporary file, fsync, rename. A symlink is written through,
 * unless `replaceLink`.
 *
 * @param options.mode of a new file, and of the replaced one unless `keepMode`; exactly, or `underUmask` as the person's
 *   umask allows (a file that is made to be shared)
 * @param options.disposable what is made anew when it is lost: nobody waits until the disk has it
 * @param options.replaceLink in a folder in which others may write: what a link leads to is theirs to choose
 * @param options.owner whose the new file is to be
 * @param options.last runs right before the rename; when it throws, nothing was written
 * @throws ConfigError naming the file and the reason (read-only, disk full …); the old file is then as it was
 */
export async function writeWhole(
  file: string,
  text: string | Uint8Array,
  options: {
    mode?: number
    keepMode?: boolean
    underUmask?: boolean
    disposable?: boolean
    replaceLink?: boolean
    owner?: { uid: number; gid: number }
    last?: () => Promise<void>
  } = {},
): Promise<void> {
  const target = options.replaceLink ? file : await realpath(file).catch(() => file)
  const temporary = path.join(path.dirname(target), `${temporaryStart(target)}${randomName(6)}.tmp`)
  await removeStrays(path.dirname(target), (name) => isTemporaryOf(target, name))
  const mode = options.keepMode
    ? await stat(target)
        .then((found) => found.mode & 0o7777)
        .catch(() => options.mode ?? 0o600)
    : (options.mode ?? 0o600)
  try {
    const handle = await open(
      temporary,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      mode,
    )
    try {
      if (options.owner) await giveTo(handle, options.owner, mode)
      if (!options.underUmask) await handle.chmod(mode)
      await handle.writeFile(text)
      if (!options.disposable) await handle.sync()
    } finally {
      await handle.close()
    }
    await options.last?.()
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    if (error instanceof SsoenvError) throw error
    throw new ConfigError(`${printable(file)} cannot be written (${reasonOf(error)}); it is as it was.`, {
      cause: error,
    })
  }
}

function temporaryStart(file: string): string {
  return `.${path.basename(file).slice(0, 100)}.`
}

/** Whether a file of that name in the folder of `file` was to become it: a process that was killed leaves it. */
export function isTemporaryOf(file: string, name: string): boolean {
  const start = temporaryStart(file)
  return name.startsWith(start) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))
}

/** So long nobody takes to write a file; another machine may share the folder, and not the lock. */
const STRAY_MILLISECONDS = 3600_000

/**
 * Removes temporary files that processes which were killed have left: half-written copies, perhaps of secrets, perhaps in a
 * repository. What cannot be removed stays.
 *
 * @param isStray whether a file name in that folder is one of those that are meant
 * @param milliseconds how old they have to be; 0 where nobody can be writing
 */
export async function removeStrays(
  folder: string,
  isStray: (name: string) => boolean,
  milliseconds = STRAY_MILLISECONDS,
): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isStray)) {
    const stray = path.join(folder, name)
    const found = await lstat(stray).catch(() => undefined)
    // A clock that was set back makes files of the future.
    if (!found || Math.abs(Date.now() - found.mtimeMs) < milliseconds) continue
    await rm(stray, { force: true }).catch(() => undefined)
  }
}

/** Why a file cannot be written: the system's code, and in words what a person can do something about. */
export function reasonOf(error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'your share of the disk is used up',
    EROFS: 'the disk is read-only',
    EACCES: 'its folder is not yours to write',
    EPERM: 'the system does not permit it',
    EBUSY: 'it is mounted by itself, as into a container; mount its folder instead',
  }
  const code = errorCode(error) ?? 'unknown error'
  const found = words[code]
  return found ? `${code}: ${found}` : code
}

/** A group that cannot be kept matters only where the mode lets it do something. */
async function giveTo(
  handle: OpenFile,
  { uid, gid }: { uid: number; gid: number },
  mode: number,
): Promise<void> {
  const found = await handle.stat()
  if (found.uid === uid && found.gid === gid) return
  await handle.chown(uid, gid).catch((error: unknown) => {
    if (found.uid !== uid || (mode & 0o070) !== 0) throw error
  })
}

/**
 * Removes a file. @returns whether there was one
 *
 * @throws ConfigError when it is there and cannot be removed
 */
export async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false
    throw notRemoved(file, error)
  }
}

/** Removes a folder with all that is in it; of a link the link alone. @throws ConfigError where something cannot be removed */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    throw notRemoved(folder, error)
  })
}

function notRemoved(file: string, error: unknown): ConfigError {
  return new ConfigError(`${printable(file)} cannot be removed (${reasonOf(error)}).`, {
    cause: error,
  })
}

/**
 * A folder of ours: made 0700 when absent, set to 0700 where others can read it.
 *
 * @throws RefusedError when it is a link, not a folder, not ours, or others can write in it: what it holds may be theirs;
 *   ConfigError when it cannot be made
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, 0o700)
    const found = await lstat(folder)
    if (!found.isDirectory() || !isOurs(found)) {
      throw new RefusedError(`${printable(folder)} is not a folder of yours; ssoenv does not use it.`)
    }
    if ((found.mode & 0o022) !== 0) {
      throw new RefusedError(
        `Others can write in ${printable(folder)}, so ssoenv does not use it. Remove it, or make it yours alone (chmod 700).`,
      )
    }
    if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
  } catch (error) {
    if (error instanceof RefusedError) throw error
    throw new ConfigError(`${printable(folder)} cannot be made (${reasonOf(error)}).`, {
      cause: error,
    })
  }
}

/** Whether what is in the folder was put there by us: a folder, no link, ours, and nobody else can write in it. */
export function isOurFolder(folder: string): Promise<boolean> {
  const found = lookAt(folder)
  return Promise.resolve(
    found !== undefined && found.isDirectory() && isOurs(found) && (found.mode & 0o022) === 0,
  )
}

/** A link itself; undefined where nothing is, or nothing can be seen. */
function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function isOurs({ uid }: { uid: number }): boolean {
  const own = process.geteuid?.()
  return own === undefined || uid === own
}
