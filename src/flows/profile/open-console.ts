/** `ssoenv console`: the AWS console in a profile's account and role, through the portal's own link. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { reachedBy } from '../../core/binding/binding.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { consoleLink, consolePage, hasConsolePages } from '../../core/profile/console-link.js'
import { requireProfile } from '../../core/profile/profile.js'
import { shellWord } from '../../core/session/login-command.js'
import { loginWay } from '../../core/session/login-way.js'
import type { SsoSession } from '../../core/session/session.js'
import { isRegionName } from '../../core/session/sso-session.js'
import { quoted } from '../../core/text/display.js'
import { openBrowser, surroundings } from '../../world/session/browser.js'
import type { World } from '../../world/world.js'
import { loginPreferences } from '../session/provide-login.js'
import { loadSettings } from '../settings.js'

export interface ConsoleWish {
  service?: string | undefined
  region?: string | undefined
}

export interface ConsoleOfProfile {
  session: SsoSession
  accountId: string
  roleName: string
  /** Where none decides, the console takes the one that was used last. */
  region?: string
  link: string
}

/**
 * The link to the console for a profile. Its region is the wish's, else AWS_REGION, AWS_DEFAULT_REGION, else the profile's, as
 * the AWS CLI has it.
 *
 * @throws ConfigError where the profile cannot be used, is none of SSO, or assumes a further role, which the portal's link
 *   cannot; UsageError for a service or region that cannot be
 */
export function consoleOfProfile(
  world: World,
  config: AwsConfig,
  name: string,
  { service, region: wished }: ConsoleWish,
): ConsoleOfProfile {
  const resolved = requireProfile(config, name)
  if (resolved.kind !== 'sso')
    throw new ConfigError(
      `Profile ${quoted(name)} does not use SSO, and only the access portal leads to the console.`,
    )
  const { profile } = resolved
  const { session, accountId, roleName } = profile
  if (profile.chain.length > 1)
    throw furtherRole(name, profile.chain.at(-1) ?? name, reachedBy(resolved, config))
  if (accountId === undefined || roleName === undefined)
    throw new ConfigError(`Profile ${quoted(name)} names no account and role.`)
  const region = wished ?? (world.env['AWS_REGION'] || world.env['AWS_DEFAULT_REGION'] || profile.region)
  // It becomes part of a host's name.
  if (region !== undefined && !isRegionName(region))
    throw new UsageError(`${quoted(region)} is not the name of a region.`)
  const isWished = service !== undefined || wished !== undefined
  // Where pages have no public address, a region that is only in force here is no reason to ask for one.
  const isAnywhere = !isWished && (region === undefined || !hasConsolePages(session.region))
  const destination = isAnywhere ? {} : { destination: consolePage(session.region, { service, region }) }
  return {
    session,
    accountId,
    roleName,
    ...(region === undefined ? {} : { region }),
    link: consoleLink(session, { accountId, roleName, ...destination }),
  }
}

/** What can be done instead: the console itself can take the further role, once it is open in the base's. */
function furtherRole(
  name: string,
  base: string,
  reached: { accountId?: string; roleName?: string },
): ConfigError {
  const { accountId, roleName } = reached
  const role = accountId && roleName ? ` to ${quoted(roleName)} of account ${accountId}` : ''
  return new ConfigError(
    `Profile ${quoted(name)} assumes a further role, which the portal's link cannot do. Open the console of its base, ` +
      `${quoted(base)}, and switch the role there${role}.`,
    { suggestions: [`ssoenv console ${shellWord(base)}`] },
  )
}

/**
 * Opens the link in the browser that the session's settings name, as a login does.
 *
 * @returns whether a browser was started; not without a terminal, over SSH, in a container or without a display
 */
export async function openConsole(world: World, { session, link }: ConsoleOfProfile): Promise<boolean> {
  const { settings } = await loadSettings(world)
  const { browserCommand: chosen } = loginPreferences(settings, session)
  const here = await surroundings(world.env, chosen)
  const { browser } = here
  const { opensBrowser } = loginWay({ flow: 'auto', noBrowser: !world.interactive }, here)
  return opensBrowser && browser !== undefined && (await openBrowser(browser, link, world.env))
}
