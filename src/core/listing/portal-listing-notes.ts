/**
 * What is kept of a portal's lists between two runs, so that an interrupted listing goes on where it was and a second one
 * asks only for what may have changed.
 */
import { printable } from '../text/display.js'
import { parseInstant } from '../text/instant.js'
import { jsonObject } from '../text/json-object.js'
import { cleanAccounts, cleanRoles, type Account, type Cleaned } from './portal-listing.js'
import { sameStartUrl } from '../profile/profile-match.js'
import type { SsoSession } from '../session/session.js'

/**
 * So long the roles of an account are taken as known. Assignments change seldom, and asking for 2,000 accounts takes
 * over two minutes; the list of accounts itself is asked for each time.
 */
export const ROLES_HOURS = 6

export interface NotedAccount extends Account {
  /** Absent: not asked for yet. */
  roles?: string[]
  rolesAskedAt?: Date
  /** The portal lists the account and refuses its roles (403). */
  notAssigned?: boolean
}

export interface ListingNotes {
  startUrl: string
  region: string
  /** Tells one login from another: another person may have other roles in the same accounts. */
  login: string
  accountsAskedAt: Date
  accounts: NotedAccount[]
  /** The portal listed more, in a form that cannot be used. */
  isPartial?: boolean
  /** Why the last listing did not come to its end, for those who waited for it; printable. */
  trouble?: { at: Date; message: string }
}

/** The notes in a file's text; undefined where there are none, or they are about another portal or login. */
export function parseNotes(text: string, session: SsoSession, login: string): ListingNotes | undefined {
  const members = jsonObject(text)
  const accountsAskedAt = parseInstant(members?.['accountsAskedAt'])
  if (!members || !accountsAskedAt || !Array.isArray(members['accounts'])) return undefined
  const { startUrl, region } = members
  const isOurs = typeof startUrl === 'string' && sameStartUrl(startUrl, session.startUrl)
  if (!isOurs || region !== session.region || members['login'] !== login) return undefined
  const entries = new Map<unknown, Record<string, unknown>>()
  for (const entry of members['accounts'] as unknown[]) {
    const noted = Object(entry) as Record<string, unknown>
    entries.set(noted['accountId'], noted)
  }
  const accounts = cleanAccounts([...entries.values()]).items.map((account) => ({
    ...account,
    ...notedRoles(entries.get(account.accountId) ?? {}),
  }))
  const trouble = Object(members['trouble']) as Record<string, unknown>
  const at = parseInstant(trouble['at'])
  const { message } = trouble
  return {
    startUrl,
    region,
    login,
    accountsAskedAt,
    accounts,
    ...(members['isPartial'] === true ? { isPartial: true } : {}),
    ...(at && typeof message === 'string' ? { trouble: { at, message: printable(message) } } : {}),
  }
}

/** The text of the file. Instants are ISO 8601. */
export function notesText(notes: ListingNotes): string {
  return `${JSON.stringify(notes)}\n`
}

/** The notes after ListAccounts: accounts that are gone are forgotten, what is known of the others' roles is kept. */
export function withAccounts(
  known: ListingNotes | undefined,
  { items, complete }: Cleaned<Account>,
  now: Date,
  session: SsoSession,
  login: string,
): ListingNotes {
  const before = new Map(known?.accounts.map((account) => [account.accountId, account]))
  return {
    startUrl: session.startUrl,
    region: session.region,
    login,
    accountsAskedAt: now,
    ...(complete ? {} : { isPartial: true }),
    accounts: items.map((account) => {
      const { roles, rolesAskedAt, notAssigned } = before.get(account.accountId) ?? {}
      return {
        ...account,
        ...(roles && rolesAskedAt ? { roles, rolesAskedAt } : {}),
        ...(notAssigned ? { notAssigned } : {}),
      }
    }),
  }
}

function notedRoles(noted: Record<string, unknown>): Partial<NotedAccount> {
  const rolesAskedAt = parseInstant(noted['rolesAskedAt'])
  const { roles } = noted
  if (!rolesAskedAt || !Array.isArray(roles)) return {}
  return {
    roles: cleanRoles((roles as unknown[]).map((roleName) => ({ roleName }))).items,
    rolesAskedAt,
    ...(noted['notAssigned'] === true ? { notAssigned: true } : {}),
  }
}
