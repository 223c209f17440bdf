/** From what a `.ssoenv` says to a profile of this person's config: the two forms, and what they hold each other to. */
import type { AwsConfig } from '../config/aws-config.js'
import type { Binding } from './binding-file.js'
import { at } from '../config/config-value.js'
import { roleValue } from '../credentials/chain.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { portalAddress, profilesMatching, sameStartUrl } from '../profile/profile-match.js'
import { findProfile, missingProfile, requireProfile, type ResolvedProfile } from '../profile/profile.js'

/**
 * Why a binding is refused. `config`: the config or the profile in it is broken. `missing`: no such profile. `no-match`,
 * `ambiguous`: no or several profiles for the portal, account and role. `mismatch`: the profile is another account's, role's
 * or portal's. `unknown`: the profile does not use SSO, so what it is cannot be known.
 */
export type RefusalCode = 'config' | 'missing' | 'no-match' | 'ambiguous' | 'mismatch' | 'unknown'

export type Resolution =
  | { state: 'bound'; resolved: ResolvedProfile }
  | { state: 'refused'; reason: string; code: RefusalCode }
  | { state: 'none' }

/** What a trusted `.ssoenv` means with this config. Reasons are whole printable sentences. */
export function resolveBinding(file: Binding, config: AwsConfig): Resolution {
  if (file.none) return { state: 'none' }
  try {
    return file.profile === undefined ? byAccount(file, config) : byName(file, file.profile, config)
  } catch (error) {
    if (error instanceof ConfigError) return { state: 'refused', code: 'config', reason: error.message }
    throw error
  }
}

/** The profile that is named; account, role and portal, where they stand beside it, are held against it. */
function byName(file: Binding, name: string, config: AwsConfig): Resolution {
  const resolved = findProfile(config, name)
  if (resolved === undefined) {
    // The name may be one of several people's for the same account: the team's keys then decide.
    const isWhole = file.startUrl !== undefined && file.accountId !== undefined && file.roleName !== undefined
    if (isWhole) return byAccount(file, config)
    return { state: 'refused', code: 'missing', reason: missingProfile(config, name).message }
  }
  return clash(file, name, resolved, config) ?? { state: 'bound', resolved }
}

/** The one profile with the portal, account and role. */
function byAccount(file: Binding, config: AwsConfig): Resolution {
  const { startUrl = '', accountId = '', roleName = '' } = file
  const matching = profilesMatching(config, { startUrl, accountId, roleName })
  const [first] = matching
  const wanted = `account ${accountId}, role ${quoted(roleName)}, at ${printable(portalAddress(startUrl))}`
  if (first === undefined) {
    const reason = `No profile in ${at(config)} has ${wanted}. Try: ssoenv profiles add --here`
    return { state: 'refused', code: 'no-match', reason }
  }
  if (matching.length > 1) {
    const names = matching.slice(0, 10).map((each) => quoted(each.name, 60))
    const more = matching.length > 10 ? ` and ${matching.length - 10} more` : ''
    const reason =
      `${matching.length} profiles have ${wanted}: ${names.join(', ')}${more}. ` +
      'Name the one to use in a line `profile = NAME` of the .ssoenv.'
    return { state: 'refused', code: 'ambiguous', reason }
  }
  return { state: 'bound', resolved: requireProfile(config, first.name) }
}

/**
 * What the `.ssoenv` demands beside the name and this profile does not keep: its account, role or portal is another, or cannot be
 * known. Undefined where all is kept, and where nothing is demanded.
 */
export function clash(
  file: Binding,
  name: string,
  resolved: ResolvedProfile,
  config: AwsConfig,
): (Resolution & { state: 'refused' }) | undefined {
  const { startUrl, ssoRegion, accountId, roleName } = file
  if (startUrl === undefined && ssoRegion === undefined && accountId === undefined && roleName === undefined)
    return
  if (resolved.kind === 'other') {
    const reason =
      `The profile ${quoted(name)} does not use SSO, so whether it is ` +
      `${accountId ? `account ${accountId}` : 'the one that the .ssoenv means'} cannot be known.`
    return { state: 'refused', code: 'unknown', reason }
  }
  const { session } = resolved.profile
  const reached = reachedBy(resolved, config)
  const differs = (what: string, has: string, wants: string): Resolution & { state: 'refused' } => {
    const reason = `The profile ${quoted(name)} has ${what} ${has}, and the .ssoenv says ${wants}.`
    return { state: 'refused', code: 'mismatch', reason }
  }
  if (accountId !== undefined && reached.accountId !== accountId) {
    return differs('account', printable(reached.accountId ?? 'none'), accountId)
  }
  if (roleName !== undefined && reached.roleName !== roleName) {
    return differs('role', quoted(reached.roleName ?? 'none'), quoted(roleName))
  }
  if (startUrl !== undefined && !sameStartUrl(session.startUrl, startUrl)) {
    return differs(
      'the portal',
      printable(portalAddress(session.startUrl)),
      printable(portalAddress(startUrl)),
    )
  }
  if (ssoRegion !== undefined && session.region !== ssoRegion)
    return differs('sso_region', session.region, ssoRegion)
  return undefined
}

/**
 * The account and role where commands end up: after a `source_profile` chain those of the asked profile's role_arn; absent
 * where that says none.
 */
export function reachedBy(
  resolved: ResolvedProfile & { kind: 'sso' },
  config: AwsConfig,
): { accountId?: string; roleName?: string } {
  const { profile } = resolved
  if (profile.chain.length === 1) {
    const { accountId, roleName } = profile
    return accountId && roleName ? { accountId, roleName } : {}
  }
  const arn = roleValue(config, profile.name, 'role_arn')?.text ?? ''
  const [, accountId, role] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? []
  return accountId && role ? { accountId, roleName: role } : {}
}
