/**
 * Opening a project's `.ssoenv`: a file that anybody may have put there.
 *
 * It is opened once, never through a link and never blocking (a FIFO, a device), and checked on the open file: a regular
 * file of ours that others cannot write, at most 1 KiB. What is read is what was checked.
 */
import { constants } from 'node:fs'
import { open, realpath, stat } from '../files/fs.js'
import path from 'node:path'
import { errorCode } from '../files/files.js'

/** The name of the file that binds a directory. */
export const BINDING_FILE = '.ssoenv'
/** The most that a `.ssoenv` may hold, in bytes. */
export const BINDING_LIMIT = 1024

export type BindingSource =
  | { kind: 'absent' }
  /** It is there and not to be used; the reason completes "PATH is ignored: …" and shows nothing of its content. */
  | { kind: 'unusable'; reason: string }
  | { kind: 'bytes'; bytes: Buffer }

/** What stands at `directory/.ssoenv`. A dangling link is nothing, as for the shells' `-e`. */
export async function readBindingSource(directory: string): Promise<BindingSource> {
  const file = path.join(directory, BINDING_FILE)
  let handle
  try {
    handle = await open(
      file,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch (error) {
    return sourceOfFailure(file, errorCode(error))
  }
  try {
    const found = await handle.stat()
    if (!found.isFile()) return { kind: 'unusable', reason: 'it is not a regular file' }
    const uid = process.geteuid?.()
    if (uid !== undefined && found.uid !== uid) return { kind: 'unusable', reason: 'it is not your file' }
    if ((found.mode & 0o002) !== 0)
      return { kind: 'unusable', reason: 'everybody may write it (chmod o-w it first)' }
    if (found.size > BINDING_LIMIT) return { kind: 'unusable', reason: 'it is larger than 1 KiB' }
    const buffer = Buffer.alloc(BINDING_LIMIT + 1)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
    if (bytesRead > BINDING_LIMIT) return { kind: 'unusable', reason: 'it is larger than 1 KiB' }
    return { kind: 'bytes', bytes: buffer.subarray(0, bytesRead) }
  } catch (error) {
    return { kind: 'unusable', reason: `it cannot be read (${errorCode(error) ?? 'unknown error'})` }
  } finally {
    await handle.close()
  }
}

async function sourceOfFailure(file: string, code: string | undefined): Promise<BindingSource> {
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
  if (code === 'ELOOP') {
    return (await stat(file).catch(() => undefined))
      ? { kind: 'unusable', reason: 'it is a symbolic link' }
      : { kind: 'absent' }
  }
  // A socket or a device without a driver: ENXIO; a folder that we may not search: EACCES on the way there.
  if (code === 'EACCES' && !(await stat(file).catch(() => undefined))) return { kind: 'absent' }
  return {
    kind: 'unusable',
    reason: code === 'ENXIO' ? 'it is not a regular file' : `it cannot be read (${code ?? 'unknown error'})`,
  }
}

/** Whether something stands there, as the shells' `-e` sees it. */
export async function bindingExists(directory: string): Promise<boolean> {
  return (await stat(path.join(directory, BINDING_FILE)).catch(() => undefined)) !== undefined
}

/** The directory without symbolic links: what trust is recorded for. */
export async function physicalDirectory(directory: string): Promise<string> {
  return realpath(directory).catch(() => directory)
}
