/** Files in the caches of the AWS tools that one of them cannot read. */
import path from 'node:path'
import { cliCacheTrouble, ssoCacheTrouble, type CacheTrouble } from '../../core/doctor/cache-findings.js'
import { ConfigError, SsoenvError } from '../../core/errors.js'
import { saveBackup } from '../../world/files/config-backup.js'
import { readIfPresent, removeFile, writeWhole } from '../../world/files/files.js'
import { readdir } from '../../world/files/fs.js'
import { acquireLock } from '../../world/lock/lock.js'
import type { World } from '../../world/world.js'
import { shownPath } from '../for-shells/verdict.js'
import { shortenedWithFixes, type Check, type Fix, type Found } from './check.js'

/** More than any token or registration has. */
const LIMIT_BYTES = 256 * 1024

export const checkCaches: Check = async ({ world }) => {
  const { tokenCache, home } = world.paths
  const found = [
    ...(await troublesIn(world, tokenCache, ssoCacheTrouble)),
    ...(await troublesIn(world, path.join(home, '.aws/cli/cache'), cliCacheTrouble)),
  ]
  if (found.length > 0) return shortenedWithFixes(found, 'files')
  return [{ state: 'ok', what: 'All AWS tools can read what is in the caches of logins and credentials.' }]
}

type Judge = (name: string, text: string) => CacheTrouble | undefined

async function troublesIn(world: World, folder: string, judge: Judge): Promise<Found[]> {
  const found: Found[] = []
  const names = await readdir(folder).catch(() => [])
  for (const name of names.sort()) {
    const file = path.join(folder, name)
    const bytes = await contentOf(file)
    if (bytes === 'unreadable') {
      if (name.endsWith('.json'))
        found.push({ state: 'warning', what: `${shownPath(world, file)} cannot be read.` })
      continue
    }
    const trouble = bytes && judge(name, bytes.toString('utf8'))
    if (!trouble) continue
    const { what, why, mended } = trouble
    const shown = shownPath(world, file)
    const finding: Found = { state: 'warning', what: `${shown} ${what}.`, why }
    if (mended === 'login') found.push({ ...finding, mend: 'ssoenv login --force' })
    else found.push({ ...finding, mend: 'ssoenv doctor --fix', fix: fixFor(world, file, bytes, mended) })
  }
  return found
}

async function contentOf(file: string): Promise<Buffer | 'unreadable' | undefined> {
  try {
    return await readIfPresent(file, { limit: LIMIT_BYTES })
  } catch (error) {
    if (error instanceof SsoenvError) return 'unreadable'
    throw error
  }
}

/** Others' files are not deleted: what cannot be mended goes where the copies of changed files are. */
function fixFor(world: World, file: string, bytes: Buffer, mended: { text: string } | 'aside'): Fix {
  const name = shownPath(world, file)
  const backups = shownPath(world, path.join(world.paths.data, 'backups'))
  const shown =
    mended === 'aside'
      ? `move ${name} to ${backups}`
      : `write ${name} as the AWS CLI would, and keep a copy in ${backups}`
  return {
    shown,
    question: mended === 'aside' ? `Move ${name} away?` : `Write ${name} anew?`,
    act: async () => {
      // The lock that refreshes and logins of the session hold, whose tokens are named so.
      const lock = await acquireLock(
        world.paths.state,
        `token-${path.basename(file, '.json')}`,
        'doctor --fix',
        world.env,
      )
      if (lock.kind === 'holder')
        throw new ConfigError(`${name} is in use by process ${lock.pid}. Try again later.`)
      try {
        const now = await readIfPresent(file, { limit: LIMIT_BYTES })
        if (!now?.equals(bytes))
          throw new ConfigError(`${name} has changed meanwhile. Run the command again.`)
        await saveBackup(world, file, bytes)
        if (mended === 'aside') await removeFile(file)
        else await writeWhole(file, mended.text, { mode: 0o600 })
      } finally {
        await lock.release()
      }
    },
  }
}
