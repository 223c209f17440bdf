/** Start URL, region, account and role as several places say them, and whether that can be used. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at } from '../config/config-value.js'
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { sameStartUrl } from '../profile/profile-match.js'
import { isRegionName, isWebAddress } from '../session/sso-session.js'

/** Where a profile leads. */
export interface Place {
  startUrl: string
  region: string
  /** Both, or neither: a profile for a token only. */
  accountId?: string
  roleName?: string
  /** `sso_registration_scopes` that a tool asks for; `aws configure sso` writes one where nobody says any. */
  scopes?: string
}

/** What the command line says for profiles that do not say it themselves. */
export interface Fallback {
  startUrl?: string
  region?: string
}

/** What one place says. */
export type Values = Pick<Place, 'accountId' | 'roleName' | 'scopes'> & Fallback

const WORDS: Readonly<Record<keyof Values, string>> = {
  startUrl: 'start URL',
  region: 'SSO region',
  accountId: 'account',
  roleName: 'role',
  scopes: 'scopes',
}

/** One set of values. Tools differ in which source they prefer, so two that differ are nobody's intention. */
export function joined(
  config: AwsConfig,
  section: ConfigSection,
  name: string,
  sources: readonly Values[],
): Values {
  const all: Values = {}
  for (const source of sources) {
    for (const [member, value] of Object.entries(source) as [keyof Values, string][]) {
      const other = all[member]
      const isSame =
        other === value || (member === 'startUrl' && other !== undefined && sameStartUrl(other, value))
      if (other === undefined) all[member] = value
      else if (!isSame) {
        throw new ConfigError(
          `${at(config, section)}: the profile ${quoted(name)} says two different things: the ${WORDS[member]} is ` +
            `${quoted(other)} and ${quoted(value)}, and which one counts differs between tools.`,
        )
      }
    }
  }
  return all
}

/** Start URL and region from the command line, where the profile has none, or has the URL alone and it is that one. */
export function filledUp(values: Values, fallback: Fallback): Values {
  const { startUrl = fallback.startUrl, region } = values
  const isThat = fallback.startUrl === undefined || (startUrl && sameStartUrl(startUrl, fallback.startUrl))
  const filled = region ?? (isThat ? fallback.region : undefined)
  return {
    ...values,
    ...(startUrl === undefined ? {} : { startUrl }),
    ...(filled === undefined ? {} : { region: filled }),
  }
}

/** The place, if it can be used. @throws ConfigError naming file and line where something is missing or malformed */
export function usable(
  config: AwsConfig,
  section: ConfigSection,
  name: string,
  { startUrl, region, accountId, roleName, scopes }: Values,
): Place {
  const refuse = (what: string): ConfigError =>
    new ConfigError(`${at(config, section)}: the profile ${quoted(name)} has ${what}.`)
  if (startUrl === undefined || region === undefined) {
    const missing = [...(startUrl ? [] : ['start URL']), ...(region ? [] : ['SSO region'])].join(' and no ')
    const flags = [...(startUrl ? [] : ['--start-url']), ...(region ? [] : ['--sso-region'])].join(' and ')
    throw refuse(`no ${missing}; say it with ${flags}`)
  }
  if (!isWebAddress(startUrl)) throw refuse(`a start URL that is not a web address, ${quoted(startUrl)}`)
  if (!isRegionName(region)) throw refuse(`an SSO region that is not a region's name, ${quoted(region)}`)
  const place = { startUrl, region, ...(scopes === undefined ? {} : { scopes }) }
  if (accountId === undefined && roleName === undefined) return place
  if (accountId === undefined) throw refuse('a role and no account')
  if (roleName === undefined) throw refuse('an account and no role')
  if (!/^\d{12}$/.test(accountId)) throw refuse(`an account that is not 12 digits, ${quoted(accountId)}`)
  return { ...place, accountId, roleName }
}
