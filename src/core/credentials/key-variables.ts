/** Role credentials as variables of the environment, for tools that know no profiles. */
import type { RoleCredentials } from '../session/role-credentials.js'
import { instantText } from '../text/instant.js'

export interface Keys {
  credentials: RoleCredentials
  accountId: string
  /** The profile's region, where it has one: with keys, tools look into no profile for it. */
  region?: string
}

/**
 * Names and values, in the order of the AWS CLI's `configure export-credentials`, then what else belongs to such keys.
 *
 * AWS_CREDENTIAL_EXPIRATION makes botocore refuse keys that have ended, by name. AWS_ACCOUNT_ID is where the SDKs look for
 * the account of such keys; one that is left from elsewhere would lead to another account's endpoints. boto3 reads
 * AWS_DEFAULT_REGION only, the SDKs AWS_REGION.
 *
 * Take CONFLICTING_VARIABLES away first.
 */
export function keyVariables({ credentials, accountId, region }: Keys): [name: string, value: string][] {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
  return [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ['AWS_SESSION_TOKEN', sessionToken],
    ['AWS_CREDENTIAL_EXPIRATION', instantText(expiresAt)],
    ['AWS_ACCOUNT_ID', accountId],
    ...(region === undefined
      ? []
      : ([
          ['AWS_REGION', region],
          ['AWS_DEFAULT_REGION', region],
        ] as [string, string][])),
  ]
}
