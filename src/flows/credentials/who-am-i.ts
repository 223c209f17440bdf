/**
 * `ssoenv whoami`: as whom a tool acts here.
 *
 * 1. Which source it is that the AWS CLI would use: `meantSource`. A profile that is named is the one; else keys in variables, then
 *    AWS_PROFILE, then the directory's binding.
 * 2. Its credentials: `askWho`. Of SSO, and of roles on top of it, as every command gets them.
 * 3. Whose they are: STS is asked, unless that is not wanted.
 */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { assumedRoles } from '../../core/credentials/assumed-role.js'
import type { SourceKind } from '../../core/credentials/sources.js'
import { callerWords, type DecidedBy, type WhoAmI } from '../../core/credentials/caller.js'
import { reachedBy } from '../../core/binding/binding.js'
import { shownKeyId } from '../../core/keys/keys.js'
import { findProfile } from '../../core/profile/profile.js'
import { allSessions } from '../../core/session/sso-session.js'
import { readNotes } from '../../world/files/portal-notes.js'
import { readToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { loginOf } from '../listing/portal-listing.js'
import { meantSource, type Meant } from './meant-source.js'

/**
 * @param offline ask nobody: account and role as the config has them
 * @param choose where nothing decides, the profile is chosen on the terminal
 * @throws ConfigError where the AWS CLI would find nothing, or what cannot be asked about from here; RefusedError where the directory's
 *   binding or STS refuses; UsageError where nothing decides; as `profileCredentials`
 */
export async function whoAmI(
  world: World,
  directory: string,
  meant: Meant,
  { offline, choose }: { offline: boolean; choose: boolean },
): Promise<WhoAmI> {
  const found = await meantSource(world, directory, meant, choose)
  const { config, explanation } = meant
  const { source, profile, by, region } = found
  const common = {
    source,
    ...(profile === undefined || by === undefined ? {} : { profile, ...decidedBy(meant, profile, by) }),
    ...(region === undefined ? {} : { region }),
    conflicts: explanation.conflicts,
  }
  if (offline) {
    const said = profile === undefined ? {} : saidByConfig(config, profile, source)
    const accountName = await nameOfAccount(world, config, said.accountId)
    return { ...common, ...keyIdIn(world, source), ...said, ...accountName, asked: false }
  }
  // On use: logging in and the services are most of what a start would set up, for nothing where nobody is asked.
  const { askWho } = await import('./ask-who.js')
  const { accountId, arn, keyId } = await askWho(world, config, found)
  return {
    ...common,
    ...(keyId === undefined ? {} : { keyId }),
    accountId,
    ...(await nameOfAccount(world, config, accountId)),
    arn,
    ...callerWords(arn),
    asked: true,
  }
}

/** A profile that the hook applied is in AWS_PROFILE, and the binding's all the same. */
function decidedBy({ active }: Meant, profile: string, by: DecidedBy): { by: DecidedBy; file?: string } {
  if (by === 'argument' || active?.name !== profile || by === 'AWS_DEFAULT_PROFILE') return { by }
  return { by: active.by, ...(active.file === undefined ? {} : { file: active.file }) }
}

/** Account and role as the config has them. */
function saidByConfig(
  config: AwsConfig,
  profile: string,
  source: SourceKind,
): { accountId?: string; roleName?: string } {
  if (source === 'assume-role') {
    const [role] = assumedRoles(config, profile)
    return role ? { accountId: role.accountId, roleName: role.roleName } : {}
  }
  const found = source === 'sso' ? findProfile(config, profile) : undefined
  return found?.kind === 'sso' ? reachedBy(found, config) : {}
}

function keyIdIn({ env }: World, source: SourceKind): { keyId?: string } {
  const id = source === 'environment' ? env['AWS_ACCESS_KEY_ID'] : undefined
  return id === undefined ? {} : { keyId: shownKeyId(id) }
}

/** What a portal's list, kept from the last time, calls the account. */
async function nameOfAccount(
  world: World,
  config: AwsConfig,
  accountId: string | undefined,
): Promise<{ accountName?: string }> {
  if (accountId === undefined) return {}
  for (const session of allSessions(config)) {
    const token = await readToken(world.paths, session).catch(() => undefined)
    if (!token) continue
    const notes = await readNotes(world.paths, session, await loginOf(world, session, token))
    const name = notes?.accounts.find((account) => account.accountId === accountId)?.accountName
    if (name !== undefined) return { accountName: name }
  }
  return {}
}
