/** A migrated profile goes on with the token that its portal's legacy profiles had. */
import type { MigrationPlan } from '../core/migrate.js'
import type { SsoSession } from '../core/session.js'
import { isRenewable, isUsable, tokenState, type Token } from '../core/token.js'
import { readToken, saveToken } from '../world/token-cache.js'
import type { World } from '../world/world.js'
import { lockSession, PATIENCE_MILLISECONDS, waitFor } from './others.js'
import { leaveSessionRecord } from './session-record.js'

type Target = MigrationPlan['sessions'][number]

/** The session that profiles use after the migration. */
export function sessionOf({ name, startUrl, region }: Target): SsoSession {
  return { kind: 'sso-session', name, startUrl, region }
}

/**
 * Puts the portal's legacy token into the session's file, unless that has one that is as good.
 *
 * The legacy file stays, for tools that know no sessions, but without the refresh token: a service that sees one of these
 * used twice may end the whole session, so only one file can have it. No AWS tool refreshes a legacy token.
 *
 * @returns whether the session has a token now that was not there before
 * @throws ConfigError when it cannot be written
 */
export async function carryToken(world: World, target: Target): Promise<boolean> {
  const session = sessionOf(target)
  const found: { legacy: SsoSession; token: Token }[] = []
  for (const startUrl of target.startUrls) {
    const legacy: SsoSession = { kind: 'legacy', name: startUrl, startUrl, region: target.region }
    const token = await readToken(world.paths, legacy)
    if (token && isGood(world, legacy, token)) found.push({ legacy, token })
  }
  const [best] = found.sort((one, other) => worth(world, other.token) - worth(world, one.token))
  if (!best) return false
  return withLock(world, best.legacy, async () => {
    // Another process may have refreshed it meanwhile.
    const token = (await readToken(world.paths, best.legacy)) ?? best.token
    const isCarried = await withLock(world, session, async () => {
      const present = await readToken(world.paths, session)
      if (present && isGood(world, session, present)) return false
      await saveToken(world.paths, session, { ...token, startUrl: session.startUrl, region: session.region })
      await leaveSessionRecord(world, session)
      return true
    })
    if (isCarried && token.refreshToken !== undefined) {
      const rest = { ...token }
      delete rest.refreshToken
      await saveToken(world.paths, best.legacy, rest)
      await leaveSessionRecord(world, best.legacy)
    }
    return isCarried
  })
}

/** Whether the session's file has a token of another portal that still lives: the AWS CLI would send it to this one. */
export async function hasForeignToken(world: World, target: Target): Promise<boolean> {
  const session = sessionOf(target)
  const token = await readToken(world.paths, session)
  if (!token || tokenState(token, session, world.now()) !== 'absent') return false
  return token.expiresAt.getTime() > world.now().getTime() || isRenewable(token, world.now())
}

function isGood(world: World, session: SsoSession, token: Token): boolean {
  const now = world.now()
  return (
    isUsable(token, session, now) ||
    (tokenState(token, session, now) === 'expired' && isRenewable(token, now))
  )
}

function worth(world: World, token: Token): number {
  return token.expiresAt.getTime() + (isRenewable(token, world.now()) ? 1e15 : 0)
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
