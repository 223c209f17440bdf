/**
 * Credentials that are kept where the AWS CLI keeps them, so that each uses what the other got.
 *
 * 1. The file: good for 15 minutes more, and nobody is called or locked.
 * 2. `prepare`: what has to be there first. Who does not have it is told so at once, and holds up nobody.
 * 3. A lock per file: of many processes one asks the service, the others use what it kept, also its failure.
 */
import {
  ConfigError,
  LoginNeededError,
  RefusedError,
  UnreachableError,
  type SsoenvError,
} from '../../core/errors.js'
import { lastsFor, LEAST_SECONDS, type RoleCredentials } from '../../core/session/role-credentials.js'
import {
  noteRoleTrouble,
  readRoleCredentials,
  readRoleTrouble,
  type RoleTrouble,
  writeRoleCredentials,
} from '../../world/files/role-credentials-cache.js'
import { acquireLock } from '../../world/lock/lock.js'
import { ServiceUnreachable } from '../../world/network/identity-center.js'
import type { JsonText } from '../../core/text/json-object.js'
import type { World } from '../../world/world.js'
import { PATIENCE_MILLISECONDS, waitFor } from '../session/others.js'

/** One file of credentials, and how they are had anew. */
export interface Keeping<Means, Credentials extends RoleCredentials> {
  fileName: string
  parse: (text: JsonText) => RoleCredentials | undefined
  text: (credentials: Credentials) => string
  /** For those who meet the lock. */
  purpose: string
  prepare: () => Promise<Means>
  ask: (means: Means) => Promise<Credentials>
}

/**
 * @param leastSeconds those that last longer are used as they are; what the service gives then may last less
 * @throws what `prepare` and `ask` throw; RefusedError, LoginNeededError and UnreachableError also where another process was
 *   told so
 */
export async function keptCredentials<Means, Credentials extends RoleCredentials>(
  world: World,
  keeping: Keeping<Means, Credentials>,
  leastSeconds = LEAST_SECONDS,
): Promise<RoleCredentials> {
  const { paths } = world
  const { fileName, parse } = keeping
  const read = async (seconds: number): Promise<RoleCredentials | undefined> => {
    const found = await readRoleCredentials(paths, fileName, parse)
    return found && lastsFor(found, seconds, world.now()) ? found : undefined
  }
  const kept = await read(leastSeconds)
  if (kept) return kept
  const means = await keeping.prepare()
  for (;;) {
    const before = await readRoleCredentials(paths, fileName, parse)
    const askedAt = world.now()
    const name = `role-${fileName.replace(/\.json$/, '')}`
    const lock = await acquireLock(paths.state, name, keeping.purpose, world.env)
    if (lock.kind === 'lock') {
      try {
        return (await read(leastSeconds)) ?? (await ask(world, keeping, means))
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

async function ask<Means, Credentials extends RoleCredentials>(
  world: World,
  { fileName, text, ask }: Keeping<Means, Credentials>,
  means: Means,
): Promise<RoleCredentials> {
  try {
    const credentials = await ask(means)
    await writeRoleCredentials(world.paths, fileName, text(credentials)).catch(mayFail)
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
