/** What is kept of a profile's credentials, for the quick door: nobody is asked, and no module of the network is read. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { credentialSource, keptFile } from '../../core/credentials/credential-source.js'
import { lastsFor, LEAST_SECONDS, type RoleCredentials } from '../../core/session/role-credentials.js'
import { readRoleCredentials } from '../../world/files/role-credentials-cache.js'
import type { World } from '../../world/world.js'

export interface ProfileCredentials {
  credentials: RoleCredentials
  /** Where they lead. */
  accountId: string
}

/**
 * Undefined where there are none that last.
 *
 * @throws ConfigError as `credentialSource` does
 */
export async function keptOfProfile(
  world: World,
  config: AwsConfig,
  name: string,
): Promise<ProfileCredentials | undefined> {
  const source = credentialSource(config, name)
  const { fileName, parse } = keptFile(source)
  const credentials = await readRoleCredentials(world.paths, fileName, parse)
  return credentials && lastsFor(credentials, LEAST_SECONDS, world.now())
    ? { credentials, accountId: source.accountId }
    : undefined
}
