/** Which source of credentials counts here, before anybody is asked: a profile that is named, else what the AWS CLI would use. */
import type { DecidedBy } from '../../core/credentials/caller.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { explain, type Explanation } from '../../core/credentials/explanation.js'
import { toolUse, type SourceKind, type Surroundings } from '../../core/credentials/sources.js'
import { chosenRegion } from '../../core/credentials/tool-profile.js'
import { ConfigError, RefusedError } from '../../core/errors.js'
import { findProfile, missingProfile } from '../../core/profile/profile.js'
import { quoted } from '../../core/text/display.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import type { World } from '../../world/world.js'
import {
  activeProfile,
  requireActiveProfile,
  settledHere,
  type ActiveProfile,
} from '../for-shells/active-profile.js'
import { REFUSED_PROFILE } from '../for-shells/verdict.js'
import { meantProfile } from '../profile/meant-profile.js'
import { surroundingsOf } from './explain-sources.js'

export interface Meant {
  config: AwsConfig
  surroundings: Surroundings
  /** What the AWS CLI would find, explained where that is asked for. */
  explanation: Explanation
  /** The profile that AWS_PROFILE or a binding means, and the binding's file. */
  active?: ActiveProfile & { file?: string }
}

/** What is meant, before anybody is asked. @throws ConfigError where the config cannot be read */
export async function meantHere(world: World, directory: string, named?: string): Promise<Meant> {
  const config = await readAwsConfig(world.paths)
  const surroundings = await surroundingsOf(world, config, named)
  const active = named === undefined ? await activeProfile(world, directory) : undefined
  if (!active || active.by === 'AWS_PROFILE')
    return { config, surroundings, explanation: explain(surroundings), ...(active ? { active } : {}) }
  const { directory: bound = '' } = await settledHere(world, directory)
  const file = active.by === 'settings' ? world.paths.settings : `${bound}/.ssoenv`
  return {
    config,
    surroundings,
    explanation: explain(surroundings, active.name),
    active: { ...active, file },
  }
}

export interface MeantSource {
  source: SourceKind
  profile?: string
  by?: DecidedBy
  region?: string
}

/**
 * The source that counts, and the profile that it is of.
 *
 * @param choose where nothing decides, the profile is chosen on the terminal
 * @throws ConfigError where the AWS CLI would fail or find nothing; RefusedError where the directory's binding is refused; UsageError
 *   where nothing decides
 */
export async function meantSource(
  world: World,
  directory: string,
  meant: Meant,
  choose: boolean,
): Promise<MeantSource> {
  const { config, surroundings, active } = meant
  const { named, env } = surroundings
  if (named === undefined && env['AWS_PROFILE'] === REFUSED_PROFILE) await refuse(world, directory)
  const use = toolUse('aws-cli', surroundings)
  const region = regionIn(surroundings)
  if (use.source === 'environment' && use.problem === undefined) return { source: 'environment', ...region }
  const isOpen = use.profile.by === 'default' && use.source !== 'web-identity-environment'
  if (isOpen && active) return ofProfile(surroundings, active.name, active.by)
  const isNothing = isOpen && (use.source === undefined || use.source === 'instance')
  if (isNothing && use.problem === undefined) {
    const chosen = choose
      ? await meantProfile(world, directory, undefined, 'whoami')
      : (await requireActiveProfile(world, directory)).name
    return ofProfile(surroundings, chosen, 'argument')
  }
  const { name, by, exists } = use.profile
  if (!exists && by !== 'default') throw missingProfile(config, name)
  if (use.problem !== undefined || use.source === undefined) throw nothingFound(config, name, use.problem)
  const isVariables = use.source === 'web-identity-environment'
  const profile = isVariables ? {} : { profile: name, by: by === 'named' ? ('argument' as const) : by }
  return { source: use.source, ...profile, ...region }
}

async function refuse(world: World, directory: string): Promise<never> {
  const { verdict } = await settledHere(world, directory)
  const why = verdict.state === 'refused' ? verdict.say : 'AWS_PROFILE is "ssoenv-refused": every tool stops.'
  throw new RefusedError(why)
}

function ofProfile(surroundings: Surroundings, profile: string, by: DecidedBy): MeantSource {
  const named = { ...surroundings, named: profile }
  const { config } = surroundings
  const use = toolUse('aws-cli', named)
  if (!use.profile.exists) throw missingProfile(config, profile)
  if (use.problem !== undefined || use.source === undefined) throw nothingFound(config, profile, use.problem)
  return { source: use.source, profile, by, ...regionIn(named) }
}

function regionIn(surroundings: Surroundings): { region?: string } {
  const { region } = chosenRegion('aws-cli', surroundings)
  return region === undefined || !/^[a-z0-9-]{1,64}$/.test(region) ? {} : { region }
}

function nothingFound(config: AwsConfig, name: string, problem: string | undefined): ConfigError {
  try {
    // Where it is the profile that is broken, it knows file and line.
    findProfile(config, name)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  return new ConfigError(
    `The AWS CLI finds no credentials with ${quoted(name)}: ${problem ?? 'it has none'}.`,
  )
}
