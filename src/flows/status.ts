/** `ssoenv status`: which profile is active here and why, and how the sessions stand. Asks nobody, changes nothing. */
import type { AwsConfig } from '../core/config/aws-config.js'
import { reachedBy } from '../core/binding/binding.js'
import { RefusedError, SsoenvError } from '../core/errors.js'
import { allSessions, findProfile, missingProfile, requireProfile } from '../core/profile/profile.js'
import type { SsoSession } from '../core/session/session.js'
import { isRenewable, isUsable, tokenState, type Token, type TokenState } from '../core/session/token.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { readToken, tokenFile } from '../world/files/token-cache.js'
import type { World } from '../world/world.js'
import { activeProfile, settledHere } from './for-shells/active-profile.js'
import { sessionMemory } from './session/session-record.js'

export interface SessionStatus {
  name: string
  kind: SsoSession['kind']
  startUrl: string
  region: string
  token: TokenState
  /** Whether it is refreshed without asking anybody. */
  renewable: boolean
  /** Neither usable nor refreshable. */
  loginNeeded: boolean
  /** Of the access token: the end of the session only where that is not renewable. */
  expiresAt?: Date
  tokenFile: string
  /** Why the last refresh failed. */
  trouble?: string
}

export interface ActiveStatus {
  /** Absent where a binding was refused. */
  profile?: string
  /** What decided it. */
  by: 'AWS_PROFILE' | '.ssoenv' | 'settings'
  /** The file that decided it. */
  file?: string
  session?: string
  /** Where commands end up: after a `source_profile` chain those of its `role_arn`. */
  accountId?: string
  roleName?: string
  /** What is wrong with it; whole sentences. */
  problem?: string
  /** What to know about the profile; whole sentences. */
  warnings: string[]
  /** AWS_ACCESS_KEY_ID in the environment hides the profile from the AWS CLI. */
  hiddenByKeys: boolean
}

export interface Status {
  active?: ActiveStatus
  sessions: SessionStatus[]
}

export async function statusHere(world: World, directory: string): Promise<Status> {
  const config = await readAwsConfig(world.paths)
  const active = await activeStatus(world, config, directory)
  const sessions: SessionStatus[] = []
  for (const session of allSessions(config)) sessions.push(await sessionStatus(world, session))
  return { ...(active ? { active } : {}), sessions }
}

/**
 * Whether what is active here can be used without asking a person; where no profile is active, whether every session can.
 *
 * @param leastSeconds how long the access token itself must still live; absent: being refreshable is enough
 * @throws ConfigError when the active profile cannot be used; RefusedError where the directory's binding is refused
 */
export async function isReady(world: World, directory: string, leastSeconds?: number): Promise<boolean> {
  const config = await readAwsConfig(world.paths)
  const active = await activeProfile(world, directory)
  if (!active) {
    const { verdict } = await settledHere(world, directory)
    if (verdict.state === 'refused') throw new RefusedError(verdict.say)
    const sessions = allSessions(config)
    const ready = await Promise.all(sessions.map((session) => isSessionReady(world, session, leastSeconds)))
    return sessions.length > 0 && !ready.includes(false)
  }
  const resolved = requireProfile(config, active.name)
  if (resolved.kind !== 'sso') return true
  return isSessionReady(world, resolved.profile.session, leastSeconds)
}

async function isSessionReady(world: World, session: SsoSession, leastSeconds?: number): Promise<boolean> {
  const token = await readToken(world.paths, session)
  const now = world.now()
  if (leastSeconds === undefined) return !(await sessionStatus(world, session)).loginNeeded
  return isUsable(token, session, now) && token.expiresAt.getTime() >= now.getTime() + leastSeconds * 1000
}

async function sessionStatus(world: World, session: SsoSession): Promise<SessionStatus> {
  const token: Token | undefined = await readToken(world.paths, session).catch(() => undefined)
  const now = world.now()
  const state = tokenState(token, session, now)
  const own = state === 'absent' ? undefined : token
  const { refused, trouble } = await sessionMemory(world, session)
  const renewable = own !== undefined && !refused && isRenewable(own, now)
  return {
    name: session.name,
    kind: session.kind,
    startUrl: session.startUrl,
    region: session.region,
    token: state,
    renewable,
    loginNeeded: !renewable && !isUsable(own, session, now),
    ...(own ? { expiresAt: own.expiresAt } : {}),
    tokenFile: tokenFile(world.paths, session),
    ...(trouble === undefined ? {} : { trouble }),
  }
}

async function activeStatus(
  world: World,
  config: AwsConfig,
  directory: string,
): Promise<ActiveStatus | undefined> {
  const hiddenByKeys = Boolean(world.env['AWS_ACCESS_KEY_ID'])
  const active = await activeProfile(world, directory)
  const { directory: bound, verdict, source } = await settledHere(world, directory)
  const decidedBy = source === 'settings' ? world.paths.settings : `${bound ?? ''}/.ssoenv`
  if (!active) {
    if (verdict.state === 'none' || verdict.state === 'bound') return undefined
    const by = source === 'settings' ? 'settings' : '.ssoenv'
    return { by, file: decidedBy, problem: verdict.say, warnings: [], hiddenByKeys }
  }
  const common = {
    profile: active.name,
    by: active.by,
    ...(active.by === 'AWS_PROFILE' ? {} : { file: decidedBy }),
    hiddenByKeys,
  }
  try {
    const resolved = findProfile(config, active.name)
    if (!resolved) return { ...common, problem: missingProfile(config, active.name).message, warnings: [] }
    if (resolved.kind === 'other') return { ...common, warnings: resolved.warnings }
    return {
      ...common,
      session: resolved.profile.session.name,
      ...reachedBy(resolved, config),
      warnings: resolved.warnings,
    }
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    return { ...common, problem: error.message, warnings: [] }
  }
}
