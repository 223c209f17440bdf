/** Keeps the mirror of a session's token (core/session/token-mirror.ts) where the settings want one, and takes it away at the end. */
import { ConfigError } from '../../core/errors.js'
import type { SsoSession } from '../../core/session/session.js'
import { isUsable, type Token } from '../../core/session/token.js'
import { isMirror, mirrorOf, mirrorSession } from '../../core/session/token-mirror.js'
import { unlessUnreadable } from '../../world/files/files.js'
import { markOf } from '../../world/for-shells/records.js'
import { readToken, removeToken, saveToken, tokenFile } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'
import { lockSession } from './others.js'

/**
 * Brings the mirror up to date with the session's token. Under the session's lock, since a logout of this moment has it too; whoever
 * has it otherwise sees to the mirror itself, or the next event of the session does.
 *
 * @returns why the mirror could not be written; never a reason to do without the token
 */
export async function mirrorToken(world: World, session: SsoSession): Promise<ConfigError | undefined> {
  return whereWanted(world, async () => {
    if (await mirrorToWrite(world, session)) await withLock(world, session, () => write(world, session))
  })
}

/** The same, by who has the session's lock. */
export async function mirrorTokenLocked(world: World, session: SsoSession): Promise<ConfigError | undefined> {
  return whereWanted(world, () => write(world, session))
}

async function whereWanted(world: World, act: () => Promise<void>): Promise<ConfigError | undefined> {
  const { settings } = await loadSettings(world)
  if (!settings.tokenMirror) return undefined
  try {
    await act()
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return new ConfigError(`The token's copy for old SDKs is not up to date. ${error.message}`, {
      cause: error,
    })
  }
}

interface ToWrite {
  /** Under whose name. */
  mirror: SsoSession
  token: Token
}

/** What the two files, as they are now, ask for. */
async function mirrorToWrite(world: World, session: SsoSession): Promise<ToWrite | undefined> {
  const mirror = mirrorSession(session)
  const token = mirror && (await readToken(world.paths, session))
  if (!mirror || !isUsable(token, session, world.now())) return undefined
  const found = await readToken(world.paths, mirror)
  // Half a file is one that another tool is writing.
  if (!found && (await markOf(tokenFile(world.paths, mirror)))) return undefined
  const wanted = mirrorOf(session, token, found, world.now())
  return wanted && { mirror, token: wanted }
}

/** Under the lock of the mirror's own name too: whoever logs in there at this moment wins. */
async function write(world: World, session: SsoSession): Promise<void> {
  const first = await mirrorToWrite(world, session)
  if (!first) return
  await withLock(world, first.mirror, async () => {
    const now = await mirrorToWrite(world, session)
    if (now) await saveToken(world.paths, now.mirror, now.token)
  })
}

export interface OwnMirror {
  /** Under whose name it lies. */
  mirror: SsoSession
  token: Token
}

/**
 * The mirror of this session's token, where there is one. A file that cannot be read is none.
 *
 * @param token what the session has, or had
 */
export async function ownMirror(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): Promise<OwnMirror | undefined> {
  const mirror = mirrorSession(session)
  const found = mirror && (await unlessUnreadable(readToken(world.paths, mirror)))
  return mirror && found && isMirror(found, session, token) ? { mirror, token: found } : undefined
}

/**
 * Removes the session's mirror, by who has the session's lock. Also where somebody else has the lock of its name: a token must not
 * outlive a logout for that.
 *
 * @param token what the session has, or had
 * @throws ConfigError when it is there and cannot be removed
 */
export async function removeMirror(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): Promise<void> {
  const own = await ownMirror(world, session, token)
  if (!own) return
  const lock = await lockSession(world, own.mirror, 'refresh')
  try {
    if (await ownMirror(world, session, token)) await removeToken(world.paths, own.mirror)
  } finally {
    if (lock.kind === 'lock') await lock.release()
    else lock.leave()
  }
}

/** Not waited for: the caller may hold another lock. */
async function withLock(world: World, session: SsoSession, act: () => Promise<void>): Promise<void> {
  const lock = await lockSession(world, session, 'refresh')
  if (lock.kind !== 'lock') return lock.leave()
  try {
    await act()
  } finally {
    await lock.release()
  }
}
