/** Writing one SSO profile, and its session where that is new, as `aws configure sso` writes them. */
import type { AwsConfig } from '../config/aws-config.js'
import type { ConfigChange, SectionName } from '../config/config-edit.js'
import { headerFor } from '../config/config-edit-names.js'
import { at } from '../config/config-value.js'
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { findProfile } from './profile.js'
import type { SsoSession } from '../session/session.js'

/** What a profile is to say. */
export interface WantedProfile {
  name: string
  session: SsoSession
  /** The config has no such `[sso-session]` yet. */
  isNewSession: boolean
  accountId: string
  roleName: string
  /** '': none, also where there is one. undefined: as it is. */
  region?: string | undefined
  output?: string | undefined
}

/** What botocore or an SDK would take credentials from in place of, or before, SSO. */
const OTHER_SOURCES = [
  ...['role_arn', 'source_profile', 'credential_source', 'web_identity_token_file', 'credential_process'],
  ...['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'],
]

/** A profile names its session; what that says must not stand in the profile as well, or may not differ (botocore). */
const OF_SESSION = ['sso_start_url', 'sso_region', 'sso_registration_scopes']

/** The scope that opens the portal, and makes tokens renewable. */
export const DEFAULT_SCOPES = 'sso:account:access'

/**
 * The changes that make the config say it: keys and sections in the order of `aws configure sso`, nothing where it is so already.
 *
 * @throws ConfigError where that name, or one of the credentials file, gets its credentials from elsewhere
 * @see aws-cli 2.9 customizations/configure/sso.py, `_write_new_config`
 */
export function profileChanges(config: AwsConfig, wanted: WantedProfile): ConfigChange[] {
  refuseOtherSource(config, wanted.name)
  const section: SectionName = { kind: 'profile', name: wanted.name }
  const keys = keysOf(wanted)
  const present = config.profiles.get(wanted.name)
  const changes: ConfigChange[] = []
  if (!present)
    changes.push({ change: 'add-section', section, keys: keys.filter(([, value]) => value !== '') })
  else {
    for (const key of OF_SESSION)
      if (present.keys.has(key)) changes.push({ change: 'remove-key', section, key })
    for (const [key, value] of keys) {
      if (value !== '') changes.push({ change: 'set', section, key, value })
      else if (present.keys.has(key)) changes.push({ change: 'remove-key', section, key })
    }
  }
  if (wanted.isNewSession) changes.push(newSession(wanted.session))
  return changes
}

function keysOf({ session, accountId, roleName, region, output }: WantedProfile): [string, string][] {
  return [
    ['sso_session', session.name],
    ['sso_account_id', accountId],
    ['sso_role_name', roleName],
    ...(region === undefined ? [] : ([['region', region]] as [string, string][])),
    ...(output === undefined ? [] : ([['output', output]] as [string, string][])),
  ]
}

function newSession({ name, startUrl, region, registrationScopes }: SsoSession): ConfigChange {
  return {
    change: 'add-section',
    section: { kind: 'sso-session', name },
    keys: [
      ['sso_start_url', startUrl],
      ['sso_region', region],
      ['sso_registration_scopes', registrationScopes?.join(',') ?? DEFAULT_SCOPES],
    ],
  }
}

function refuseOtherSource(config: AwsConfig, name: string): void {
  const section = config.profiles.get(name)
  const own = OTHER_SOURCES.find((key) => section?.keys.has(key))
  if (section && own !== undefined) {
    throw new ConfigError(
      `${at(config, section, own)}: the profile ${quoted(name)} gets its credentials by ${own}. Take another name, or remove it first.`,
    )
  }
  const stored = config.credentials.get(name)
  if (stored && OTHER_SOURCES.some((key) => stored.has(key))) {
    throw new ConfigError(
      `The credentials file has keys under the name ${quoted(name)}, which some tools would use in place of SSO. Take another name.`,
    )
  }
}

/**
 * That the edited config gives exactly what was wanted.
 *
 * @returns what surprises about the profile, in printable sentences
 * @throws ConfigError where it does not: something else in the file stands against it, such as `[DEFAULT]`
 */
export function checkWritten(config: AwsConfig, wanted: WantedProfile): string[] {
  const found = findProfile(config, wanted.name)
  const profile = found?.kind === 'sso' ? found.profile : undefined
  const { session } = wanted
  const isSo =
    profile?.chain.length === 1 &&
    profile.accountId === wanted.accountId &&
    profile.roleName === wanted.roleName &&
    profile.session.name === session.name &&
    profile.session.startUrl === session.startUrl &&
    profile.session.region === session.region
  if (isSo) return found?.warnings ?? []
  throw new ConfigError(
    `${at(config)} says something else that stands against the profile ${quoted(wanted.name)}, so nothing was written.`,
  )
}

/** What is wrong with a name for a profile or a session, if anything. */
export function nameProblem(kind: 'profile' | 'sso-session', name: string, file: string): string | undefined {
  try {
    headerFor({ kind, name }, file)
    return undefined
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}
