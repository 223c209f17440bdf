/** Credentials of a role that the portal gives, kept where the AWS CLI keeps them. */
import { keptFile, type AccountRole } from '../../core/credentials/credential-source.js'
import { roleCredentialsText, type RoleCredentials } from '../../core/session/role-credentials.js'
import { quoted } from '../../core/text/display.js'
import type { World } from '../../world/world.js'
import { ensureToken } from '../session/ensure-token.js'
import { keptCredentials } from './kept-credentials.js'
import { roleCredentials } from './role-credentials.js'

/**
 * The token is refreshed first, where that is due.
 *
 * @param allow as `roleCredentials` takes it
 * @param leastSeconds as `keptCredentials` takes it
 * @throws as `roleCredentials` does
 */
export async function keptRoleCredentials(
  world: World,
  role: AccountRole,
  allow: 'refresh' | 'login',
  leastSeconds?: number,
): Promise<RoleCredentials> {
  const { session, accountId, roleName } = role
  return keptCredentials(
    world,
    {
      ...keptFile({ base: role, roles: [] }),
      text: (credentials) => roleCredentialsText(credentials, accountId),
      purpose: `credentials of ${quoted(roleName)} in ${accountId}`,
      prepare: () => ensureToken(world, session, { allow }),
      ask: () => roleCredentials(world, role, allow),
    },
    leastSeconds,
  )
}
