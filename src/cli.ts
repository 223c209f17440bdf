/** The oclif door: every command by its words. */
import { flush, handle, run as runOclif } from '@oclif/core'
import { fileURLToPath } from 'node:url'
import { oclifStatus, tidy, unknownCommand } from './usage.js'

export async function run(): Promise<void> {
  const words = process.argv.slice(2)
  const folder = fileURLToPath(import.meta.url)
  try {
    await runOclif(words, folder)
    await flush()
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    tidy(error, words)
    const unknown = oclifStatus(error) === undefined ? undefined : await unknownCommand(words, folder)
    await handle(unknown ?? error)
  }
}
