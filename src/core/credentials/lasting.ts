/** Role credentials that have to last for a while. */
import { ConfigError } from '../errors.js'
import { lastsFor, type RoleCredentials } from '../session/role-credentials.js'
import { quoted } from '../text/display.js'
import { span } from '../text/words-for-time.js'

/**
 * @param seconds what was asked for
 * @throws ConfigError where even those that were got just now end sooner
 */
export function requireLasting(
  profile: string,
  credentials: RoleCredentials,
  seconds: number,
  now: Date,
): void {
  if (lastsFor(credentials, seconds, now)) return
  const minutes = Math.floor((credentials.expiresAt.getTime() - now.getTime()) / 60_000)
  throw new ConfigError(
    `The credentials of profile ${quoted(profile)} end in ${span(minutes)}, and newer ones are not to be had. ` +
      `How long they last is set in Identity Center: the session duration of the permission set.`,
  )
}
