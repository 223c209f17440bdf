/**
 * What the shells need to know of a session: from which second on which event has to ask the program
 * (shell/README.md §2.3). Pure; the margins are here and nowhere else.
 */
import type { RecordFields } from './record.js'

/**
 * A background refresh begins 20 minutes before expiry, ahead of the AWS CLI's own window of 15 (botocore tokens.py,
 * `_REFRESH_WINDOW`), so that other tools which start later find nothing to refresh.
 */
export const REFRESH_AHEAD_SECONDS = 20 * 60
/** From here on other tools refresh too: a refresh of ours is waited for. */
export const REFRESH_FOREGROUND_SECONDS = 15 * 60
/** The prompt counts the minutes of a session that cannot be refreshed from here on. */
export const WARN_SECONDS = 15 * 60
/** After somebody has cancelled a login, or nobody has answered it, no shell tries by itself for this long. */
export const QUIET_SECONDS = 60 * 60
/**
 * After a login that failed without anybody's doing (no network, a service in trouble, a full disk): long enough to work
 * offline without a message at each `cd`, short enough to be there when the network is back.
 */
export const QUIET_AFTER_FAILURE_SECONDS = 5 * 60
/** How long an automatic login may wait for the person; a killed one is over after that too. */
export const LOGIN_LIMIT_SECONDS = 120
/** After a refresh that could not reach the service. */
export const RETRY_SECONDS = 60

export interface SessionStanding {
  /** When the access token ends; undefined: there is no usable token. */
  expiresAt?: Date
  /** Whether it can be refreshed: it has a refresh token, a living registration, and the service has not refused it. */
  renewable: boolean
  /** Automatic attempts are quiet until then (a cancelled login, a login running elsewhere). */
  quietUntil?: Date
  /** No refresh is tried before then: the service could not be reached, or a refresh is under way. */
  retryAt?: Date
}

/** Never below 0: the shells read digits. */
const seconds = (date: Date): number => Math.max(0, Math.floor(date.getTime() / 1000))
const ahead = (instant: number, by: number): number => Math.max(0, instant - by)

/** The `expires` … `before` lines for a session that stands so. */
export function standingFields(standing: SessionStanding): RecordFields {
  const { expiresAt, renewable, quietUntil, retryAt } = standing
  const expires = expiresAt ? seconds(expiresAt) : 0
  const notBefore = (instant: number, limit: Date | undefined): string =>
    String(limit ? Math.max(instant, seconds(limit)) : instant)
  if (renewable) {
    const due = notBefore(ahead(expires, REFRESH_AHEAD_SECONDS), retryAt)
    return [
      ['expires', String(expires)],
      ['warn', '-'],
      ['ended', '-'],
      ['due', due],
      ['enter', due],
      ['before', notBefore(ahead(expires, REFRESH_FOREGROUND_SECONDS), retryAt)],
    ]
  }
  return [
    ['expires', String(expires)],
    ['warn', expiresAt ? String(ahead(expires, WARN_SECONDS)) : '-'],
    ['ended', String(expires)],
    ['due', '-'],
    ['enter', notBefore(expires, quietUntil)],
    ['before', String(expires)],
  ]
}
