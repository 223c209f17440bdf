/** `ssoenv status`: which profile is active here and why, and how the sessions stand. Asks nobody. */
import type { AwsConfig } from '../core/config/aws-config.js'
import { reachedBy } from '../core/binding/binding.js'
import { SsoenvError } from '../core/errors.js'
import { allSessions, findProfile, missingProfile, requireProfile } from '../core/profile/profile.js'
import { sessionClock } from '../core/session/session-clock.js'
import { isSameSession, type SsoSession } from '../core/session/session.js'
import { isRenewable, isUsable, tokenState, type Token, type TokenState } from '../core/session/token.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { readSessionNotes } from '../world/files/session-notes.js'
import { readToken, tokenFile } from '../world/files/token-cache.js'
import type { World } from '../world/world.js'
import { keptRoles } from './credentials/kept-roles.js'
import { activeProfile, findActiveProfile, settledHere } from './for-shells/active-profile.js'
import { refreshToken } from './session/ensure-token.js'
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
  session: SessionEnd
  /** Those that are kept and still good, of roles that a profile has or assumes. */
  roleCredentials: { accountId: string; roleName: string; profile: string; expiresAt: Date }[]
  tokenFile: string
  /** Why the last refresh failed. */
  trouble?: string
}

/** What is known of the session that the token is of; what is not known is absent. */
export interface SessionEnd {
  /** When a person logged in by ssoenv. */
  loggedInAt?: Date
  /** When the service was found to have ended it. */
  endedAt?: Date
  /** When it ends. */
  endsAbout?: Date
  /** Where that is from: `token`: it cannot be refreshed, and ends with it. `seen`: earlier sessions lasted so long. */
  basis?: 'token' | 'seen'
  /** How long earlier sessions lasted. */
  usuallyLastsSeconds?: number
  /** Until then, at most, the token can be refreshed: the end of the registration. */
  renewableUntil?: Date
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
  const roles = await keptRoles(world, config, active?.profile)
  const sessions: SessionStatus[] = []
  for (const session of allSessions(config)) {
    const own = roles.filter((role) => isSameSession(role.session, session))
    sessions.push({
      ...(await sessionStatus(world, session)),
      roleCredentials: own.map(({ accountId, roleName, profile, expiresAt }) => {
        return { accountId, roleName, profile, expiresAt }
      }),
    })
  }
  return { ...(active ? { active } : {}), sessions }
}

/**
 * Whether what is active here can be used without asking a person; where no profile is active, whether every session can.
 *
 * A refresh that is due is made: only it tells whether the session still lives.
 *
 * @param leastSeconds for how long, as far as is known: a token that can be refreshed will do, unless its session or its
 *   registration is known to end sooner, or earlier sessions ended sooner
 * @throws ConfigError when the active profile cannot be used; RefusedError where the directory's binding is refused;
 *   UnreachableError where a token has expired and nobody can be asked for another
 */
export async function isReady(world: World, directory: string, leastSeconds = 0): Promise<boolean> {
  const config = await readAwsConfig(world.paths)
  const active = await findActiveProfile(world, directory)
  if (active) {
    const resolved = requireProfile(config, active.name)
    return resolved.kind !== 'sso' || isSessionReady(world, resolved.profile.session, leastSeconds)
  }
  const sessions = allSessions(config)
  for (const session of sessions) if (!(await isSessionReady(world, session, leastSeconds))) return false
  return sessions.length > 0
}

async function isSessionReady(world: World, session: SsoSession, leastSeconds: number): Promise<boolean> {
  const result = await refreshToken(world, session, { wait: true })
  if (result.state === 'unreachable' && !result.token) throw result.error
  return lasts(await sessionStatus(world, session), new Date(world.now().getTime() + leastSeconds * 1000))
}

type SessionStanding = Omit<SessionStatus, 'roleCredentials'>

/** Whether nobody has to be asked until then, as far as is known. */
function lasts({ loginNeeded, renewable, expiresAt, session }: SessionStanding, until: Date): boolean {
  if (loginNeeded) return false
  if (expiresAt && expiresAt >= until) return true
  const { endsAbout = until, renewableUntil = until } = session
  return renewable && endsAbout >= until && renewableUntil >= until
}

async function sessionStatus(world: World, session: SsoSession): Promise<SessionStanding> {
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
    session: own ? await sessionEnd(world, session, own, { renewable, refused }) : {},
    tokenFile: tokenFile(world.paths, session),
    ...(trouble === undefined ? {} : { trouble }),
  }
}

async function sessionEnd(
  world: World,
  session: SsoSession,
  token: Token,
  { renewable, refused }: { renewable: boolean; refused: boolean },
): Promise<SessionEnd> {
  const notes = await readSessionNotes(world.paths, session)
  const { loggedInAt, endedAt, usuallyLasts, endsAbout } = sessionClock(notes, token, world.now())
  const known: SessionEnd = {
    ...(loggedInAt ? { loggedInAt } : {}),
    ...(usuallyLasts === undefined ? {} : { usuallyLastsSeconds: usuallyLasts }),
  }
  if (refused) return { ...known, ...(endedAt ? { endedAt } : {}) }
  if (!renewable) return { ...known, endsAbout: token.expiresAt, basis: 'token' }
  return {
    ...known,
    ...(endsAbout ? { endsAbout, basis: 'seen' } : {}),
    ...(token.registrationExpiresAt ? { renewableUntil: token.registrationExpiresAt } : {}),
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
