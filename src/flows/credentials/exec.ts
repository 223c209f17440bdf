/**
 * `ssoenv exec`, up to the command itself.
 *
 * 1. `meantProfile`, and `guard`: before anything is refreshed or logged in to.
 * 2. Keys: `profileCredentials`. Else the session is made usable (`lastingToken`), where the profile stands on one.
 * 3. `childEnvironment`: what the command gets.
 */
import type { AwsConfig } from '../../core/config/aws-config.js'
import {
  childEnvironment,
  type BindingInForce,
  type Handed,
} from '../../core/credentials/child-environment.js'
import { requireLasting } from '../../core/credentials/lasting.js'
import { ConfigError, type SsoenvError } from '../../core/errors.js'
import { requireProfile, type ResolvedProfile } from '../../core/profile/profile.js'
import { quoted } from '../../core/text/display.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { workingDirectory } from '../../world/working-directory.js'
import type { World } from '../../world/world.js'
import { guard } from '../binding/guard.js'
import { settledHere } from '../for-shells/active-profile.js'
import { resolvedName } from '../for-shells/verdict.js'
import { meantProfile } from '../profile/meant-profile.js'
import { lastingToken } from './lasting-token.js'
import { profileCredentials, type ProfileCredentials } from './profile-credentials.js'

export interface ExecWords {
  profile?: string
  /** What is run, with its arguments. */
  command: readonly [string, ...string[]]
  /** Hand over keys instead of the profile. */
  keys: boolean
  /** How long what the command gets has to last at least, in seconds. */
  leastSeconds?: number
  /** Say yes where the guard asks. */
  yes: boolean
}

/** What is known before the session or its credentials are looked at. */
export interface ExecPlan {
  directory: string
  config: AwsConfig
  profile: string
  found: ResolvedProfile
}

/**
 * The environment that the command runs in.
 *
 * @throws RefusedError, CancelledError by the guard; LoginNeededError, LoginFailedError, UnreachableError; ConfigError where the
 *   profile cannot be used, or what it gives lasts less than `leastSeconds`; UsageError where nothing names a profile
 */
export async function execEnvironment(world: World, words: ExecWords): Promise<Record<string, string>> {
  const plan = await execPlan(world, words)
  return environmentOf(world, plan, await handedTo(world, plan, words))
}

/** Step 1. */
export async function execPlan(world: World, words: ExecWords): Promise<ExecPlan> {
  const directory = workingDirectory(world.env)
  const profile = await meantProfile(world, directory, words.profile, 'exec')
  const config = await readAwsConfig(world.paths)
  await guard(world, { profile, directory, deed: 'exec', yes: words.yes, config })
  return { directory, config, profile, found: requireProfile(config, profile) }
}

/** Step 3. */
export async function environmentOf(
  world: World,
  { directory }: ExecPlan,
  handed: Handed,
): Promise<Record<string, string>> {
  return childEnvironment(world.env, handed, await bindingInForce(world, directory))
}

/** Keys with the region that belongs to them. */
export function keysOf({ profile, found }: ExecPlan, given: ProfileCredentials): Handed {
  const region = found.kind === 'sso' ? found.profile.region : found.region
  return { profile, keys: region === undefined ? given : { ...given, region } }
}

async function handedTo(world: World, plan: ExecPlan, { keys, leastSeconds }: ExecWords): Promise<Handed> {
  const { config, profile, found } = plan
  const allow = world.interactive ? 'login' : 'refresh'
  if (!keys) {
    if (found.kind === 'sso') await lastingToken(world, found.profile.session, allow, leastSeconds)
    else if (leastSeconds !== undefined) throw unknownLife(profile)
    return { profile }
  }
  const wanted = { allow, ...(leastSeconds === undefined ? {} : { leastSeconds }) } as const
  const given = await profileCredentials(world, config, profile, wanted)
  if (leastSeconds !== undefined)
    requireLasting(config, profile, given.credentials, leastSeconds, world.now())
  return keysOf(plan, given)
}

function unknownLife(profile: string): SsoenvError {
  return new ConfigError(
    `How long the credentials of profile ${quoted(profile)} last is not known, because SSO is not their base. Leave out --min-ttl.`,
  )
}

/** What the hook has in force here, or would have in a shell that is started here. */
async function bindingInForce(world: World, directory: string): Promise<BindingInForce | undefined> {
  const { SSOENV_DIR: inherited, SSOENV_APPLIED: applied } = world.env
  if (inherited && applied && `${directory}/`.startsWith(`${inherited.replace(/\/$/, '')}/`))
    return { directory: inherited, profile: applied }
  const settled = await settledHere(world, directory)
  return settled.directory !== undefined && settled.verdict.state === 'bound'
    ? { directory: settled.directory, profile: resolvedName(settled.verdict.resolved) }
    : undefined
}
