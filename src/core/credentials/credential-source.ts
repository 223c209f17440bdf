/** What a profile's credentials are made of, where SSO is their base: a role that the portal gives, and those assumed from there. */
import type { AwsConfig } from '../config/aws-config.js'
import { ConfigError } from '../errors.js'
import { requireProfile } from '../profile/profile.js'
import {
  roleCredentialsFileName,
  parseRoleCredentials,
  type RoleCredentials,
} from '../session/role-credentials.js'
import type { SsoSession } from '../session/session.js'
import { printable, quoted } from '../text/display.js'
import {
  assumedRoleFileName,
  assumedRoles,
  parseAssumedCredentials,
  type AssumedRole,
} from './assumed-role.js'
import { describeChain, type ChainLink } from './chain.js'
import type { JsonText } from '../text/json-object.js'

export interface AccountRole {
  session: SsoSession
  accountId: string
  roleName: string
}

export interface CredentialSource {
  /** What the portal gives. */
  base: AccountRole
  /** What is assumed from there, the role that the profile ends in first. */
  roles: readonly AssumedRole[]
  /** Where the profile ends. */
  accountId: string
  /** Whose STS is asked: the profile's own region, else the session's. */
  region: string
}

/**
 * @throws ConfigError where the profile cannot be used, names no account and role, or its base is not SSO: the AWS tools take
 *   such credentials by themselves
 */
export function credentialSource(config: AwsConfig, name: string): CredentialSource {
  const found = requireProfile(config, name)
  if (found.kind !== 'sso') throw notSso(config, name)
  const { session, accountId, roleName, region } = found.profile
  if (accountId === undefined || roleName === undefined)
    throw new ConfigError(`Profile ${quoted(name)} names no account and role.`)
  const roles = assumedRoles(config, name)
  return {
    base: { session, accountId, roleName },
    roles,
    accountId: roles[0]?.accountId ?? accountId,
    region: region ?? session.region,
  }
}

/** The AWS CLI's cache file for what a profile ends in, and how it is read. */
export function keptFile({ base, roles }: Pick<CredentialSource, 'base' | 'roles'>): {
  fileName: string
  parse: (text: JsonText) => RoleCredentials | undefined
} {
  const [role] = roles
  if (role) return { fileName: assumedRoleFileName(role), parse: parseAssumedCredentials }
  const { session, accountId, roleName } = base
  return { fileName: roleCredentialsFileName(session, accountId, roleName), parse: parseRoleCredentials }
}

const ORIGINS: Readonly<Record<ChainLink['kind'], string>> = {
  'assume-role': 'a role',
  sso: 'an SSO session of the credentials file',
  keys: 'long-lived keys',
  process: 'a credential_process',
  'web-identity': 'a web identity',
  'credential-source': 'a credential_source',
  none: 'nothing that it names',
}

function notSso(config: AwsConfig, name: string): ConfigError {
  const { kind, file, line } = describeChain(config, name).at(-1) ?? { kind: 'none', file: config.file }
  const where = line === undefined ? '' : ` (${printable(file)}:${line})`
  return new ConfigError(
    `Profile ${quoted(name)} gets its credentials from elsewhere than SSO: from ${ORIGINS[kind]}${where}. The AWS tools take ` +
      'them from there by themselves.',
  )
}
