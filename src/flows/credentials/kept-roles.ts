/** Which roles' credentials are kept and still good. The files are named by hashes, so it is the profiles that say what they are. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { findProfile } from '../../core/profile/profile.js'
import { roleCredentialsFileName } from '../../core/session/role-credentials.js'
import type { SsoSession } from '../../core/session/session.js'
import { unlessBroken } from '../../core/session/sso-session.js'
import { livingRoleCredentials, type KeptFile } from '../../world/files/role-credentials-cache.js'
import type { World } from '../../world/world.js'

export interface KeptRole {
  session: SsoSession
  accountId: string
  roleName: string
  /** One that has this role. */
  profile: string
  expiresAt: Date
}

/** @param active the profile to name where several have the same role; its role comes first */
export async function keptRoles(world: World, config: AwsConfig, active?: string): Promise<KeptRole[]> {
  const files = new Map(
    (await livingRoleCredentials(world.paths, world.now())).map((file) => [file.name, file]),
  )
  const found: KeptRole[] = []
  for (const profile of candidates(config, [...files.values()], active)) {
    if (files.size === 0) break
    const resolved = unlessBroken(() => findProfile(config, profile))
    if (resolved?.kind !== 'sso') continue
    const { session, accountId, roleName, chain } = resolved.profile
    if (chain.length > 1 || accountId === undefined || roleName === undefined) continue
    const name = roleCredentialsFileName(session, accountId, roleName)
    const file = files.get(name)
    files.delete(name)
    if (file) found.push({ session, accountId, roleName, profile, expiresAt: file.expiresAt })
  }
  return found
}

/** The profiles that may have one of these roles, the active one first: resolving thousands of them costs. */
function candidates(config: AwsConfig, files: readonly KeptFile[], active: string | undefined): Set<string> {
  const accounts = [...new Set(files.map(({ accountId }) => accountId))]
  const mayBe = (section: { mentions: (text: string) => boolean }): boolean =>
    accounts.some((accountId) => accountId === undefined || section.mentions(accountId))
  // The account may stand in a profile or in its session.
  const inSession = [...config.sessions.values()].some(mayBe)
  const names = active === undefined ? [] : [active]
  for (const [name, section] of config.profiles) if (inSession || mayBe(section)) names.push(name)
  return new Set(names)
}
