/** The way to the services, as environment and AWS config say. */
import { networkFor, type Network, type Whose } from '../core/session/network.js'
import type { SsoSession } from '../core/session/session.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { openIdentityCenter, type IdentityCenter } from '../world/network/identity-center.js'
import type { World } from '../world/world.js'

/** @throws ConfigError where the config cannot be read, or names a `[services]` section that is not there */
export async function networkOf(world: World, whose: Whose = {}): Promise<Network> {
  return networkFor(world.env, await readAwsConfig(world.paths), whose)
}

/** The services of a session. @throws as `networkOf` and `openIdentityCenter` */
export async function identityCenterOf(
  world: World,
  session: SsoSession,
  options: { signal?: AbortSignal } = {},
): Promise<IdentityCenter> {
  const { now, sleep } = world
  const network = await networkOf(world, { session })
  return openIdentityCenter({ network, now, sleep }, session.region, options)
}
