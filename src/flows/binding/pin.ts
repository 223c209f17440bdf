/** Which account a directory belongs to. */
import path from 'node:path'
import { parseBindingFile, type Binding } from '../../core/binding/binding-file.js'
import { clash } from '../../core/binding/binding.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { findProfile, type ResolvedProfile } from '../../core/profile/profile.js'
import { unlessBroken } from '../../core/session/sso-session.js'
import type { DirectoryPattern } from '../../core/settings/settings.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { BINDING_FILE, bindingExists } from '../../world/for-shells/binding-source.js'
import { readTrust } from '../../world/for-shells/trust-store.js'
import type { World } from '../../world/world.js'
import { profileBySettings, upward } from '../for-shells/find-binding.js'
import { REFUSED_PROFILE, shownPath } from '../for-shells/verdict.js'

/** The nearest trusted `.ssoenv`. */
export interface Pin {
  file: string
  binding: Binding
}

/**
 * What a directory belongs to, by the nearest `.ssoenv` that the person has trusted: by the words that were trusted, also where
 * the file says others now. One that is not trusted takes nothing away. What the settings bind is pinned to nothing.
 */
export async function pinOf(
  world: Pick<World, 'paths'>,
  directory: string,
  patterns: readonly DirectoryPattern[],
): Promise<Pin | undefined> {
  for (const at of upward(directory)) {
    const trust = await readTrust(world.paths, at)
    if (trust && (await bindingExists(at))) {
      const binding = parseBindingFile(trust.bytes)
      return binding.ok && !binding.none ? { file: path.join(at, BINDING_FILE), binding } : undefined
    }
    if (profileBySettings(at, patterns) !== undefined) return undefined
  }
  return undefined
}

/** Why the profile is not what the directory belongs to, in a sentence with the file and both accounts; else undefined. */
export function pinnedElsewhere(
  world: World,
  { file, binding }: Pin,
  profile: string,
  resolved: ResolvedProfile,
  config: AwsConfig,
): string | undefined {
  const found = clash(binding, profile, resolved, config)
  return found && `${shownPath(world, file)}: ${found.reason}`
}

/**
 * As `pinnedElsewhere`, for the AWS_PROFILE that the person has set by hand. Nothing is said of a profile that is broken or that
 * the config does not have: no tool can use it.
 */
export async function handPinnedElsewhere(
  world: World,
  directory: string,
  patterns: readonly DirectoryPattern[],
): Promise<string | undefined> {
  const profile = world.env['AWS_PROFILE']
  if (!profile || profile === REFUSED_PROFILE || profile === world.env['SSOENV_APPLIED']) return undefined
  const pin = await pinOf(world, directory, patterns)
  if (!pin) return undefined
  const config = await readAwsConfig(world.paths)
  const resolved = unlessBroken(() => findProfile(config, profile))
  return resolved && pinnedElsewhere(world, pin, profile, resolved, config)
}
