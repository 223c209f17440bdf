/** `ssoenv env`: a profile's role credentials as variables, for the shell or program that reads them. */
import { requireLasting } from '../../core/credentials/lasting.js'
import type { EnvFormat } from '../../shells/env-text.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { workingDirectory } from '../../world/working-directory.js'
import type { World } from '../../world/world.js'
import { guard } from '../binding/guard.js'
import { meantProfile } from '../profile/meant-profile.js'
import { keysText, regionFor } from './env-keys.js'
import { profileCredentials } from './profile-credentials.js'

export interface EnvWanted {
  /** Absent: the active profile, or one that is chosen on the terminal. */
  profile?: string
  format: EnvFormat
  /** How long they must last at least. Absent: as long as kept ones are used. */
  leastSeconds?: number
  /** `--yes`. */
  yes: boolean
}

/**
 * The text for whoever evaluates or reads it. On a terminal a login is made where one is needed.
 *
 * @throws UsageError, RefusedError, CancelledError, ConfigError, LoginNeededError, LoginFailedError, UnreachableError, as
 *   `meantProfile`, `guard` and `profileCredentials` do; ConfigError where no credentials last as long as asked
 */
export async function envOutput(
  world: World,
  { profile, format, leastSeconds, yes }: EnvWanted,
): Promise<string> {
  const directory = workingDirectory(world.env)
  const name = await meantProfile(world, directory, profile, 'env')
  const config = await readAwsConfig(world.paths)
  await guard(world, { profile: name, directory, deed: 'env', yes, config })
  const found = await profileCredentials(world, config, name, {
    allow: world.interactive ? 'login' : 'refresh',
    ...(leastSeconds === undefined ? {} : { leastSeconds }),
  })
  if (leastSeconds !== undefined) requireLasting(config, name, found.credentials, leastSeconds, world.now())
  return keysText(format, found, regionFor(world.env, config, name))
}
