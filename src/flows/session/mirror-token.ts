/** Keeps the mirror of a session's token (core/session/token-mirror.ts) where the settings want one, and takes it away else. */
import { ConfigError } from '../../core/errors.js'
import type { SsoSession } from '../../core/session/session.js'
import { isUsable, type Token } from '../../core/session/token.js'
import { mirroredSession, mirrorOf, mirrorSession } from '../../core/session/token-mirror.js'
import { markOf } from '../../world/for-shells/records.js'
import { readToken, removeToken, saveToken, tokenFile } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'
import { lockSession } from './others.js'

/**
 * Brings the mirror up to date with the session's token, or removes what is left of one.
 *
 * Whoever logs in under the mirror's name at this moment wins: the next event of the session looks again.
 *
 * @param token what the session's file has
 * @returns why the mirror could not be written or removed; never a reason to do without the token
 */
export async function mirrorToken(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): Promise<ConfigError | undefined> {
  const mirror = mirrorSession(session)
  if (!mirror) return undefined
  const { settings } = await loadSettings(world)
  try {
    if (!settings.tokenMirror) await removeMirror(world, session)
    else if (isUsable(token, session, world.now())) await writeMirror(world, session, mirror, token)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return new ConfigError(`The token's copy for old SDKs is not up to date. ${error.message}`, {
      cause: error,
    })
  }
  return undefined
}

/**
 * Removes the mirror where it is this session's.
 *
 * @throws ConfigError when it is there and cannot be removed
 */
export async function removeMirror(world: World, session: SsoSession): Promise<void> {
  const mirror = await ownMirror(world, session)
  if (!mirror) return
  await withLock(world, mirror, async () => {
    if (await ownMirror(world, session)) await removeToken(world.paths, mirror)
  })
}

/** The session under whose name a mirror of this one lies, where there is one. A file that cannot be read is none. */
export async function ownMirror(world: World, session: SsoSession): Promise<SsoSession | undefined> {
  const mirror = mirrorSession(session)
  const found = mirror && (await readToken(world.paths, mirror).catch(unlessUnreadable))
  return mirroredSession(found) === session.name ? mirror : undefined
}

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof ConfigError)) throw error
}

async function writeMirror(
  world: World,
  session: SsoSession,
  mirror: SsoSession,
  token: Token,
): Promise<void> {
  const change = async (): Promise<Token | undefined> => {
    const found = await readToken(world.paths, mirror)
    // Half a file is one that another tool is writing.
    if (!found && (await markOf(tokenFile(world.paths, mirror)))) return undefined
    return mirrorOf(session, token, found, world.now())
  }
  if (!(await change())) return
  await withLock(world, mirror, async () => {
    const text = await change()
    if (text) await saveToken(world.paths, mirror, text)
  })
}

/** Under the lock of the mirror's own name, unless somebody has it; not waited for, since the session's own lock is held meanwhile. */
async function withLock(world: World, mirror: SsoSession, act: () => Promise<void>): Promise<void> {
  const lock = await lockSession(world, mirror, 'refresh')
  if (lock.kind !== 'lock') return
  try {
    await act()
  } finally {
    await lock.release()
  }
}
