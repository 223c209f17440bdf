/** Which profile is meant where none is named: AWS_PROFILE, else the directory's binding. */
import { UsageError } from '../core/errors.js'
import type { World } from '../world/world.js'
import { REFUSED_PROFILE, resolvedName, settleDirectory, type SettledDirectory } from './settle-directory.js'
import { settleSettings } from './settings.js'

export interface ActiveProfile {
  name: string
  /** What decided it. */
  by: 'AWS_PROFILE' | '.ssoenv' | 'settings'
}

/** The active profile of this process and directory, or undefined. A refused binding decides for none. */
export async function activeProfile(world: World, directory: string): Promise<ActiveProfile | undefined> {
  const named = world.env['AWS_PROFILE']
  if (named && named !== REFUSED_PROFILE) return { name: named, by: 'AWS_PROFILE' }
  const settled = await settledHere(world, directory)
  if (settled.verdict.state !== 'bound') return undefined
  return {
    name: resolvedName(settled.verdict.resolved),
    by: settled.source === 'file' ? '.ssoenv' : 'settings',
  }
}

/** What holds in a directory, as the hook would apply it. */
export async function settledHere(world: World, directory: string): Promise<SettledDirectory> {
  return settleDirectory(world, directory, await settleSettings(world))
}

/** @throws UsageError when nothing decides */
export async function requireActiveProfile(world: World, directory: string): Promise<ActiveProfile> {
  const found = await activeProfile(world, directory)
  if (found) return found
  throw new UsageError('No profile is named, AWS_PROFILE is not set, and no .ssoenv binds this directory.', {
    suggestions: ['ssoenv link PROFILE', 'ssoenv use PROFILE'],
  })
}
