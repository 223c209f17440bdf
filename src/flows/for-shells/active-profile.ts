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
  const named = world.env['AWS_PROFILE']
  const isByHand = Boolean(named) && named !== REFUSED_PROFILE && named !== world.env['SSOENV_APPLIED']
  if (named && isByHand) return { name: named, by: 'AWS_PROFILE' }
  const settled = await settledHere(world, directory)
  const bound = settled.verdict.state === 'bound' ? resolvedName(settled.verdict.resolved) : undefined
  // Applied for another directory, or by a shell that has left its own since: it is what tools use here.
  if (named && named !== REFUSED_PROFILE && named !== bound) return { name: named, by: 'AWS_PROFILE' }
  return bound === undefined
    ? undefined
    : { name: bound, by: settled.source === 'file' ? '.ssoenv' : 'settings' }
}

/**
 * As `activeProfile`, for those who would take another profile where there is none: that is no way around a refusal.
 *
 * @throws RefusedError where the directory's binding is refused
 */
export async function findActiveProfile(world: World, directory: string): Promise<ActiveProfile | undefined> {
  const found = await activeProfile(world, directory)
  const { verdict } = found ? { verdict: undefined } : await settledHere(world, directory)
  if (verdict?.state === 'refused') throw new RefusedError(verdict.say)
  return found
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
