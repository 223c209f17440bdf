/** From notes to an answer: which accounts have to be asked for, and what is told of the others. */
import {
  accountWords,
  counted,
  type Account,
  type AccountWithRoles,
  type Reachable,
} from './portal-listing.js'
import { ROLES_HOURS, type ListingNotes, type NotedAccount } from './portal-listing-notes.js'

/** What somebody wants to know. */
export interface Question {
  /** Of which accounts the roles are wanted. */
  isWanted: (account: Account) => boolean
  /** Ask for all of them, also for those that are known. */
  refresh: boolean
  askedAt: Date
  /** A list of accounts that was asked for since then will do. */
  accountsSince?: Date
}

export interface FailedAccount {
  account: Account
  /** Why, in a sentence. */
  message: string
}

/** The accounts whose roles are wanted and not known, or known for too long. */
export function dueAccounts(notes: ListingNotes, question: Question, now: Date): NotedAccount[] {
  const since = question.refresh ? question.askedAt : new Date(now.getTime() - ROLES_HOURS * 3600_000)
  return notes.accounts.filter((account) => {
    const { rolesAskedAt } = account
    const isKnown = rolesAskedAt !== undefined && rolesAskedAt >= since && rolesAskedAt <= now
    return !isKnown && question.isWanted(account)
  })
}

/**
 * The answer where another process's notes have it: a list of accounts that it made, and all the roles that are wanted.
 *
 * @param since when the other process began: an older list is not its own
 */
export function answerIn(
  notes: ListingNotes | undefined,
  question: Question,
  since: Date,
  now: Date,
): Reachable | undefined {
  const isTheirs = notes !== undefined && notes.accountsAskedAt >= since
  if (!isTheirs || dueAccounts(notes, question, now).length > 0) return undefined
  return reachableBy(notes, question, [], [])
}

/** The answer, with these warnings and those about accounts that give no roles. */
export function reachableBy(
  notes: ListingNotes,
  { isWanted }: Question,
  warnings: readonly string[],
  failed: readonly FailedAccount[],
): Reachable {
  const refused = notes.accounts.filter((account) => account.notAssigned && isWanted(account))
  const [first] = failed
  const failures = first
    ? [
        `The roles of ${counted(failed.length, 'account')} could not be listed: ${some(failed.map(({ account }) => account))}. ${first.message}`,
      ]
    : []
  return {
    accounts: notes.accounts.map((account) => withRoles(account, isWanted(account))),
    complete: failed.length === 0 && !notes.isPartial,
    warnings: [...warnings, ...notAssigned(refused), ...failures],
  }
}

function notAssigned(accounts: readonly Account[]): string[] {
  if (accounts.length === 0) return []
  return [
    `The portal lists ${counted(accounts.length, 'account')} that you have no role in: ${some(accounts)}.`,
  ]
}

/** The first few of them, and how many more there are. */
function some(accounts: readonly Account[]): string {
  const shown = accounts.slice(0, 5).map(accountWords).join(', ')
  return accounts.length > 5 ? `${shown} and ${accounts.length - 5} more` : shown
}

function withRoles(
  { accountId, accountName, emailAddress, roles = [] }: NotedAccount,
  isWanted: boolean,
): AccountWithRoles {
  return {
    accountId,
    ...(accountName === undefined ? {} : { accountName }),
    ...(emailAddress === undefined ? {} : { emailAddress }),
    roles: isWanted ? roles : [],
  }
}
