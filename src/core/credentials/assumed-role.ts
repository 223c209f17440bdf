/** A role that is assumed with other credentials, and the AWS CLI's cache file for it. */
import type { JsonText } from '../text/json-object.js'
import type { AwsConfig } from '../config/aws-config.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { pythonJson } from '../session/python-json.js'
import { keptCredentialsIn, type RoleCredentials } from '../session/role-credentials.js'
import { instantText } from '../text/instant.js'
import { sha1 } from '../text/sha1.js'
import { describeChain, type ChainLink } from './chain.js'

export interface AssumedRole {
  /** The profile whose `role_arn` it is. */
  profile: string
  roleArn: string
  accountId: string
  roleName: string
  roleSessionName?: string
  externalId?: string
  mfaSerial?: string
  durationSeconds?: number
}

/**
 * The roles that a profile assumes, the one that it ends in first; none for a profile without `role_arn`.
 *
 * @throws ConfigError as `describeChain`, and where a `role_arn` is none of a role
 */
export function assumedRoles(config: AwsConfig, name: string): AssumedRole[] {
  return describeChain(config, name)
    .filter(({ kind }) => kind === 'assume-role')
    .map(assumedRole)
}

function assumedRole(link: ChainLink): AssumedRole {
  const { profile, roleArn = '', roleSessionName, externalId, mfaSerial, durationSeconds } = link
  const [, accountId, roleName] =
    /^arn:[\w-]+:iam::(\d{12}):role\/(?:[!-~]+\/)?([\w+=,.@-]{1,64})$/.exec(roleArn) ?? []
  if (accountId === undefined || roleName === undefined) {
    throw new ConfigError(
      `${printable(link.file)}:${link.line ?? 1}: the role_arn ${quoted(roleArn)} of ${quoted(profile)} is not that of a role. ` +
        'Write one like arn:aws:iam::123456789012:role/Name.',
    )
  }
  return {
    profile,
    roleArn,
    accountId,
    roleName,
    // botocore makes one up for an empty one.
    ...(roleSessionName ? { roleSessionName } : {}),
    ...(externalId === undefined ? {} : { externalId }),
    ...(mfaSerial === undefined ? {} : { mfaSerial }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  }
}

/**
 * The name of the file: SHA-1 of the call's arguments without the code of a device and a session name that was made up.
 *
 * @see botocore credentials.py, BaseAssumeRoleCredentialFetcher._create_cache_key
 */
export function assumedRoleFileName(role: AssumedRole): string {
  const { roleArn, roleSessionName, externalId, mfaSerial, durationSeconds } = role
  const given = {
    DurationSeconds: durationSeconds,
    ExternalId: externalId,
    RoleArn: roleArn,
    RoleSessionName: roleSessionName,
    SerialNumber: mfaSerial,
  }
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  return `${sha1(pythonJson(Object.fromEntries(present)))}.json`
}

/** Credentials of an assumed role, with what STS calls it. */
export interface AssumedCredentials extends RoleCredentials {
  user?: { id: string; arn: string }
}

/**
 * The text of such a file: STS's answer, as the AWS CLI writes it, but for the request's own members.
 *
 * @see botocore credentials.py, AssumeRoleCredentialFetcher._get_credentials; `AccountId` since 1.36
 */
export function assumedCredentialsText(credentials: AssumedCredentials, accountId: string): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt, user } = credentials
  return pythonJson({
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: instantText(expiresAt),
      AccountId: accountId,
    },
    ...(user === undefined ? {} : { AssumedRoleUser: { AssumedRoleId: user.id, Arn: user.arn } }),
  })
}

/** What such a file holds; undefined for one that cannot be used, also one of SSO. */
export function parseAssumedCredentials(text: JsonText): RoleCredentials | undefined {
  const found = keptCredentialsIn(text)
  return found?.provider === undefined ? found?.credentials : undefined
}
