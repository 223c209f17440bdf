/** Names that nobody can guess. */
import { closeSync, openSync, readSync } from 'node:fs'

/**
 * So many random bytes in hexadecimal, from the kernel's own file: node:crypto costs a short process a fifth of its time, and
 * takes them from there too (random(4), urandom(4)).
 */
export function randomName(bytes: number): string {
  const buffer = Buffer.alloc(bytes)
  const file = openSync('/dev/urandom', 'r')
  try {
    let read = 0
    while (read < bytes) read += readSync(file, buffer, read, bytes - read, null)
  } finally {
    closeSync(file)
  }
  return buffer.toString('hex')
}
