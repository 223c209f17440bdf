/** `ssoenv logout`: the end of one session, for everyone who shares its token. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { assumedRoleFileName, assumedRoles } from '../../core/credentials/assumed-role.js'
import { CancelledError, ConfigError } from '../../core/errors.js'
import { findProfile, profileNames } from '../../core/profile/profile.js'
import { roleCredentialsFileName } from '../../core/session/role-credentials.js'
import { isSameSession, type SsoSession } from '../../core/session/session.js'
import { mirroredSession } from '../../core/session/token-mirror.js'
import { allSessions, unlessBroken } from '../../core/session/sso-session.js'
import { isUsable, type Token } from '../../core/session/token.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import { readToken, tokenFile } from '../../world/files/token-cache.js'
import { removeNotes } from '../../world/files/portal-notes.js'
import { markOf } from '../../world/for-shells/records.js'
import { removeRoleCredentials } from '../../world/files/role-credentials-cache.js'
import type { World } from '../../world/world.js'
import { endSession, type PortalLogout } from './end-session.js'
import { ownMirror, removeMirror } from './mirror-token.js'
import { lockSession, mayBeLogin, PATIENCE_MILLISECONDS, waitFor } from './others.js'
import { leaveSessionRecord } from './session-record.js'

export interface LoggedOut {
  /** Whether there was a token file. */
  tokenRemoved: boolean
  roleCredentialsRemoved: number
  portal: PortalLogout
  /** The token was the mirror of this session's (core/session/token-mirror.ts), which goes on. */
  copyOf?: string
}

/**
 * Removes the session's token file and its role credentials, and tells the portal.
 *
 * Other sessions, registrations and other tools' files stay. A login or refresh that is under way is waited for: it would
 * put the token back.
 *
 * @throws ConfigError when a file cannot be removed; InterruptedError when waiting was stopped
 */
export async function logOut(world: World, session: SsoSession, config: AwsConfig): Promise<LoggedOut> {
  const cancellation = cancelOnSignals()
  try {
    for (;;) {
      const lock = await lockSession(world, session, 'logout')
      if (lock.kind === 'lock') {
        try {
          return await logOutLocked(world, session, config)
        } finally {
          await lock.release()
        }
      }
      await waitFor(world, lock, mayBeLogin(lock) ? 0 : PATIENCE_MILLISECONDS, cancellation.signal)
      const caught = cancellation.caught()
      if (caught) throw caught === 'SIGTSTP' ? new CancelledError('Cancelled.') : new InterruptedError(caught)
    }
  } finally {
    cancellation.end()
  }
}

async function logOutLocked(world: World, session: SsoSession, config: AwsConfig): Promise<LoggedOut> {
  const isThere = (await markOf(tokenFile(world.paths, session))) !== undefined
  const token = await readToken(world.paths, session)
  const own = await ownMirror(world, session, token)
  const copyOf = await ownerOf(world, session, token, config)
  const another = own?.token.accessToken === token?.accessToken ? undefined : own?.token
  const tokens = [token, another].filter((one) => one !== undefined)
  // The session first: where a file that goes with it cannot be removed, that at least has ended.
  const portal = await endSession(world, session, copyOf === undefined ? tokens : [])
  await leaveSessionRecord(world, session)
  // The next login may be another person's. Where they cannot be removed, they are told apart by the login.
  await removeNotes(world.paths, session).catch(() => undefined)
  const sessions = own ? [session, own.mirror] : [session]
  const trouble = await removeMirror(world, session, token).catch(asConfigError)
  const roleCredentialsRemoved = await removeRoleCredentials(world.paths, roleFiles(sessions, config))
  if (trouble) throw trouble
  const tokenRemoved = isThere || own !== undefined
  return { tokenRemoved, roleCredentialsRemoved, portal, ...(copyOf === undefined ? {} : { copyOf }) }
}

/** The session that a legacy one's token is a copy of, if that has a login to go on with. */
async function ownerOf(
  world: World,
  { kind, startUrl }: SsoSession,
  token: Token | undefined,
  config: AwsConfig,
): Promise<string | undefined> {
  const name = kind === 'legacy' ? mirroredSession(token) : undefined
  const owner = allSessions(config).find(
    (one) => one.kind === 'sso-session' && one.name === name && one.startUrl === startUrl,
  )
  return owner && isUsable(await readToken(world.paths, owner), owner, world.now()) ? name : undefined
}

function asConfigError(error: unknown): ConfigError {
  if (error instanceof ConfigError) return error
  throw error
}

/**
 * The files of all accounts and roles that this config's profiles reach through the session, also by assuming roles.
 *
 * @param sessions it, and the one under whose name it is mirrored: a tool that uses the mirror keeps them under that name
 */
function roleFiles(sessions: readonly SsoSession[], config: AwsConfig): Set<string> {
  const names = new Set<string>()
  for (const name of profileNames(config)) {
    const resolved = unlessBroken(() => findProfile(config, name))
    if (resolved?.kind !== 'sso') continue
    const { session: its, accountId, roleName } = resolved.profile
    if (!sessions.some((one) => isSameSession(its, one)) || !accountId || !roleName) continue
    for (const one of sessions) names.add(roleCredentialsFileName(one, accountId, roleName))
    for (const role of unlessBroken(() => assumedRoles(config, name)) ?? [])
      names.add(assumedRoleFileName(role))
  }
  return names
}
