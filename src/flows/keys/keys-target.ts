/** What takes a key's place: the SSO profile that reaches its account, and the proof that it does. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { quoted } from '../../core/text/display.js'
import { ConfigError, RefusedError, UsageError } from '../../core/errors.js'
import { shownKeyId, ssoProfilesFor } from '../../core/keys/keys.js'
import type { SsoTarget } from '../../core/keys/keys-park.js'
import { shellWord } from '../../core/session/login-command.js'
import { findProfile, requireProfile } from '../../core/profile/profile.js'
import { callerIdentity, type SigningKeys } from '../../world/network/key-services.js'
import { pick } from '../../world/terminal/picker.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import { roleCredentials } from '../credentials/role-credentials.js'

export interface NamedTarget extends SsoTarget {
  /** The profile that says so. */
  profile: string
}

/**
 * The SSO profile that is named, else the profile's own SSO keys, else the only account and role that the config's profiles
 * reach in that account, else the one that is chosen on the terminal.
 *
 * @throws RefusedError where it is of another account; ConfigError where there is none; UsageError where there are several and
 *   nobody can be asked
 */
export async function targetFor(
  world: World,
  config: AwsConfig,
  profile: string,
  key: { accessKeyId: string },
  { accountId }: { accountId: string },
  { to, noInput }: { to?: string; noInput: boolean },
): Promise<NamedTarget> {
  if (to !== undefined) return targetNamed(config, to, key, { accountId })
  const names = ssoProfilesFor(config, accountId)
  if (names.includes(profile)) return requireTarget(config, profile)
  const targets = names.map((name) => requireTarget(config, name))
  const ways = new Map(targets.map((target) => [wayOf(target), target]))
  const [only, ...more] = ways.values()
  if (!only) {
    throw new ConfigError(
      `The key ${shownKeyId(key.accessKeyId)} belongs to account ${accountId}, and no SSO profile reaches that account.`,
      { suggestions: ['ssoenv profiles sync', `ssoenv keys park ${shellWord(profile)} --to SSO_PROFILE`] },
    )
  }
  if (more.length === 0) return only
  if (!world.interactive || noInput) {
    throw new UsageError(`Several SSO profiles reach account ${accountId}: say which one.`, {
      suggestions: [...ways.values()].map(
        (target) => `ssoenv keys park ${shellWord(profile)} --to ${shellWord(target.profile)}`,
      ),
    })
  }
  const chosen = await pick(
    `SSO profile that takes the place of the key of ${quoted(profile)}`,
    [...ways.values()].map((target) => ({
      value: target.profile,
      words: `${quoted(target.profile)}  ${target.accountId}  ${quoted(target.roleName)}`,
    })),
  )
  return requireTarget(config, chosen)
}

const wayOf = ({ session, accountId, roleName }: NamedTarget): string =>
  [session.kind, session.name, accountId, roleName].join('\n')

function requireTarget(config: AwsConfig, name: string): NamedTarget {
  const found = findProfile(config, name) ?? requireProfile(config, name)
  if (found.kind !== 'sso') throw new ConfigError(`Profile ${quoted(name)} does not use SSO.`)
  const { session, accountId, roleName, chain } = found.profile
  if (accountId === undefined || roleName === undefined)
    throw new ConfigError(`Profile ${quoted(name)} has no sso_account_id and sso_role_name.`)
  if (chain.length > 1) {
    throw new ConfigError(
      `Profile ${quoted(name)} assumes a further role from ${quoted(chain.at(-1) ?? '')}; name that one.`,
    )
  }
  return { profile: name, session, accountId, roleName }
}

/**
 * The SSO profile of that name.
 *
 * @throws RefusedError where it is of another account than the key; ConfigError where it is no SSO profile
 */
export function targetNamed(
  config: AwsConfig,
  name: string,
  key: { accessKeyId: string },
  { accountId }: { accountId: string },
): NamedTarget {
  const target = requireTarget(config, name)
  if (target.accountId === accountId) return target
  throw otherAccount(key, accountId, name, target.accountId)
}

/**
 * Gets credentials of the target's role and asks STS whose they are.
 *
 * @returns the credentials, for what else has to be done with them
 * @throws RefusedError where that is not the key's account; what `roleCredentials` and `callerIdentity` throw
 */
export async function proveTarget(
  world: World,
  target: NamedTarget,
  key: { accessKeyId: string; region: string },
  { accountId }: { accountId: string },
  allow: 'refresh' | 'login',
): Promise<SigningKeys> {
  const { accessKeyId, secretAccessKey, sessionToken } = await roleCredentials(world, target, allow)
  const keys = { accessKeyId, secretAccessKey, sessionToken }
  const network = await networkOf(world, { profile: target.profile })
  const reached = await callerIdentity(network, keys, key.region)
  if (reached.accountId !== accountId) throw otherAccount(key, accountId, target.profile, reached.accountId)
  return keys
}

function otherAccount(
  { accessKeyId }: { accessKeyId: string },
  accountId: string,
  profile: string,
  reached: string,
): RefusedError {
  return new RefusedError(
    `The key ${shownKeyId(accessKeyId)} belongs to account ${accountId}, and ${quoted(profile)} reaches account ${reached}. ` +
      'Nothing was changed.',
  )
}
