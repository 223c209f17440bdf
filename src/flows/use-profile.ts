/** Checking a profile before a shell switches to it. */
import { quoted } from '../core/display.js'
import { ConfigError } from '../core/errors.js'
import { findProfile, type ResolvedProfile } from '../core/profile.js'
import { readAwsConfig } from '../world/aws-config-file.js'
import type { World } from '../world/world.js'
import { leaveSessionRecord } from './session-record.js'
import { resolvedName, shownPath } from './settle-directory.js'

/** @throws ConfigError when the config has no such profile, or a broken one */
export async function requireProfile(world: World, name: string): Promise<ResolvedProfile> {
  const resolved = findProfile(await readAwsConfig(world.paths), name)
  if (resolved) return resolved
  throw new ConfigError(`Profile ${quoted(name)} is not in ${shownPath(world, world.paths.awsConfig)}.`, {
    suggestions: ['aws configure sso'],
  })
}

/** The profile's name, and a line to tell where its session has ended. */
export async function usableProfile(world: World, name: string): Promise<{ profile: string; note?: string }> {
  const resolved = await requireProfile(world, name)
  const profile = resolvedName(resolved)
  if (resolved.kind !== 'sso') return { profile }
  const { standing } = await leaveSessionRecord(world, resolved.profile.session)
  const ended = !standing.renewable && (!standing.expiresAt || standing.expiresAt <= world.now())
  if (!ended) return { profile }
  return {
    profile,
    note: `SSO session ${quoted(resolved.profile.session.name)} has ended. Try: ssoenv login`,
  }
}
