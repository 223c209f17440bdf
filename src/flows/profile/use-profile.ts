/** Checking a profile before a shell switches to it. */
import { quoted } from '../../core/text/display.js'
import { UsageError } from '../../core/errors.js'
import { requireProfile } from '../../core/profile/profile.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { noteRecentProfile } from '../../world/files/recent-profiles.js'
import type { World } from '../../world/world.js'
import { leaveSessionRecord } from '../session/session-record.js'
import { isSafeName } from '../for-shells/verdict.js'

/**
 * The profile's name, which is noted as used, and a line to tell where its session has ended.
 *
 * @throws ConfigError when the config has no such profile, or a broken one; UsageError for a name that no shell can be given
 *   as one line
 */
export async function usableProfile(world: World, name: string): Promise<{ profile: string; note?: string }> {
  const resolved = requireProfile(await readAwsConfig(world.paths), name)
  if (!isSafeName(name))
    throw new UsageError(`The name ${quoted(name)} cannot be put into AWS_PROFILE safely.`)
  await noteRecentProfile(world.paths.state, name)
  if (resolved.kind !== 'sso') return { profile: name }
  const { session } = resolved.profile
  const { standing } = await leaveSessionRecord(world, session)
  const ended = !standing.renewable && (!standing.expiresAt || standing.expiresAt <= world.now())
  if (!ended) return { profile: name }
  return { profile: name, note: `SSO session ${quoted(session.name)} has ended. Try: ssoenv login` }
}
