/** Finding the local profile for a start URL, account and role: what a team's `.ssoenv` says instead of a name. */
import type { AwsConfig } from './aws-config.js'
import { findProfile } from './profile.js'
import type { SsoProfile } from './session.js'
import { unlessBroken } from './sso-session.js'

export interface AccountRole {
  startUrl: string
  accountId: string
  roleName: string
}

/**
 * The profiles that reach exactly this account and role through this portal, in the order of the file.
 *
 * A profile that assumes a further role from there ends somewhere else and does not match; a broken one is left out.
 */
export function profilesMatching(config: AwsConfig, wanted: AccountRole): SsoProfile[] {
  const matching: SsoProfile[] = []
  for (const [name, section] of config.profiles) {
    // The cheap comparison first: resolving costs, and there may be thousands. Without an account of its own, a profile
    // with a role may have its session's.
    const account = section.keys.get('sso_account_id')
    if (account ? account.text !== wanted.accountId : !section.keys.has('sso_role_name')) continue
    const found = unlessBroken(() => findProfile(config, name))
    if (found?.kind !== 'sso') continue
    const { profile } = found
    const same =
      profile.chain.length === 1 &&
      profile.accountId === wanted.accountId &&
      profile.roleName === wanted.roleName &&
      sameStartUrl(profile.session.startUrl, wanted.startUrl)
    if (same) matching.push(profile)
  }
  return matching
}

/** Whether two start URLs are one portal: host and path, without what people add or leave out at the end (`/`, `#/`). */
export function sameStartUrl(one: string, other: string): boolean {
  return one === other || portalAddress(one) === portalAddress(other)
}

/** Host and path of a start URL; the text itself where it is not one. */
export function portalAddress(startUrl: string): string {
  if (!URL.canParse(startUrl)) return startUrl
  const url = new URL(startUrl)
  return `${url.host}${url.pathname.replace(/\/+$/, '')}${url.search}`
}
