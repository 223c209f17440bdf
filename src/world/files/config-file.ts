/**
 * Changing one of the user's own files (AWS config, rc file): under a lock, whole or not at all, with a backup.
 *
 * 1. `realFile`: a link stays a link, and what it leads to is changed (a dotfiles repository).
 * 2. `lockFile`: of two that change one file the second waits.
 * 3. `refuseUnwritable`, `readIfPresent`; the caller computes the new text.
 * 4. `saveBackup` (config-backup.ts).
 * 5. `writeWhole`; right before the rename the file is compared with what was read.
 */
import { constants } from 'node:fs'
import { access, lstat, mkdir, readlink, realpath } from './fs.js'
import path from 'node:path'
import { utf8Text } from '../../core/config/config-sections.js'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { saveBackup } from './config-backup.js'
import { withDeadline } from '../deadline.js'
import { errorCode, readIfPresent, reasonOf, removeFile, writeWhole } from './files.js'
import { acquireLock, type Lock } from '../lock/lock.js'
import type { World } from '../world.js'

export interface ConfigFileChange {
  /** Empty for a file that was not there. */
  before: string
  after: string
  /** The copy of the file as it was; none for a new file, and none where nothing was written. */
  backup?: string
}

/**
 * Reads the file, lets `edit` compute the new text (undefined: the file goes), and puts it in place.
 *
 * The lock is held while `edit` runs: others who change the file wait for ten seconds, and are told whom for. Nothing is
 * written when the text stays the same or `edit` throws. Mode, owner and links stay; a new file is 0600, its folder 0700.
 *
 * @param file as the user knows it: `world.paths.awsConfig`, `awsCredentials`, or an rc file
 * @throws ConfigError when the file cannot be read or written (not UTF-8, not a regular file, read-only, somebody else's, a
 *   full disk …), changed meanwhile, or is locked for too long; the file is then as it was, and no other file is left
 */
export async function changeConfigFile(
  world: World,
  file: string,
  edit: (before: string) => string | undefined | Promise<string | undefined>,
): Promise<ConfigFileChange> {
  const target = await realFile(file)
  const lock = await lockFile(world, file, target)
  try {
    const owner = await refuseUnwritable(world, file, target)
    const bytes = await readIfPresent(target)
    const before = bytes === undefined ? '' : utf8Text(bytes, file)
    const after = await edit(before)
    if (after === before || (after === undefined && !bytes)) return { before, after: before }
    const refuseChanged = (): Promise<void> => refuseOther(file, target, bytes)
    await refuseChanged()
    const backup = bytes && (await saveBackup(world, target, bytes))
    try {
      if (after === undefined) {
        await removeFile(target)
        return { before, after: '', ...(backup !== undefined && { backup }) }
      }
      await ensureFolder(file, path.dirname(target))
      await writeWhole(target, after, { keepMode: true, last: refuseChanged, ...(owner && { owner }) })
    } catch (error) {
      if (backup !== undefined) await removeFile(backup)
      throw error
    }
    return { before, after, ...(backup !== undefined && { backup }) }
  } finally {
    await lock.release()
  }
}

const LINKS = 40

/** The file that links lead to, which need not exist: `realpath` alone knows no new file behind a link. */
async function realFile(file: string): Promise<string> {
  let target = path.resolve(file)
  for (let count = 0; count < LINKS; count++) {
    const folder = await realFolder(path.dirname(target))
    target = path.join(folder, path.basename(target))
    const link = await readlink(target).catch(() => undefined)
    if (link === undefined) return target
    target = path.resolve(folder, link)
  }
  throw new ConfigError(`${printable(file)} is a link that leads in a circle.`)
}

/** A folder without links; of one that is not there yet, what is there of it. */
async function realFolder(folder: string): Promise<string> {
  const above = path.dirname(folder)
  return realpath(folder).catch(async () =>
    above === folder ? folder : path.join(await realFolder(above), path.basename(folder)),
  )
}

/** Others have the lock for milliseconds, unless a person is asked meanwhile. */
const PATIENCE_MILLISECONDS = 2000
const WAIT_MILLISECONDS = 10_000

async function lockFile(world: World, file: string, target: string): Promise<Lock> {
  const purpose = `change of ${printable(file)}`
  return withDeadline(WAIT_MILLISECONDS, undefined, async ({ signal }) => {
    const over = new Promise<'over'>((resolve) => {
      signal.addEventListener('abort', () => resolve('over'), { once: true })
    })
    for (;;) {
      const result = await acquireLock(world.paths.state, `file-${target}`, purpose, world.env)
      if (result.kind === 'lock') return result
      const tell = setTimeout(
        () => world.say(`Waiting for process ${result.pid} (${result.purpose || purpose}).`),
        PATIENCE_MILLISECONDS,
      )
      const end = await Promise.race([result.ended, over])
      clearTimeout(tell)
      if (end === 'over') {
        throw new ConfigError(
          `Process ${result.pid} has been changing ${printable(file)} since ${result.since.toISOString()}. ` +
            'Nothing was written; try again when it is done.',
        )
      }
    }
  })
}

/**
 * Whose the file is, where it exists.
 *
 * @throws ConfigError where a replacement would go over what its owner meant: the rename itself asks for none of this
 */
async function refuseUnwritable(
  { paths }: World,
  file: string,
  target: string,
): Promise<{ uid: number; gid: number } | undefined> {
  const found = await lstat(target).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new ConfigError(`${printable(file)} cannot be read (${errorCode(error) ?? 'unknown error'}).`, {
      cause: error,
    })
  })
  if (!found) return undefined
  const name = printable(target)
  if (!found.isFile()) throw new ConfigError(`${name} is not a regular file, so it cannot be changed.`)
  const own = process.geteuid?.()
  if (own !== undefined && own !== 0 && found.uid !== own) {
    const isAws = file === paths.awsConfig || file === paths.awsCredentials
    const instead = isAws ? ' AWS_CONFIG_FILE can name a file of your own.' : ''
    throw new ConfigError(
      `${name} belongs to another user (uid ${found.uid}), so it is left alone.${instead}`,
    )
  }
  const error = await access(target, constants.W_OK).then(
    () => undefined,
    (error: unknown) => error,
  )
  const code = errorCode(error)
  if ((found.mode & 0o222) === 0 || code === 'EACCES' || code === 'EPERM') {
    throw new ConfigError(`${name} is read-only, so it is left alone.`, {
      suggestions: [`chmod u+w ${shellWord(target)}`],
    })
  }
  if (error !== undefined) throw new ConfigError(`${name} cannot be written (${reasonOf(error)}).`)
  return found
}

/** A path as a shell takes it. */
function shellWord(target: string): string {
  const shown = printable(target, 1000)
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}

async function ensureFolder(file: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, 0o700)
  } catch (error) {
    throw new ConfigError(`The folder of ${printable(file)} cannot be made (${reasonOf(error)}).`, {
      cause: error,
    })
  }
}

/** @throws ConfigError where the file is not what was read any more */
async function refuseOther(file: string, target: string, before: Buffer | undefined): Promise<void> {
  const [now, isSameFile] = [await readIfPresent(target), (await realFile(file)) === target]
  if (isSameFile && (before === undefined ? now === undefined : now?.equals(before))) return
  throw new ConfigError(
    `${printable(file)} was changed by another program at the same moment. Nothing was written; run the command again.`,
  )
}
