/** Role credentials that have to last for a while. */
import type { AwsConfig } from '../config/aws-config.js'
import { ConfigError } from '../errors.js'
import { lastsFor, type RoleCredentials } from '../session/role-credentials.js'
import { quoted } from '../text/display.js'
import { spanOfSeconds } from '../text/words-for-time.js'
import { credentialSource } from './credential-source.js'

/**
 * @param credentials what the profile gives, got for so long
 * @param seconds what `--min-ttl` asks for
 * @throws ConfigError where even these end sooner, with what decides how long they last; as `credentialSource`
 */
export function requireLasting(
  config: AwsConfig,
  profile: string,
  credentials: RoleCredentials,
  seconds: number,
  now: Date,
): void {
  if (lastsFor(credentials, seconds, now)) return
  const left = (credentials.expiresAt.getTime() - now.getTime()) / 1000
  throw new ConfigError(
    `New role credentials of profile ${quoted(profile)} last ${spanOfSeconds(left)}, and --min-ttl asks for ` +
      `${spanOfSeconds(seconds)}. ${decidedBy(config, profile)}`,
  )
}

/**
 * Who is a role already gets an hour at most for the next one, whatever that role's own maximum is (IAM user guide, "Role
 * chaining"), and asks for less by `duration_seconds`. SSO's role is one.
 */
function decidedBy(config: AwsConfig, profile: string): string {
  const [role] = credentialSource(config, profile).roles
  if (!role)
    return 'The session duration of the permission set decides that; an administrator of IAM Identity Center can change it.'
  const hour = `AWS gives an hour at most for a role that is assumed by another role, as ${quoted(role.roleName)} is.`
  return role.durationSeconds === undefined || role.durationSeconds >= 3600
    ? hour
    : `The duration_seconds of profile ${quoted(role.profile)} decides that; ${hour}`
}
