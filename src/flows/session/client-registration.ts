/** Our registration with the service: reused while it is good, made anew when it is not. */
import { SsoenvError } from '../../core/errors.js'
import {
  isReusable,
  scopesOf,
  type Registration,
  type RegistrationKey,
} from '../../core/session/registration.js'
import { BROWSER_GRANTS, REDIRECT_URI } from '../../core/session/registration.js'
import { ServiceRefusal, type IdentityCenter } from '../../world/network/identity-center.js'
import { readRegistration, removeRegistration, saveRegistration } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'

/**
 * Does something with a client of ours. A kept one that the service no longer knows is dropped, and the same is done
 * once more with a new one.
 *
 * @param issuer the portal's start URL, as the service knows it
 */
export async function withClient<Result>(
  world: World,
  center: IdentityCenter,
  key: RegistrationKey,
  issuer: () => Promise<string>,
  use: (client: Registration, isKept: boolean) => Promise<Result>,
): Promise<Result> {
  const kept = await keptClient(world, key)
  if (kept) {
    try {
      return await use(kept, true)
    } catch (error) {
      if (!isClientRefusal(error)) throw error
      await removeRegistration(world.paths, key)
    }
  }
  return use(await newClient(world, center, key, await issuer()), false)
}

/** The service does not know the client, or does not let it do this. */
function isClientRefusal(error: unknown): boolean {
  return (
    error instanceof ServiceRefusal &&
    ['InvalidClientException', 'UnauthorizedClientException'].includes(error.reason)
  )
}

async function keptClient(world: World, key: RegistrationKey): Promise<Registration | undefined> {
  const found = await readRegistration(world.paths, key)
  return found && isReusable(found, key, world.now()) ? found : undefined
}

async function newClient(
  world: World,
  center: IdentityCenter,
  key: RegistrationKey,
  issuer: string,
): Promise<Registration> {
  const { session, flow } = key
  const scopes = scopesOf(session)
  const issued = await center.registerClient(flow, scopes, issuer)
  const client: Registration = {
    ...issued,
    region: session.region,
    scopes,
    ...(flow === 'browser' ? { grantTypes: BROWSER_GRANTS, redirectUris: [REDIRECT_URI] } : {}),
  }
  try {
    await saveRegistration(world.paths, key, client)
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error // not kept: the next login registers again
  }
  return client
}
