/**
 * When a session ends. No service says it: the administrator sets it, the refresh token is good until then, and an access token's
 * hour is not it. So it is learned: from logins, from refreshes that the service granted, and from the one that it refused.
 *
 * Only logins by ssoenv are known; another tool's has another client registration, by which the two are told apart.
 */
import { jsonObject } from '../text/json-object.js'
import { sha1 } from '../text/sha1.js'
import { portalAddress } from '../profile/profile-match.js'
import type { SsoSession } from './session.js'
import type { Token } from './token.js'

/** What is remembered of one session. */
export interface SessionNotes {
  /** Its portal: another one has other rules. */
  portal: string
  login?: KnownLogin
  /** Earlier logins, the newest last. */
  seen: readonly Lasted[]
}

export interface KnownLogin {
  at: Date
  /** The registration that it was made with, hashed: refreshes keep it, other tools' logins have their own. */
  client: string
  /** When the service last gave a token for it. */
  goodAt: Date
  /** When it refused to. */
  refusedAt?: Date
}

/** How long a session lasted, in seconds after its login: a refresh was granted at the one, refused at the other. */
export interface Lasted {
  atLeast: number
  atMost: number
}

/** So many are remembered; the middle one counts, because a session that somebody ended says nothing of the others. */
const SEEN_LIMIT = 5
/** Between the last granted refresh and the refused one: more (a night, a weekend) would be a guess. Refreshes are 40 minutes apart. */
const SHARP_SECONDS = 90 * 60

/** Identity Center takes no setting below (User Guide, configure-user-session); what is shorter was ended by somebody. */
const SHORTEST_SECONDS = 15 * 60

const secondsBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 1000)

const clientOf = ({ clientId }: Token): string => sha1(clientId ?? '')

/** After a login of ours. */
export function afterLogin(
  notes: SessionNotes | undefined,
  session: SsoSession,
  token: Token,
  now: Date,
): SessionNotes {
  const login = { at: now, client: clientOf(token), goodAt: now }
  return { portal: portalAddress(session.startUrl), login, seen: notes?.seen ?? [] }
}

/** After a refresh that was granted. */
export function afterRefresh(notes: SessionNotes, token: Token, now: Date): SessionNotes {
  const login = loginOf(notes, token, now)
  return login ? { ...notes, login: { ...login, goodAt: now } } : notes
}

/** After a refresh that was refused because the session has ended: it lasted from the login to somewhere since the last good one. */
export function afterRefusal(notes: SessionNotes, token: Token, now: Date): SessionNotes {
  const login = loginOf(notes, token, now)
  if (!login || login.refusedAt) return notes
  const lasted = { atLeast: secondsBetween(login.at, login.goodAt), atMost: secondsBetween(login.at, now) }
  const isMeasure = lasted.atMost >= SHORTEST_SECONDS && lasted.atMost - lasted.atLeast <= SHARP_SECONDS
  const seen = isMeasure ? [...notes.seen, lasted].slice(-SEEN_LIMIT) : notes.seen
  return { ...notes, login: { ...login, refusedAt: now }, seen }
}

export interface SessionClock {
  /** When a person logged in. */
  loggedInAt?: Date
  /** When the service was found to have ended it. */
  endedAt?: Date
  /** In seconds: how long earlier sessions lasted. */
  usuallyLasts?: number
  /** The end, if it lasts as long as those; absent also where it has lasted longer already. */
  endsAbout?: Date
}

/** What is known of the session that this token is of; nothing that is not known is in it. */
export function sessionClock(notes: SessionNotes | undefined, token: Token, now: Date): SessionClock {
  if (!notes) return {}
  const usuallyLasts = usualSeconds(notes.seen)
  const usually = usuallyLasts === undefined ? {} : { usuallyLasts }
  const login = loginOf(notes, token, now)
  if (!login) return usually
  const known = { loggedInAt: login.at, ...usually }
  if (login.refusedAt) return { ...known, endedAt: login.refusedAt }
  const endsAbout = usuallyLasts === undefined ? now : new Date(login.at.getTime() + usuallyLasts * 1000)
  return endsAbout > now ? { ...known, endsAbout } : known
}

/** The login that the token came of; a clock that was set back since makes it unknown. */
function loginOf({ login }: SessionNotes, token: Token, now: Date): KnownLogin | undefined {
  return login?.client === clientOf(token) && login.goodAt <= now ? login : undefined
}

function usualSeconds(seen: readonly Lasted[]): number | undefined {
  const spans = seen.map(likelySeconds).sort((one, other) => one - other)
  // Of two the longer: a session ends before its time more often than after it.
  return spans[Math.floor(spans.length / 2)]
}

/** Administrators set whole hours; where one lies between the two bounds it is most likely that, else the middle. */
function likelySeconds({ atLeast, atMost }: Lasted): number {
  const hours = Math.floor(atMost / 3600) * 3600
  return hours > 0 && hours >= atLeast ? hours : Math.round((atLeast + atMost) / 2)
}

/** The notes as their file has them. */
export function sessionNotesText(notes: SessionNotes): string {
  return `${JSON.stringify(notes)}\n`
}

/** What such a file says; undefined where it cannot be understood, or is of another portal than the session's now. */
export function parseSessionNotes(text: string, session: SsoSession): SessionNotes | undefined {
  const { portal, login, seen } = jsonObject(text) ?? {}
  if (portal !== portalAddress(session.startUrl)) return undefined
  const spans = (Array.isArray(seen) ? (seen as unknown[]) : []).flatMap((each) => {
    const { atLeast, atMost } = Object(each) as Record<string, unknown>
    const isSpan = isSeconds(atLeast) && isSeconds(atMost) && atLeast <= atMost
    return isSpan ? [{ atLeast, atMost }] : []
  })
  const known = loginIn(login)
  return { portal, ...(known ? { login: known } : {}), seen: spans.slice(-SEEN_LIMIT) }
}

function loginIn(value: unknown): KnownLogin | undefined {
  const members = Object(value) as Record<string, unknown>
  const { client } = members
  const [at, goodAt, refusedAt] = ['at', 'goodAt', 'refusedAt'].map((name) => instantIn(members[name]))
  if (typeof client !== 'string' || !at || !goodAt) return undefined
  return { at, client, goodAt, ...(refusedAt ? { refusedAt } : {}) }
}

function instantIn(value: unknown): Date | undefined {
  const instant = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

/** Up to a year. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 366 * 86_400
}
