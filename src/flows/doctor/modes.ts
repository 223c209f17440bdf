/** Who can read what is secret, and who can write what is obeyed. */
import { constants } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '../../core/errors.js'
import { errorCode } from '../../world/files/files.js'
import { open, readdir, realpath, stat } from '../../world/files/fs.js'
import type { World } from '../../world/world.js'
import { shownPath } from '../for-shells/verdict.js'
import { shortenedWithFixes, type Check, type Fix, type Found } from './check.js'

/** `secret`: nobody else may read it. `obeyed`: nobody else may write it. */
type Kind = 'secret' | 'obeyed'

export const checkModes: Check = async ({ world }) => {
  const { paths } = world
  const caches = [paths.tokenCache, path.join(paths.home, '.aws/cli/cache')]
  const places: [string, Kind][] = [
    [path.dirname(paths.awsConfig), 'obeyed'],
    [paths.awsConfig, 'obeyed'],
    [paths.awsCredentials, 'secret'],
    ...caches.map((folder): [string, Kind] => [folder, 'obeyed']),
    [paths.settings, 'obeyed'],
    [paths.data, 'secret'],
    [paths.state, 'secret'],
  ]
  for (const folder of caches) {
    for (const name of await namesIn(folder))
      if (name.endsWith('.json')) places.push([path.join(folder, name), 'secret'])
  }
  const found: Found[] = []
  for (const [file, kind] of places) found.push(...(await modeFindings(world, file, kind)))
  if (found.length > 0) return shortenedWithFixes(found, 'files')
  return [
    {
      state: 'ok',
      what: 'Keys and tokens can be read by you alone, and nobody else can change your config.',
    },
  ]
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function modeFindings(world: World, file: string, kind: Kind): Promise<Found[]> {
  const found = await stat(file).catch(() => undefined)
  if (!found || !(found.isFile() || found.isDirectory())) return []
  const name = shownPath(world, file)
  const own = process.geteuid?.()
  // root's own files are root's to give.
  if (own !== undefined && found.uid !== own && found.uid !== 0)
    return [
      {
        state: 'problem',
        what: `${name} belongs to another user (uid ${found.uid}).`,
        why: 'That user can change what your tools do.',
      },
    ]
  const open = found.mode & (kind === 'secret' ? 0o077 : 0o022)
  if (open === 0) return []
  const mode = found.isDirectory()
    ? kind === 'secret'
      ? 0o700
      : found.mode & 0o755
    : kind === 'secret'
      ? 0o600
      : found.mode & 0o755
  const digits = (mode & 0o777).toString(8)
  const why =
    kind === 'secret'
      ? 'Who can read it can use your access until it ends, or longer.'
      : 'Who can write there can lead your tools to other accounts, or have them start programs.'
  const fix: Fix = {
    shown: `chmod ${digits} ${name}`,
    question: `Set the mode of ${name} to ${digits}?`,
    act: () => setMode(file, found.ino, mode & 0o777),
  }
  const what = `${name} can be ${kind === 'secret' ? 'read' : 'written'} by other users of this machine (mode ${(found.mode & 0o777).toString(8)}).`
  return [{ state: 'problem', what, why, mend: `chmod ${digits} ${name}`, fix }]
}

/** Sets the mode of what was looked at, and of nothing that has come in its place. */
async function setMode(file: string, inode: number, mode: number): Promise<void> {
  const refuse = (why: string): ConfigError => new ConfigError(`The mode of ${file} cannot be set (${why}).`)
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  try {
    const handle = await open(await realpath(file), flags)
    try {
      if ((await handle.stat()).ino !== inode) throw refuse('it was replaced meanwhile')
      await handle.chmod(mode)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw error instanceof ConfigError ? error : refuse(errorCode(error) ?? 'unknown error')
  }
}
