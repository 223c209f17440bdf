/**
 * One refresh (RFC 6749 §6), by the process that has the session's lock.
 *
 * The AWS CLI and the SDKs lock nothing, so a refusal is no verdict yet: another tool may have used the refresh token a moment
 * ago and be about to write what it got. And an answer may be lost after the service has rotated the refresh token.
 */
import { ConfigError } from '../../core/errors.js'
import type { SsoSession } from '../../core/session/session.js'
import { isUsable, type Token } from '../../core/session/token.js'
import {
  ServiceRefusal,
  ServiceUnreachable,
  type IdentityCenter,
  type IssuedTokens,
} from '../../world/network/identity-center.js'
import { readToken, saveToken, tokenFile } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'

/** After a refusal the file is read again at these distances: another tool's refresh may be on its way into it. */
const SECOND_LOOKS_MILLISECONDS = [0, 100, 200, 300, 400]

/** `unsaved`: the file could not be written, and the token is the caller's alone. `reason`: as the service's exception is named. */
export type Renewal =
  | { state: 'valid'; token: Token; how: 'refreshed' | 'elsewhere'; unsaved?: ConfigError }
  | { state: 'refused'; reason: string }
  | { state: 'unreachable'; error: ServiceUnreachable }

/** CreateToken with the refresh token, and the new token in its file. The signal ends pauses only, no request. */
export async function renewToken(
  world: World,
  session: SsoSession,
  token: Token,
  options: { signal?: AbortSignal },
): Promise<Renewal> {
  const askedAt = world.now()
  const center = await identityCenterOf(world, session, options)
  try {
    const answer = await renewed(world, session, token, center)
    if ('token' in answer) return { state: 'valid', token: answer.token, how: 'elsewhere' }
    const fresh = refreshed(token, session, answer.issued, askedAt)
    return { state: 'valid', token: fresh, how: 'refreshed', ...(await save(world, session, fresh, token)) }
  } catch (error) {
    if (error instanceof ServiceUnreachable) return { state: 'unreachable', error }
    if (!(error instanceof ServiceRefusal)) throw error
    const other = await secondLooks(world, session, token)
    if (other) return { state: 'valid', token: other, how: 'elsewhere' }
    return { state: 'refused', reason: error.reason }
  } finally {
    center.close()
  }
}

/** CreateToken; after a lost answer whatever the file has by then, else once more with the same refresh token. */
async function renewed(
  world: World,
  session: SsoSession,
  token: Token,
  center: IdentityCenter,
): Promise<{ issued: IssuedTokens } | { token: Token }> {
  const { clientId = '', clientSecret = '', refreshToken = '' } = token
  const ask = (): Promise<IssuedTokens> =>
    center.createToken({ clientId, clientSecret }, { kind: 'refresh', refreshToken })
  try {
    return { issued: await ask() }
  } catch (error) {
    if (!(error instanceof ServiceUnreachable) || error.fate !== 'unknown') throw error
    const other = await changedToken(world, session, token)
    return other ? { token: other } : { issued: await ask() }
  }
}

/** What the file holds after a refresh. Some services return no new refresh token: the old one then stays good. */
function refreshed(token: Token, session: SsoSession, issued: IssuedTokens, askedAt: Date): Token {
  return {
    ...token,
    accessToken: issued.accessToken,
    expiresAt: new Date(askedAt.getTime() + issued.expiresInSeconds * 1000),
    ...(issued.refreshToken ? { refreshToken: issued.refreshToken } : {}),
    startUrl: session.startUrl,
    region: session.region,
  }
}

/** There was room just now: what hinders may pass, and with this token its session would be lost. */
const AGAIN_MILLISECONDS = [50, 200, 500]

/** The token is the caller's also where it cannot be kept. */
async function save(
  world: World,
  session: SsoSession,
  token: Token,
  before: Token,
): Promise<{ unsaved?: ConfigError }> {
  for (const milliseconds of [...AGAIN_MILLISECONDS, undefined]) {
    try {
      await saveToken(world.paths, session, token)
      return {}
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      if (milliseconds !== undefined) {
        await world.sleep(milliseconds)
        continue
      }
      kept.set(tokenFile(world.paths, session), { inPlaceOf: before.accessToken, token })
      return { unsaved: error }
    }
  }
  return {}
}

/** By their files, tokens that could not be written: the refresh token in the file is used up. */
const kept = new Map<string, { inPlaceOf: string; token: Token }>()

/**
 * The session's token as its file has it, or what this process got in its place and could not write.
 *
 * @param found what the file has
 */
export function tokenAtHand(
  { paths }: World,
  session: SsoSession,
  found: Token | undefined,
): Token | undefined {
  const own = kept.get(tokenFile(paths, session))
  return own && found?.accessToken === own.inPlaceOf ? own.token : found
}

async function secondLooks(world: World, session: SsoSession, token: Token): Promise<Token | undefined> {
  for (const milliseconds of SECOND_LOOKS_MILLISECONDS) {
    await world.sleep(milliseconds)
    const found = await changedToken(world, session, token)
    if (found) return found
  }
  return undefined
}

async function changedToken(world: World, session: SsoSession, token: Token): Promise<Token | undefined> {
  const found = tokenAtHand(world, session, await readToken(world.paths, session))
  return isUsable(found, session, world.now()) && found.accessToken !== token.accessToken ? found : undefined
}
