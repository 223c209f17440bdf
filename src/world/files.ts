/**
 * Files: absent or a value, and writes that are private and whole.
 *
 * Reading distinguishes "there is nothing" (undefined) from "it cannot be read" (ConfigError). Writing goes to a temporary
 * file in the same folder, is flushed, and takes its place by rename (protocol R3); a reader sees the old or the new text.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { printable } from '../core/display.js'
import { ConfigError, RefusedError } from '../core/errors.js'

/** The code of a system error (`ENOENT` …), if it is one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * The file's bytes, or undefined where there is no such file.
 *
 * @throws ConfigError when it is there and cannot be read (permission, a directory, an I/O error)
 */
export async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw new ConfigError(`${printable(file)} cannot be read (${errorCode(error) ?? 'unknown error'}).`, {
      cause: error,
    })
  }
}

/**
 * Puts `text` in `file` so that nobody ever sees half of it: temporary file, fsync, rename. A symlink is written through.
 *
 * @param options.mode of a new file, and of the replaced one unless `keepMode`; exactly, or `underUmask` as the person's
 *   umask allows (a file that is made to be shared)
 * @throws ConfigError naming the file and the reason (read-only, disk full …); the old file is then as it was
 */
export async function writeWhole(
  file: string,
  text: string | Uint8Array,
  options: { mode?: number; keepMode?: boolean; underUmask?: boolean } = {},
): Promise<void> {
  const target = await realpath(file).catch(() => file)
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`,
  )
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
      if (!options.underUmask) await handle.chmod(mode)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new ConfigError(
      `${printable(file)} cannot be written (${errorCode(error) ?? 'unknown error'}); it is as it was.`,
      {
        cause: error,
      },
    )
  }
}

/**
 * A folder of ours: made 0700 when absent; refused when it is a link, not a folder or not ours; set to 0700 when wider.
 *
 * @throws RefusedError when somebody else could have written in it; ConfigError when it cannot be made
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ConfigError(`${printable(folder)} cannot be made (${errorCode(error) ?? 'unknown error'}).`, {
      cause: error,
    })
  }
  const found = await lstat(folder)
  const uid = process.getuid?.()
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new RefusedError(`${printable(folder)} is not a folder of yours; ssoenv does not use it.`)
  }
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}
