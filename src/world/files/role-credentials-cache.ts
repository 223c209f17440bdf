/** `~/.aws/cli/cache`: what the AWS CLI keeps of role credentials, and uses also when the token is gone. */
import { rm } from './fs.js'
import path from 'node:path'
import type { Paths } from '../../core/paths.js'
import { isSsoCredentials } from '../../core/session/role-credentials.js'
import { readIfPresent } from './files.js'

/**
 * Removes the files of these names that hold SSO credentials.
 *
 * @returns how many there were
 */
export async function removeRoleCredentials(paths: Paths, fileNames: Iterable<string>): Promise<number> {
  let removed = 0
  for (const name of fileNames) {
    const file = path.join(paths.home, '.aws/cli/cache', name)
    const bytes = await readIfPresent(file)
    if (!bytes || !isSsoCredentials(bytes.toString('utf8'))) continue
    await rm(file, { force: true })
    removed++
  }
  return removed
}
