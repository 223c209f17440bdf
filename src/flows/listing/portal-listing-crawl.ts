/**
 * Asking the portal: every page of the accounts, then the roles of each account that is due, a few calls at a time.
 *
 * A call is repeated by what was answered (`ask`):
 * 429: all calls wait and then go slower; only after minutes of nothing else it is given up.
 * 401: another token, once. 403 and 404: the account is not assigned, which says nothing of the login.
 * Else (5xx, cut, no answer): twice more, then it has failed.
 */
import { CancelledError, type SsoenvError } from '../../core/errors.js'
import {
  accountWords,
  cleanAccounts,
  cleanRoles,
  type Account,
  type Cleaned,
} from '../../core/listing/portal-listing.js'
import type { Token } from '../../core/session/token.js'
import {
  ServiceRefusal,
  ServiceUnreachable,
  type IdentityCenter,
  type Page,
} from '../../world/network/identity-center.js'
import type { World } from '../../world/world.js'
import { IN_FLIGHT, type Pace } from './portal-listing-pace.js'
import type { TokenSource } from './portal-listing-token.js'

/** What a listing asks with. */
export interface Portal {
  world: World
  center: IdentityCenter
  tokens: TokenSource
  pace: Pace
  /** Ends everything; calls that are under way too. */
  signal: AbortSignal
}

/** How one account's roles came out. */
export type RolesResult =
  | { outcome: 'listed'; roles: string[]; warnings: string[] }
  | { outcome: 'not assigned' }
  | { outcome: 'failed'; error: SsoenvError }

/** A call that fails otherwise than by 429 and 401 is tried so often. */
const ATTEMPTS = 3
const FIRST_PAUSE_MILLISECONDS = 500
const LONGEST_PAUSE_MILLISECONDS = 30_000
/** A portal that has refused every call by 429 for so long is given up. */
const PATIENCE_MILLISECONDS = 5 * 60_000
/** 100,000 entries: more than AWS Organizations holds accounts. */
const MOST_PAGES = 1000
/** So many accounts in a row fail only where the portal does. */
const FAILURES_IN_A_ROW = 3

/**
 * Every account of the token's user.
 *
 * @throws ServiceUnreachable, ServiceRefusal, LoginNeededError, CancelledError
 */
export async function listAllAccounts(
  portal: Portal,
  onPage: (listed: number) => void,
): Promise<Cleaned<Account>> {
  const entries = await everyPage(
    portal,
    (token, next) => portal.center.listAccounts(token.accessToken, next),
    onPage,
  )
  return cleanAccounts(entries)
}

/**
 * The roles of each of these accounts, four at a time; an account that fails is told and left, three in a row end it all.
 *
 * @throws what ended it, after the calls under way have ended
 */
export async function listRolesOf<Listed extends Account>(
  portal: Portal,
  accounts: readonly Listed[],
  onResult: (account: Listed, result: RolesResult) => Promise<void>,
): Promise<void> {
  const queue = accounts.values()
  let failuresInRow = 0
  let ended: { error: unknown } | undefined
  const worker = async (): Promise<void> => {
    // One iterator for all of them: each takes what is next.
    for (const account of queue) {
      if (ended) return
      try {
        const result = await rolesOf(portal, account)
        failuresInRow = result.outcome === 'failed' ? failuresInRow + 1 : 0
        await onResult(account, result)
        if (result.outcome === 'failed' && failuresInRow >= FAILURES_IN_A_ROW) throw result.error
      } catch (error) {
        ended ??= { error }
        return
      }
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  if (ended) throw ended.error
}

async function rolesOf(portal: Portal, account: Account): Promise<RolesResult> {
  try {
    const entries = await everyPage(portal, (token, next) =>
      portal.center.listAccountRoles(token.accessToken, account.accountId, next),
    )
    const { items, warnings } = cleanRoles(entries)
    return {
      outcome: 'listed',
      roles: items,
      warnings: warnings.map((words) => `Account ${accountWords(account)} has ${words}; left out here.`),
    }
  } catch (error) {
    if (error instanceof ServiceRefusal && NOT_ASSIGNED.has(error.reason)) return { outcome: 'not assigned' }
    const isThrottled = error instanceof ServiceUnreachable && error.isThrottled
    if (isThrottled || !(error instanceof ServiceRefusal || error instanceof ServiceUnreachable)) throw error
    return { outcome: 'failed', error }
  }
}

/** aws-sam-cli #2129: not assigned and misspelt look the same. */
const NOT_ASSIGNED = new Set(['ForbiddenException', 'ResourceNotFoundException'])

async function everyPage(
  portal: Portal,
  send: (token: Token, nextToken: string | undefined) => Promise<Page<unknown>>,
  onPage?: (listed: number) => void,
): Promise<unknown[]> {
  const entries: unknown[] = []
  const seen = new Set<string>()
  let nextToken: string | undefined
  do {
    const page = await ask(portal, (token) => send(token, nextToken))
    for (const entry of page.items) entries.push(entry)
    onPage?.(entries.length)
    nextToken = page.nextToken
    if (nextToken === undefined) break
    if (seen.has(nextToken) || seen.size >= MOST_PAGES) {
      throw new ServiceUnreachable('The portal gives a list that does not end: its pages repeat.', 'unknown')
    }
    seen.add(nextToken)
  } while (!portal.signal.aborted)
  return entries
}

async function ask<Answer>(portal: Portal, send: (token: Token) => Promise<Answer>): Promise<Answer> {
  const { world, tokens, pace, signal } = portal
  for (let failures = 0; ;) {
    await pace.turn()
    stopWhenOver(signal)
    const token = await tokens.current()
    const sentAt = world.monotonic()
    try {
      const answer = await send(token)
      pace.succeeded()
      tokens.accepted(token)
      return answer
    } catch (error) {
      stopWhenOver(signal)
      if (error instanceof ServiceRefusal && error.reason === 'UnauthorizedException') {
        await tokens.rejected(token)
        continue
      }
      if (!(error instanceof ServiceUnreachable)) throw error
      if (error.isThrottled && pace.throttledMilliseconds() > PATIENCE_MILLISECONDS) throw error
      if (error.isThrottled) pace.throttled(sentAt, error.retryAfterSeconds)
      else if (++failures >= ATTEMPTS) throw error
      else await world.sleep(pauseAfter(failures, error), signal)
    }
  }
}

/** @throws CancelledError */
function stopWhenOver({ aborted }: AbortSignal): void {
  if (aborted) throw new CancelledError('Cancelled.')
}

function pauseAfter(failures: number, { retryAfterSeconds = 0 }: ServiceUnreachable): number {
  const backoff = FIRST_PAUSE_MILLISECONDS * 2 ** failures * (0.5 + Math.random() / 2)
  return Math.min(LONGEST_PAUSE_MILLISECONDS, Math.max(backoff, retryAfterSeconds * 1000))
}
