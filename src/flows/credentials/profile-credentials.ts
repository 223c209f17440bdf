/** Short-lived credentials of a profile, for whoever hands them on: exec, env, whoami, credential-process. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import type { RoleCredentials } from '../../core/session/role-credentials.js'
import type { World } from '../../world/world.js'
import { keptRoleCredentials } from './kept-role-credentials.js'
import { roleOfProfile } from './process-role.js'

export interface ProfileCredentials {
  credentials: RoleCredentials
  /** Where they lead. */
  accountId: string
}

export interface CredentialsWanted {
  /** `refresh`: nobody is ever asked. `login`: logs in where nothing else helps. */
  allow: 'refresh' | 'login'
  /** How long they must last at least; those kept are used for so long. Absent: LEAST_SECONDS. */
  leastSeconds?: number
}

/**
 * @throws ConfigError where the profile cannot be used, or its base is not SSO; as `keptRoleCredentials` does
 */
export async function profileCredentials(
  world: World,
  config: AwsConfig,
  name: string,
  { allow, leastSeconds }: CredentialsWanted,
): Promise<ProfileCredentials> {
  const role = roleOfProfile(config, name)
  return {
    credentials: await keptRoleCredentials(world, role, allow, leastSeconds),
    accountId: role.accountId,
  }
}
