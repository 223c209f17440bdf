/** Which profile is meant where none is named: AWS_PROFILE, else the directory's binding. */
import { RefusedError, UsageError } from '../../core/errors.js'
import type { World } from '../../world/world.js'
import { settleDirectory, type SettledDirectory } from './settle-directory.js'
import { settleSettings } from '../settings.js'
import { REFUSED_PROFILE, resolvedName } from './verdict.js'

export interface ActiveProfile {
  name: string
  /** What decided it. */
  by: 'AWS_PROFILE' | '.ssoenv' | 'settings'
}

/**
 * The active profile of this process and directory, or undefined. A refused binding decides for none. AWS_PROFILE decides
 * unless it is the hook that set it: then what decides is what the hook applied.
 */
export async function activeProfile(world: World, directory: string): Promise<ActiveProfile | undefined> {
  return (await decided(world, directory)).active
}

/** One look: what a second one finds may be another thing, and a refusal would be forgotten between the two. */
async function decided(
  world: World,
  directory: string,
): Promise<{ active: ActiveProfile | undefined; settled?: SettledDirectory }> {
  const named = world.env['AWS_PROFILE']
  const isByHand = Boolean(named) && named !== REFUSED_PROFILE && named !== world.env['SSOENV_APPLIED']
  if (named && isByHand) return { active: { name: named, by: 'AWS_PROFILE' } }
  const settled = await settledHere(world, directory)
  const bound = settled.verdict.state === 'bound' ? resolvedName(settled.verdict.resolved) : undefined
  // Applied for another directory, or by a shell that has left its own since: it is what tools use here.
  if (named && named !== REFUSED_PROFILE && named !== bound)
    return { active: { name: named, by: 'AWS_PROFILE' }, settled }
  const by = settled.source === 'file' ? '.ssoenv' : 'settings'
  return { active: bound === undefined ? undefined : { name: bound, by }, settled }
}

/**
 * As `activeProfile`, for those who would take another profile where there is none: that is no way around a refusal.
 *
 * @throws RefusedError where the directory's binding is refused
 */
export async function findActiveProfile(world: World, directory: string): Promise<ActiveProfile | undefined> {
  const { active, settled } = await decided(world, directory)
  if (!active && settled?.verdict.state === 'refused') throw new RefusedError(settled.verdict.say)
  return active
}

/** What holds in a directory, as the hook would apply it. */
export async function settledHere(world: World, directory: string): Promise<SettledDirectory> {
  return settleDirectory(world, directory, await settleSettings(world))
}

/** @throws RefusedError where the directory's binding is refused, UsageError when nothing decides */
export async function requireActiveProfile(world: World, directory: string): Promise<ActiveProfile> {
  const found = await findActiveProfile(world, directory)
  if (found) return found
  throw new UsageError('No profile is named, AWS_PROFILE is not set, and no .ssoenv binds this directory.', {
    suggestions: ['ssoenv link PROFILE', 'ssoenv use PROFILE'],
  })
}
