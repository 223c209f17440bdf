/** Ending a session: our files first, then the portal, which is told as well as it can be. */
import type { SsoSession } from '../../core/session/session.js'
import { tokenState, type Token } from '../../core/session/token.js'
import { mirroredSession } from '../../core/session/token-mirror.js'
import { ConfigError, SsoenvError } from '../../core/errors.js'
import { ServiceRefusal } from '../../world/network/identity-center.js'
import { removeToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'
import { removeMirror } from './mirror-token.js'

/** `told`: it ended the session. `already`: it knew of none. `silent`: it could not be told, for this reason. */
export type PortalLogout = { state: 'told' | 'already' } | { state: 'silent'; reason: string }

/**
 * Removes the token file and tells the portal, which then refuses the session to everyone who shares it.
 *
 * The file goes first: the AWS CLI asks first, and offline it removes nothing (awscli sso/logout.py). A token that names
 * another portal is not sent anywhere.
 *
 * @param tokens the session's, and that of its mirror where it is another one
 * @returns what went least well
 */
export async function endSession(
  world: World,
  session: SsoSession,
  tokens: readonly Token[],
): Promise<PortalLogout> {
  await removeToken(world.paths, session)
  const answers: PortalLogout[] = []
  for (const token of tokens) answers.push(await tellPortal(world, session, token))
  const of = (state: PortalLogout['state']): PortalLogout | undefined =>
    answers.find((answer) => answer.state === state)
  return of('silent') ?? of('told') ?? { state: 'already' }
}

/**
 * Ends the session that a new login is to replace: the portal is told before, because it may know both as one. The files go
 * once the token is good for nothing; what the portal could not be told of stays until the new one is written.
 *
 * A copy of another session's token is not told of: that one goes on.
 */
export async function giveWay(world: World, session: SsoSession, token: Token): Promise<void> {
  if (session.kind === 'legacy' && mirroredSession(token) !== undefined) return
  const { state } = await tellPortal(world, session, token)
  if (state === 'silent') return
  await removeToken(world.paths, session)
  await removeMirror(world, session, token).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error // it is good for nothing, and in nobody's way
  })
}

async function tellPortal(world: World, session: SsoSession, token: Token): Promise<PortalLogout> {
  if (tokenState(token, session, world.now()) === 'absent') return { state: 'already' }
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
