/** Accounts and roles as a person reads them, and which account a word means. */
import { printable, quoted } from '../text/display.js'
import { UsageError } from '../errors.js'
import { shellWord } from '../session/login-command.js'
import type { Account, AccountWithRoles } from './portal-listing.js'
import type { SsoSession } from '../session/session.js'
import { table } from '../text/table.js'

/** One line per account below a header: id, name, mail. */
export function accountLines(accounts: readonly Account[]): string[] {
  const rows = accounts.map(({ accountId, accountName = '-', emailAddress = '-' }) => [
    accountId,
    accountName,
    emailAddress,
  ])
  return table([['ACCOUNT', 'NAME', 'EMAIL'], ...rows])
}

/** One line per account and role below a header. */
export function roleLines(accounts: readonly AccountWithRoles[]): string[] {
  const rows = accounts.flatMap(({ accountId, accountName = '-', roles }) =>
    roles.map((role) => [accountId, accountName, role]),
  )
  return table([['ACCOUNT', 'NAME', 'ROLE'], ...rows])
}

/** Whether a word of the command line means this account: its id or its exact name. */
export function isAccount(word: string, { accountId, accountName }: Account): boolean {
  return accountId === word || accountName === word
}

/**
 * The one account that the word means; an id before a name.
 *
 * @throws UsageError when there is none, or several have that name
 */
export function requireAccount<Found extends Account>(
  accounts: readonly Found[],
  word: string,
  session: SsoSession,
): Found {
  const byId = accounts.find(({ accountId }) => accountId === word)
  if (byId) return byId
  const [found, ...more] = accounts.filter((account) => isAccount(word, account))
  const name = shellWord(session.name)
  if (!found) {
    throw new UsageError(
      `SSO session ${quoted(session.name)} reaches no account with the id or name ${quoted(word)}.`,
      { suggestions: [`ssoenv accounts --session ${name}`] },
    )
  }
  if (more.length > 0) {
    const ids = [found, ...more].map(({ accountId }) => accountId)
    throw new UsageError(`${ids.length} accounts are called ${quoted(printable(word))}.`, {
      suggestions: ids.slice(0, 5).map((id) => `ssoenv roles ${id} --session ${name}`),
    })
  }
  return found
}
