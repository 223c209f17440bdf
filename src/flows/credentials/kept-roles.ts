/** Which roles' credentials are kept and still good. The files are named by hashes, so it is the profiles that say what they are. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { assumedRoles } from '../../core/credentials/assumed-role.js'
import { keptFile } from '../../core/credentials/credential-source.js'
import { findProfile } from '../../core/profile/profile.js'
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
    const role = unlessBroken(() => roleOf(config, profile))
    if (!role) continue
    const { fileName, isAssumed, ...reached } = role
    const file = files.get(fileName)
    if (file?.isAssumed !== isAssumed) continue
    files.delete(fileName)
    found.push({ ...reached, profile, expiresAt: file.expiresAt })
  }
  return found
}

type ReachedRole = Pick<KeptRole, 'session' | 'accountId' | 'roleName'> & {
  fileName: string
  isAssumed: boolean
}

/** The role that a profile ends in, and the file of its credentials; undefined where SSO is not its base. */
function roleOf(config: AwsConfig, profile: string): ReachedRole | undefined {
  const resolved = findProfile(config, profile)
  if (resolved?.kind !== 'sso') return undefined
  const { session, accountId, roleName, chain } = resolved.profile
  if (accountId === undefined || roleName === undefined) return undefined
  const roles = chain.length > 1 ? assumedRoles(config, profile) : []
  const base = { session, accountId, roleName }
  const { fileName } = keptFile({ base, roles })
  const [role = base] = roles
  return {
    session,
    accountId: role.accountId,
    roleName: role.roleName,
    fileName,
    isAssumed: roles.length > 0,
  }
}

/** The profiles that may have one of these roles, the active one first: resolving thousands of them costs. */
function candidates(config: AwsConfig, files: readonly KeptFile[], active: string | undefined): Set<string> {
  const accounts = new Set(files.map(({ accountId }) => accountId))
  const mayBe = (section: { accountIds: () => readonly string[] }): boolean =>
    section.accountIds().some((accountId) => accounts.has(accountId))
  // The account may stand in a profile or in its session, and that of a role in the credentials file.
  const all = accounts.has(undefined) || [...config.sessions.values()].some(mayBe)
  const names = active === undefined ? [] : [active]
  for (const [name, section] of config.profiles) if (all || mayBe(section)) names.push(name)
  return new Set([...names, ...config.stored.keys()])
}
