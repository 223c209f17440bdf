/** The middle of `configure`: which account and which role of what the session reaches. */
import { printable, quoted } from '../../core/text/display.js'
import { UsageError } from '../../core/errors.js'
import type { Account } from '../../core/listing/portal-listing.js'
import { accountWords, counted, isRoleName } from '../../core/listing/portal-listing.js'
import { requireAccount } from '../../core/listing/portal-listing-text.js'
import type { SsoSession } from '../../core/session/session.js'
import { pick } from '../../world/terminal/picker.js'
import type { World } from '../../world/world.js'
import { listShown } from '../listing/portal-listing-shown.js'

export interface RoleAnswers {
  /** An id, or the exact name. */
  account?: string | undefined
  role?: string | undefined
}

export interface ChosenRole {
  account: Account
  roleName: string
}

/**
 * The account and the role: named ones, else the only ones, else picked from a list that filters as one types, the present
 * ones first. Logs in where that is needed. Only the chosen account's roles are asked for.
 *
 * Where nobody can be asked and both are named, the account by its id, the portal is not asked either: a profile can be written
 * before the first login.
 *
 * @param world where it is not `interactive`, nothing may be missing (core/profile/configure-answers.ts)
 * @throws UsageError for an account or role that the session does not reach; as `listReachable` does
 */
export async function roleForProfile(
  world: World,
  session: SsoSession,
  answers: RoleAnswers,
  present: RoleAnswers,
): Promise<ChosenRole> {
  const { account: word = world.interactive ? undefined : present.account } = answers
  const { role = world.interactive ? undefined : present.role } = answers
  if (!world.interactive && word !== undefined && role !== undefined && /^\d{12}$/.test(word))
    return { account: { accountId: word }, roleName: usableRole(role) }
  const startedAt = world.now()
  const noInput = !world.interactive
  const { accounts } = await listShown(world, session, { roles: 'none', noInput })
  if (accounts.length === 0)
    throw new UsageError(
      `SSO session ${quoted(session.name)} reaches no account; ask whoever administers it.`,
    )
  const account =
    word === undefined
      ? await pickAccount(world, accounts, present.account)
      : requireAccount(accounts, word, session)
  const { accountId } = account
  const listed = await listShown(world, session, {
    roles: (each) => each.accountId === accountId,
    accountsSince: startedAt,
    noInput,
  })
  const roles = listed.accounts.find((each) => each.accountId === accountId)?.roles ?? []
  if (role === undefined) return { account, roleName: await pickRole(world, account, roles, present.role) }
  if (roles.includes(role)) return { account, roleName: role }
  const others =
    roles.length === 0 ? 'It has none for you.' : `It has ${roles.map((each) => quoted(each)).join(', ')}.`
  throw new UsageError(`Account ${accountWords(account)} has no role ${quoted(role)} for you. ${others}`)
}

/** @throws UsageError for a name that no role can have */
export function usableRole(role: string): string {
  if (isRoleName(role)) return role
  throw new UsageError(`${quoted(role)} is not the name of a role.`)
}

async function pickAccount(
  world: World,
  accounts: readonly Account[],
  present: string | undefined,
): Promise<Account> {
  const [only, ...more] = accounts
  if (only && more.length === 0) {
    world.say(`  The only account that you have: ${accountWords(only)}`)
    return only
  }
  const ordered = presentFirst(accounts, ({ accountId }) => accountId === present)
  const picked = await pick(
    `Account, of ${counted(accounts.length, 'account')}`,
    ordered.map(({ accountId, accountName, emailAddress }) => ({
      value: accountId,
      words: [accountName, accountId, emailAddress].filter((each) => each !== undefined).join('  '),
    })),
  )
  return requirePicked(accounts.find(({ accountId }) => accountId === picked))
}

async function pickRole(
  world: World,
  account: Account,
  roles: readonly string[],
  present: string | undefined,
): Promise<string> {
  const [only, ...more] = roles
  if (only === undefined) throw new UsageError(`Account ${accountWords(account)} has no role for you.`)
  if (more.length === 0) {
    world.say(`  The only role that you have there: ${printable(only)}`)
    return only
  }
  const ordered = presentFirst(roles, (role) => role === present)
  return pick(
    'Role',
    ordered.map((role) => ({ value: role, words: role })),
  )
}

function presentFirst<Item>(items: readonly Item[], isPresent: (item: Item) => boolean): Item[] {
  return [...items.filter(isPresent), ...items.filter((item) => !isPresent(item))]
}

function requirePicked<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error('What was picked was not in the list.')
  return item
}
