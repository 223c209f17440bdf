/**
 * `node:fs/promises` in the calls that ssoenv makes, done at once.
 *
 * The asynchronous ones go through a pool of threads and load the streams: in a process that lives for some 30 ms, that is
 * a fifth of it, and twice so on a busy machine. Nothing here waits for a file: FIFOs and devices are opened without blocking.
 */
import fs from 'node:fs'
import type promises from 'node:fs/promises'
import path from 'node:path'

/** The same call with its result, or its error, as a promise. */
function promised(call: (...words: never[]) => unknown) {
  return (...words: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      resolve(call(...(words as never[])))
    })
}

export const access = promised(fs.accessSync) as typeof promises.access
export const chmod = promised(fs.chmodSync) as typeof promises.chmod
export const lstat = promised(fs.lstatSync) as typeof promises.lstat
export const mkdir = promised(makeFolders) as (folder: string, mode: number) => Promise<void>
export const readdir = promised(fs.readdirSync) as typeof promises.readdir
export const readFile = promised(fs.readFileSync) as typeof promises.readFile
export const readlink = promised(fs.readlinkSync) as typeof promises.readlink
export const realpath = promised(fs.realpathSync.native) as typeof promises.realpath
export const rename = promised(fs.renameSync) as typeof promises.rename
export const rm = promised(fs.rmSync) as typeof promises.rm
export const stat = promised(fs.statSync) as typeof promises.stat
export const utimes = promised(fs.utimesSync) as typeof promises.utimes

/**
 * A folder, and those above it that are missing.
 *
 * Not by `recursive`: where the system says ENOENT although the parent is there (/proc does, and automounters), Node tries
 * again without end, and at once as here not even a signal is heard.
 */
function makeFolders(folder: string, mode: number, isParentThere = false): void {
  try {
    fs.mkdirSync(folder, { mode })
  } catch (error) {
    const parent = path.dirname(folder)
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder
    if (isMissing && !isParentThere) {
      makeFolders(parent, mode)
      makeFolders(folder, mode, true)
    } else if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** What is used of an open file. */
export type OpenFile = Pick<
  promises.FileHandle,
  'chmod' | 'chown' | 'close' | 'read' | 'readFile' | 'stat' | 'sync' | 'utimes' | 'writeFile'
>

/** For `open`: the file itself, made or emptied, and never what a link leads to. */
export const EMPTIED =
  fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_TRUNC | fs.constants.O_NOFOLLOW

/** Opens a file; the handle has to be closed. */
export function open(file: string, flags: string | number, mode?: number): Promise<OpenFile> {
  const opened = promised(fs.openSync)(file, flags, mode) as Promise<number>
  return opened.then((descriptor) => {
    const of = (call: (descriptor: number, ...words: never[]) => unknown) =>
      promised((...words) => call(descriptor, ...words))
    return {
      chmod: of(fs.fchmodSync),
      chown: of(fs.fchownSync),
      close: of(fs.closeSync),
      read: of((file, buffer: Buffer, offset = 0, length = buffer.length, position = null) => ({
        bytesRead: fs.readSync(file, buffer, offset, length, position),
        buffer,
      })),
      readFile: of(fs.readFileSync),
      stat: of(fs.fstatSync),
      sync: of(fs.fsyncSync),
      utimes: of(fs.futimesSync),
      writeFile: of(fs.writeFileSync),
    } as unknown as OpenFile
  })
}
