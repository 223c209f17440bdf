/** A migrated profile goes on with the token that its portal's legacy profiles had; so does one that is put back. */
import { parseAwsConfig } from '../../core/config/aws-config.js'
import type { MigrationPlan } from '../../core/migrate/migrate.js'
import { allSessions } from '../../core/profile/profile.js'
import { sameStartUrl } from '../../core/profile/profile-match.js'
import type { SsoSession } from '../../core/session/session.js'
import { isRenewable, isUsable, tokenId, tokenState, type Token } from '../../core/session/token.js'
import { mirroredSession } from '../../core/session/token-mirror.js'
import { joinedToken } from '../../core/session/token-join.js'
import { readToken, saveToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { lockSession, PATIENCE_MILLISECONDS, waitFor } from '../session/others.js'
import { leaveSessionRecord } from '../session/session-record.js'

type Target = MigrationPlan['sessions'][number]

/** The session that profiles use after the migration. */
export function sessionOf({ name, startUrl, region }: Target): SsoSession {
  return { kind: 'sso-session', name, startUrl, region }
}

/**
 * Gives the portal's legacy token to the session, unless that has one that is as good.
 *
 * @returns whether the session has something of a token now that it did not have
 * @throws ConfigError when it cannot be written
 */
export async function carryToken(world: World, target: Target): Promise<boolean> {
  const { startUrls, region } = target
  const found: { legacy: SsoSession; token: Token }[] = []
  for (const startUrl of startUrls) {
    const legacy: SsoSession = { kind: 'legacy', name: startUrl, startUrl, region }
    const token = await readLogin(world, legacy)
    if (token) found.push({ legacy, token })
  }
  const worth = ({ legacy, token }: (typeof found)[number]): number =>
    (isUsable(token, legacy, world.now()) ? 2 : 0) + (isRenewable(token, world.now()) ? 1 : 0)
  const [best] = found.sort((one, other) => worth(other) - worth(one))
  return best ? joinTokens(world, best.legacy, sessionOf(target)) : false
}

/**
 * Gives the tokens of the sessions that go with an undone migration back to the legacy profiles that come with it.
 *
 * @param before the config's text with the sessions, and `after` without
 * @throws ConfigError when one cannot be written
 */
export async function carryTokensBack(world: World, before: string, after: string): Promise<void> {
  const file = world.paths.awsConfig
  const [had, has] = [before, after].map((text) => allSessions(parseAwsConfig(text, file)))
  const isIn = (all: readonly SsoSession[], { kind, name, region }: SsoSession): boolean =>
    all.some((one) => one.kind === kind && one.name === name && one.region === region)
  for (const legacy of has ?? []) {
    if (legacy.kind !== 'legacy' || isIn(had ?? [], legacy)) continue
    for (const session of had ?? []) {
      const isIts = session.region === legacy.region && sameStartUrl(session.startUrl, legacy.startUrl)
      if (isIts && session.kind === 'sso-session' && !isIn(has ?? [], session)) {
        await joinTokens(world, session, legacy)
      }
    }
  }
}

/**
 * Takes what a token lacks from another session's file of the same portal.
 *
 * The other file stays, for tools that know only that one, but without its refresh token: a service that sees one of these
 * used twice may end the whole session, so only one file can have it. No AWS tool refreshes a legacy token.
 */
async function joinTokens(world: World, from: SsoSession, to: SsoSession): Promise<boolean> {
  // In one order, whoever is given to whom: two processes would wait for each other.
  const [first, second] = tokenId(from) < tokenId(to) ? [from, to] : [to, from]
  return withLock(world, first, () =>
    withLock(world, second, async () => {
      const [present, other] = [await readLogin(world, to), await readLogin(world, from)]
      const joined = other && joinedToken(present, other, to, world.now())
      if (joined) {
        await saveToken(world.paths, to, joined.token)
        await leaveSessionRecord(world, to)
      }
      // Both have it where a run before this one was killed between the two files.
      const isShared = other?.refreshToken !== undefined && other.refreshToken === present?.refreshToken
      if (other && (joined?.takesRefreshToken || isShared)) {
        const rest = { ...other }
        delete rest.refreshToken
        await saveToken(world.paths, from, rest)
        await leaveSessionRecord(world, from)
      }
      return joined !== undefined
    }),
  )
}

/** The session's token, unless it is the mirror of another session's: that may be another person's. */
async function readLogin(world: World, session: SsoSession): Promise<Token | undefined> {
  const token = await readToken(world.paths, session)
  return mirroredSession(token) === undefined ? token : undefined
}

/** Whether the session's file has a token of another portal that still lives: the AWS CLI would send it to this one. */
export async function hasForeignToken(world: World, target: Target): Promise<boolean> {
  const session = sessionOf(target)
  const token = await readToken(world.paths, session)
  if (!token || tokenState(token, session, world.now()) !== 'absent') return false
  return token.expiresAt.getTime() > world.now().getTime() || isRenewable(token, world.now())
}

async function withLock<T>(world: World, session: SsoSession, act: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await lockSession(world, session, 'refresh')
    if (lock.kind !== 'lock') {
      await waitFor(world, lock, PATIENCE_MILLISECONDS)
      continue
    }
    try {
      return await act()
    } finally {
      await lock.release()
    }
  }
}
