/** Standard output without the stream, which loads the terminal and network modules: a fifth of a start. */
import { writeSync } from 'node:fs'
import { ConfigError } from '../../core/errors.js'
import { errorCode } from '../files/files.js'

/** Whether the stream has something to write: what comes after that has to wait behind it. */
let isStreaming = false

/**
 * Writes all of it, before it returns unless the reader is slow. Whoever has stopped reading wants no more; that is no
 * failure.
 *
 * @throws ConfigError where the text cannot go, as on a full disk
 */
export function print(text: string): void {
  let rest = Buffer.from(text)
  try {
    while (!isStreaming && rest.length > 0) rest = rest.subarray(writeSync(1, rest))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EPIPE') return
    if (code !== 'EAGAIN')
      throw new ConfigError(`Nothing can be written to standard output (${code ?? 'unknown'}).`)
    // A pipe that does not block and is full: the stream waits for its reader, and the process for the stream.
    isStreaming = true
    // All that such a pipe can do is lose its reader.
    process.stdout.on('error', () => undefined)
  }
  if (rest.length > 0) process.stdout.write(rest)
}
