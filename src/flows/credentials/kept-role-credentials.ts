/**
 * Credentials of a role, kept where the AWS CLI keeps them, so that each uses what the other got.
 *
 * 1. The file: good for 15 minutes more, and nobody is called or locked.
 * 2. A token, refreshed where that is due: who has none is told so at once, and holds up nobody.
 * 3. A lock per role: of many processes one asks the portal, the others use what it kept, also its failure.
 */
import {
  ConfigError,
  LoginNeededError,
  RefusedError,
  UnreachableError,
  type SsoenvError,
} from '../../core/errors.js'
import {
  lastsFor,
  LEAST_SECONDS,
  roleCredentialsFileName,
  type RoleCredentials,
} from '../../core/session/role-credentials.js'
import { quoted } from '../../core/text/display.js'
import {
  noteRoleTrouble,
  type RoleTrouble,
  readRoleCredentials,
  readRoleTrouble,
  writeRoleCredentials,
} from '../../world/files/role-credentials-cache.js'
import { acquireLock } from '../../world/lock/lock.js'
import { ServiceUnreachable } from '../../world/network/identity-center.js'
import type { World } from '../../world/world.js'
import { ensureToken } from '../session/ensure-token.js'
import { PATIENCE_MILLISECONDS, waitFor } from '../session/others.js'
import { roleCredentials, type AccountRole } from './role-credentials.js'

/**
 * @param allow as `roleCredentials` takes it
 * @param leastSeconds those that last longer are used as they are; what the portal gives then may last less
 * @throws as `roleCredentials` does
 */
export async function keptRoleCredentials(
  world: World,
  role: AccountRole,
  allow: 'refresh' | 'login',
  leastSeconds = LEAST_SECONDS,
): Promise<RoleCredentials> {
  const { paths } = world
  const { session, accountId, roleName } = role
  const fileName = roleCredentialsFileName(session, accountId, roleName)
  const read = async (seconds: number): Promise<RoleCredentials | undefined> => {
    const found = await readRoleCredentials(paths, fileName)
    return found && lastsFor(found, seconds, world.now()) ? found : undefined
  }
  const kept = await read(leastSeconds)
  if (kept) return kept
  await ensureToken(world, session, { allow })
  const purpose = `credentials of ${quoted(roleName)} in ${accountId}`
  for (;;) {
    const before = await readRoleCredentials(paths, fileName)
    const askedAt = world.now()
    const lock = await acquireLock(paths.state, `role-${fileName.replace(/\.json$/, '')}`, purpose, world.env)
    if (lock.kind === 'lock') {
      try {
        return (await read(leastSeconds)) ?? (await ask(world, role, fileName, allow))
      } finally {
        await lock.release()
      }
    }
    await waitFor(world, lock, PATIENCE_MILLISECONDS)
    // Those that another one has just got are as good as any, however long a role's credentials last.
    const theirs = await read(0)
    if (theirs && theirs.sessionToken !== before?.sessionToken) return theirs
    const trouble = await readRoleTrouble(paths, fileName)
    if (trouble && trouble.at >= askedAt) throw thrownAgain(trouble)
  }
}

async function ask(
  world: World,
  role: AccountRole,
  fileName: string,
  allow: 'refresh' | 'login',
): Promise<RoleCredentials> {
  try {
    const credentials = await roleCredentials(world, role, allow)
    await writeRoleCredentials(world.paths, fileName, credentials, role.accountId).catch(mayFail)
    return credentials
  } catch (error) {
    const trouble = troubleFrom(error, world.now())
    if (trouble) await noteRoleTrouble(world.paths, fileName, trouble).catch(mayFail)
    throw error
  }
}

/** What those who waited for us need not find out once more, each by calls of its own. */
function troubleFrom(error: unknown, at: Date): RoleTrouble | undefined {
  const told = (kind: RoleTrouble['kind'], { message, suggestions }: SsoenvError): RoleTrouble => {
    return { at, kind, message, suggestions: [...suggestions] }
  }
  if (error instanceof RefusedError) return told('refused', error)
  if (error instanceof UnreachableError) return told('unreachable', error)
  if (error instanceof LoginNeededError) return told('login-needed', error)
  return undefined
}

function thrownAgain({ kind, message, suggestions }: RoleTrouble): SsoenvError {
  if (kind === 'refused') return new RefusedError(message, { suggestions })
  if (kind === 'login-needed') return new LoginNeededError(message, { suggestions })
  return new ServiceUnreachable(message, 'unknown')
}

/** A disk that is full or read-only costs the next one a call, and us nothing. */
function mayFail(error: unknown): void {
  if (!(error instanceof ConfigError || error instanceof RefusedError)) throw error
}
