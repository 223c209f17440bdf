/** Finding the local profile for a start URL, account and role: what a team's `.ssoenv` says instead of a name. */
import type { AwsConfig } from '../config/aws-config.js'
import { findProfile } from './profile.js'
import type { SsoProfile } from '../session/session.js'
import { unlessBroken } from '../session/sso-session.js'

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
  // Resolving thousands of profiles costs; the account may stand in a profile or in its session.
  const inSession = [...config.sessions.values()].some((section) => section.mentions(wanted.accountId))
  for (const [name, section] of config.profiles) {
    if (!inSession && !section.mentions(wanted.accountId)) continue
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
