/** Ending a session: our files first, then the portal, which is told as well as it can be. */
import type { SsoSession } from '../../core/session/session.js'
import { tokenState, type Token } from '../../core/session/token.js'
import { mirroredSession } from '../../core/session/token-mirror.js'
import { SsoenvError } from '../../core/errors.js'
import { ServiceRefusal } from '../../world/network/identity-center.js'
import { removeToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'

/** `told`: it ended the session. `already`: it knew of none. `silent`: it could not be told, for this reason. */
export type PortalLogout = { state: 'told' | 'already' } | { state: 'silent'; reason: string }

/**
 * Removes the token file and tells the portal, which then refuses the session to everyone who shares it.
 *
 * The file goes first: the AWS CLI asks first, and offline it removes nothing (awscli sso/logout.py). A token that names
 * another portal is not sent anywhere, and neither is the copy of another session's, which goes on.
 *
 * @param token the session's, or that of its mirror
 */
export async function endSession(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): Promise<PortalLogout> {
  await removeToken(world.paths, session)
  return tellPortal(world, session, token)
}

/**
 * Ends the session that a new login is to replace: the portal is told before, because it may know both as one. The file goes
 * once the token is good for nothing; what the portal could not be told of stays until the new one is written.
 */
export async function giveWay(world: World, session: SsoSession, token: Token | undefined): Promise<void> {
  const { state } = await tellPortal(world, session, token)
  if (state !== 'silent') await removeToken(world.paths, session)
}

async function tellPortal(
  world: World,
  session: SsoSession,
  token: Token | undefined,
): Promise<PortalLogout> {
  if (!token || tokenState(token, session, world.now()) === 'absent') return { state: 'already' }
  if (session.kind === 'legacy' && mirroredSession(token) !== undefined) return { state: 'already' }
  try {
    const center = await identityCenterOf(world, session)
    try {
      await center.logout(token.accessToken)
      return { state: 'told' }
    } finally {
      center.close()
    }
  } catch (error) {
    if (error instanceof ServiceRefusal && error.reason === 'UnauthorizedException')
      return { state: 'already' }
    if (error instanceof SsoenvError) return { state: 'silent', reason: error.message }
    throw error
  }
}
