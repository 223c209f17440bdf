/** The oclif door: every command by its words. */
import { execute } from '@oclif/core'
import { fileURLToPath } from 'node:url'

export async function run(): Promise<void> {
  await execute({ dir: fileURLToPath(import.meta.url) })
}
