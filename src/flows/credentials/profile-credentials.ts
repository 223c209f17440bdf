/** Short-lived credentials of a profile, for whoever hands them on: exec, env, whoami, credential-process. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { credentialSource } from '../../core/credentials/credential-source.js'
import type { World } from '../../world/world.js'
import { chainCredentials } from './assumed-credentials.js'
import { clockToldOnce } from './clock-told.js'
import type { ProfileCredentials } from './kept-of-profile.js'

export type { ProfileCredentials } from './kept-of-profile.js'

export interface CredentialsWanted {
  /** `refresh`: nobody is ever asked. `login`: logs in where nothing else helps. */
  allow: 'refresh' | 'login'
  /** How long they must last at least; those kept are used for so long. Absent: LEAST_SECONDS. */
  leastSeconds?: number
}

/**
 * Those of the role that the profile ends in: the portal's, or one that is assumed from there (`role_arn`).
 *
 * @throws as `credentialSource` and `chainCredentials` do
 */
export async function profileCredentials(
  world: World,
  config: AwsConfig,
  name: string,
  { allow, leastSeconds }: CredentialsWanted,
): Promise<ProfileCredentials> {
  const source = credentialSource(config, name)
  return {
    credentials: await clockToldOnce(world, (held) => chainCredentials(held, source, allow, leastSeconds)),
    accountId: source.accountId,
  }
}
