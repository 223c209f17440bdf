/**
 * What an SSO session can reach: accounts and roles as the portal lists them, cleaned of what no portal should send.
 *
 * @see protocol: sso 2019-06-10, ListAccounts and ListAccountRoles
 */
import { printable } from '../text/display.js'

/** `accountId`: 12 digits, leading zeros kept. The portal leaves name and mail out for some. All of it is printable. */
export interface Account {
  accountId: string
  accountName?: string
  emailAddress?: string
}

/** `roles`: names that IAM allows, sorted; empty where they were not asked for, or none is assigned. */
export interface AccountWithRoles extends Account {
  roles: string[]
}

/**
 * `warnings` are sentences for the person. Not `complete`: an entry of the accounts could not be used, or some accounts' roles
 * could not be listed; there may be more.
 */
export interface Reachable {
  accounts: AccountWithRoles[]
  complete: boolean
  warnings: string[]
}

/** What of a list could be used, and sentences about what could not. */
export interface Cleaned<Item> {
  items: Item[]
  /** Whether no entry was left out. */
  complete: boolean
  warnings: string[]
}

/** The longest account name of AWS Organizations has 50 characters, the longest address 64. */
const LONGEST_WORDS = 200

/** Entries of `accountList`. Those without a right account id are left out; of an id that comes twice the first counts. */
export function cleanAccounts(entries: readonly unknown[]): Cleaned<Account> {
  const accounts = new Map<string, Account>()
  let bad = 0
  let repeated = 0
  for (const entry of entries) {
    const { accountId, accountName, emailAddress } = Object(entry) as Record<string, unknown>
    if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) bad++
    else if (accounts.has(accountId)) repeated++
    else {
      accounts.set(accountId, {
        accountId,
        ...words('accountName', accountName),
        ...words('emailAddress', emailAddress),
      })
    }
  }
  const warnings = [
    ...(bad > 0
      ? [`The portal listed ${counted(bad, 'account')} without a 12-digit id; left out here.`]
      : []),
    ...(repeated > 0 ? [`The portal listed ${counted(repeated, 'account')} more than once.`] : []),
  ]
  return { items: [...accounts.values()].sort(byName), complete: bad === 0, warnings }
}

/**
 * Role names in entries of `roleList`: those that IAM allows (IAM CreateRole, `[\w+=,.@-]{1,64}`), each once, sorted.
 */
export function cleanRoles(entries: readonly unknown[]): Cleaned<string> {
  const names = new Set<string>()
  let bad = 0
  for (const entry of entries) {
    const { roleName } = Object(entry) as Record<string, unknown>
    if (typeof roleName === 'string' && isRoleName(roleName)) names.add(roleName)
    else bad++
  }
  const items = [...names].sort((one, other) => collator.compare(one, other))
  const warnings = bad > 0 ? [`${counted(bad, 'role')} with a name that IAM does not allow`] : []
  return { items, complete: bad === 0, warnings }
}

export function isRoleName(name: string): boolean {
  return /^[A-Za-z0-9_+=,.@-]{1,64}$/.test(name)
}

/** By name, numbers in it by value; those without one last, by id. */
export function byName(one: Account, other: Account): number {
  if (one.accountName !== undefined && other.accountName !== undefined) {
    const order = collator.compare(one.accountName, other.accountName)
    if (order !== 0) return order
  } else if (one.accountName !== other.accountName) return one.accountName === undefined ? 1 : -1
  return one.accountId < other.accountId ? -1 : 1
}

/** Id and name, as messages name an account. */
export function accountWords({ accountId, accountName }: Account): string {
  return accountName === undefined ? accountId : `${accountId} "${accountName}"`
}

/** `1 account`, `2,000 accounts`. */
export function counted(count: number, unit: string): string {
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`
}

// One locale for all: the same list everywhere, also where it is written to a file.
const collator = new Intl.Collator('en', { numeric: true })

function words(name: 'accountName' | 'emailAddress', value: unknown): Partial<Account> {
  const text = typeof value === 'string' ? printable(value, LONGEST_WORDS).trim() : ''
  return text === '' ? {} : { [name]: text }
}
