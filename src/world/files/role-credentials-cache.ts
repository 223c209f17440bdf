/** `~/.aws/cli/cache`: what the AWS CLI keeps of role credentials, and uses also when the token is gone. */
import { mkdir, readdir } from './fs.js'
import path from 'node:path'
import type { Paths } from '../../core/paths.js'
import {
  isRoleCredentials,
  keptCredentialsIn,
  type RoleCredentials,
} from '../../core/session/role-credentials.js'
import type { JsonText } from '../../core/text/json-object.js'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import {
  ensurePrivateFolder,
  reasonOf,
  isTemporaryOf,
  readIfPresent,
  removeFile,
  removeStrays,
  writeWhole,
} from './files.js'

const folderOf = (paths: Paths): string => path.join(paths.home, '.aws/cli/cache')

/** Where the file of that name is. */
export const roleCredentialsFile = (paths: Paths, fileName: string): string =>
  path.join(folderOf(paths), fileName)

/** More than such a file has; other providers keep theirs there too. */
const KEPT_LIMIT_BYTES = 256 * 1024

/** What the file of that name holds, as `parse` reads it; undefined where there is none that can be used. */
export async function readRoleCredentials(
  paths: Paths,
  fileName: string,
  parse: (text: JsonText) => RoleCredentials | undefined,
): Promise<RoleCredentials | undefined> {
  const bytes = await readIfPresent(path.join(folderOf(paths), fileName)).catch(() => undefined)
  return bytes && parse(bytes)
}

/** What can be told of a file of that folder without its secrets. */
export interface KeptFile {
  name: string
  expiresAt: Date
  /** Of a role that STS was asked for, and not the portal. */
  isAssumed: boolean
  accountId?: string
}

/**
 * The files of that folder whose credentials, of SSO or of an assumed role, have not expired. Those that cannot be read or
 * understood are left out.
 */
export async function livingRoleCredentials(paths: Paths, now: Date): Promise<KeptFile[]> {
  const folder = folderOf(paths)
  const names = await readdir(folder).catch(() => [])
  const living: KeptFile[] = []
  for (const name of names) {
    if (!/^[0-9a-f]{40}\.json$/.test(name)) continue
    const bytes = await readIfPresent(path.join(folder, name), { limit: KEPT_LIMIT_BYTES }).catch(
      () => undefined,
    )
    const kept = keptCredentialsIn(bytes?.toString('utf8') ?? '')
    if (!kept || (kept.provider !== 'sso' && kept.provider !== undefined)) continue
    const { provider, accountId, credentials } = kept
    const { expiresAt } = credentials
    if (expiresAt <= now) continue
    living.push({ name, expiresAt, isAssumed: provider !== 'sso', ...(accountId ? { accountId } : {}) })
  }
  return living
}

/** @throws ConfigError when they cannot be kept */
export async function writeRoleCredentials(paths: Paths, fileName: string, text: string): Promise<void> {
  const folder = folderOf(paths)
  try {
    await mkdir(folder, 0o700)
  } catch (error) {
    const message = `No credentials can be kept in ${printable(folder)} (${reasonOf(error)}).`
    throw new ConfigError(message, { cause: error })
  }
  await writeWhole(path.join(folder, fileName), text, { mode: 0o600 })
}

/** Why credentials of a role could not be had, for those who waited for us. */
export interface RoleTrouble {
  at: Date
  kind: 'refused' | 'unreachable' | 'login-needed'
  message: string
  /** What to type. */
  suggestions: string[]
}

export async function noteRoleTrouble(paths: Paths, fileName: string, trouble: RoleTrouble): Promise<void> {
  const file = troubleFile(paths, fileName)
  await ensurePrivateFolder(path.dirname(file))
  await writeWhole(file, JSON.stringify(trouble))
}

export async function readRoleTrouble(paths: Paths, fileName: string): Promise<RoleTrouble | undefined> {
  const bytes = await readIfPresent(troubleFile(paths, fileName)).catch(() => undefined)
  if (!bytes) return undefined
  try {
    const { at, kind, message, suggestions } = Object(JSON.parse(bytes.toString('utf8'))) as Record<
      string,
      unknown
    >
    const date = new Date(String(at))
    if (Number.isNaN(date.getTime()) || typeof message !== 'string') return undefined
    const known = (['refused', 'login-needed'] as const).find((one) => one === kind) ?? 'unreachable'
    const words = Array.isArray(suggestions) ? suggestions.filter((one) => typeof one === 'string') : []
    return { at: date, kind: known, message, suggestions: words }
  } catch {
    return undefined
  }
}

function troubleFile({ state }: Paths, fileName: string): string {
  return path.join(state, 'roles', fileName)
}

/**
 * Removes the files of these names that hold credentials of SSO, or of roles that were assumed from there.
 *
 * @returns how many there were
 * @throws ConfigError when one cannot be removed
 */
export async function removeRoleCredentials(paths: Paths, fileNames: Iterable<string>): Promise<number> {
  let removed = 0
  for (const name of fileNames) {
    const file = path.join(folderOf(paths), name)
    await removeStrays(folderOf(paths), (found) => isTemporaryOf(file, found))
    const bytes = await readIfPresent(file)
    if (!bytes || !isRoleCredentials(bytes.toString('utf8'))) continue
    if (await removeFile(file)) removed++
  }
  return removed
}
