/** Checking a profile before a shell switches to it. */
import { quoted } from '../../core/text/display.js'
import { UsageError } from '../../core/errors.js'
import { requireProfile } from '../../core/profile/profile.js'
import { isProtected } from '../../core/settings/settings.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { noteRecentProfile } from '../../world/files/recent-profiles.js'
import type { World } from '../../world/world.js'
import { leaveSessionRecord } from '../session/session-record.js'
import { isSafeName } from '../for-shells/verdict.js'
import { loadSettings } from '../settings.js'

/** A profile that a shell may switch to. */
export interface UsableProfile {
  profile: string
  protected: boolean
  /** A line to tell, where its session has ended. */
  note?: string
}

/**
 * The profile, which is noted as used.
 *
 * @throws ConfigError when the config has no such profile, or a broken one; UsageError for a name that no shell can be given
 *   as one line
 */
export async function usableProfile(world: World, name: string): Promise<UsableProfile> {
  const resolved = requireProfile(await readAwsConfig(world.paths), name)
  if (!isSafeName(name))
    throw new UsageError(`The name ${quoted(name)} cannot be put into AWS_PROFILE safely.`)
  await noteRecentProfile(world.paths.state, name)
  const { settings } = await loadSettings(world)
  const usable = { profile: name, protected: isProtected(settings, name) }
  if (resolved.kind !== 'sso') return usable
  const { session } = resolved.profile
  const { standing } = await leaveSessionRecord(world, session)
  const ended = !standing.renewable && (!standing.expiresAt || standing.expiresAt <= world.now())
  if (!ended) return usable
  return { ...usable, note: `SSO session ${quoted(session.name)} has ended. Try: ssoenv login` }
}
