/** `--include` and `--exclude` of `profiles sync`: which accounts and roles are meant. */
import { printable, quoted } from '../text/display.js'
import { UsageError } from '../errors.js'
import type { Account } from '../listing/portal-listing.js'

export interface AccountFilter {
  include: readonly string[]
  exclude: readonly string[]
}

/**
 * Whether a role of an account is meant: by one of `include`, if there are any, and by none of `exclude`.
 *
 * A pattern is `ACCOUNT` or `ACCOUNT/ROLE`; ACCOUNT is compared with the name and the id, without regard to case; `*` stands
 * for any characters and `?` for one.
 *
 * @throws UsageError for a pattern that can mean nothing
 */
export function accountFilter({
  include,
  exclude,
}: AccountFilter): (account: Account, role: string) => boolean {
  const included = include.map(matcher)
  const excluded = exclude.map(matcher)
  return (account, role) =>
    (included.length === 0 || included.some((matches) => matches(account, role))) &&
    !excluded.some((matches) => matches(account, role))
}

function matcher(pattern: string): (account: Account, role: string) => boolean {
  // No role's name has a slash, an account's may.
  const slash = pattern.lastIndexOf('/')
  const [account, role] = slash < 0 ? [pattern, '*'] : [pattern.slice(0, slash), pattern.slice(slash + 1)]
  if (account === '' || role === '' || printable(pattern, pattern.length) !== pattern)
    throw new UsageError(
      `${quoted(pattern)} is no filter: it has to be ACCOUNT or ACCOUNT/ROLE, with * and ?.`,
    )
  const [isAccount, isRole] = [glob(account), glob(role)]
  return ({ accountId, accountName }, roleName) =>
    (isAccount(accountId) || (accountName !== undefined && isAccount(accountName))) && isRole(roleName)
}

/** Compares piece by piece: a regular expression of many stars takes time beyond all bounds. */
function glob(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern.toLowerCase())
  return (text) => {
    const given = Array.from(text.toLowerCase())
    let [at, from, star, mark] = [0, 0, -1, 0]
    while (from < given.length) {
      const sign = wanted[at]
      if (sign === '*') {
        star = at++
        mark = from
      } else if (sign === '?' || sign === given[from]) {
        at++
        from++
      } else if (star >= 0) {
        at = star + 1
        from = ++mark
      } else return false
    }
    return wanted.slice(at).every((sign) => sign === '*')
  }
}
