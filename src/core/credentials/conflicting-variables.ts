/** Variables of the environment by which AWS tools take other credentials than the ones that are meant. */

/**
 * Keys, and what belongs to keys. They win over AWS_PROFILE in the AWS CLI and boto3. AWS_ACCESS_KEY and AWS_SECRET_KEY are
 * older names that the Java SDK 1 and the Go SDKs take too; AWS_SECURITY_TOKEN is boto's for the session token.
 *
 * @see botocore credentials.py, EnvProvider; aws-sdk-go-v2 config/env_config.go
 */
export const KEY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
] as const

/** A profile in the environment wins over keys there in the JavaScript SDK, AWS_DEFAULT_PROFILE over AWS_PROFILE in boto3. */
export const PROFILE_VARIABLES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const

/**
 * A role by web identity, and credentials that a container's host gives out.
 *
 * @see AWS SDKs and Tools Reference Guide, feature-assume-role-credentials and feature-container-credentials
 */
export const HOST_VARIABLES = [
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const

/**
 * All of them (shell/direnv/ssoenv.sh has the list too). Who hands keys or a profile on takes these away first; empty they would not be
 * the same as absent.
 */
export const CONFLICTING_VARIABLES: readonly string[] = [
  ...PROFILE_VARIABLES,
  ...KEY_VARIABLES,
  ...HOST_VARIABLES,
]
