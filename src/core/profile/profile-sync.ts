/**
 * What `profiles sync` would change: a profile for every account and role that a session can reach, and no two for one.
 *
 * It adds where no profile reaches an account and role through this session, and takes back what it made itself and nobody
 * has edited (profile-mark.ts), when the portal no longer lists it. A name that was given stays, also when the account
 * or the template is another one since: directories and scripts know it.
 */
import { accountFilter, type AccountFilter } from './account-filter.js'
import { parseAwsConfig, type AwsConfig, type ConfigSection } from '../config/aws-config.js'
import type { ConfigChange, SectionName } from '../config/config-edit.js'
import { quoted } from '../text/display.js'
import type { AccountWithRoles, Reachable } from '../listing/portal-listing.js'
import { Marks, markFor, type MarkState } from './profile-mark.js'
import { sameStartUrl } from './profile-match.js'
import { LONGEST_NAME, nameFromTemplate } from './profile-name.js'
import type { SsoSession } from '../session/session.js'

export interface SyncRules extends AccountFilter {
  /** As `nameFromTemplate` takes it. */
  template: string
  /** For profiles that are made; those that are there keep what they have. */
  region?: string
  output?: string
}

export interface SyncedProfile {
  profile: string
  accountId: string
  accountName?: string
  roleName: string
}

export interface SyncPlan {
  added: SyncedProfile[]
  /** Made here, unedited, and no longer reached. */
  lost: SyncedProfile[]
  /** How many accounts and roles have a profile already. */
  kept: number
  /** What a person should know: an edited profile that is no longer reached, one that others stand on … */
  warnings: string[]
}

/** A profile of this session as it stands in the config. */
interface Found extends SyncedProfile {
  mark: MarkState
}

/**
 * @param text the config file's
 * @param taken names that are not free besides those of the config: the credentials file's
 * @throws ConfigError where the config cannot be read; UsageError for a template or filter that can mean nothing
 */
export function planSync(
  text: string,
  file: string,
  session: SsoSession,
  reachable: Reachable,
  rules: SyncRules,
  taken: Iterable<string> = [],
): SyncPlan {
  const config = parseAwsConfig(text, file)
  const found = profilesOf(config, session, new Marks(text))
  const have = new Set(found.map(pairOf))
  const isMeant = accountFilter(rules)
  const wanted = reachable.accounts.flatMap((account) =>
    account.roles.filter((role) => isMeant(account, role)).map((roleName) => ({ account, roleName })),
  )
  const missing = wanted.filter(({ account, roleName }) => !have.has(pair(account.accountId, roleName)))
  const names = new Set([...config.profiles.keys(), ...taken])
  const added = named(missing, session, rules.template, names)
  const { lost, warnings } = lostOf(config, found, reachable)
  const isFiltered = rules.include.length > 0 || rules.exclude.length > 0
  if (wanted.length === 0 && isFiltered) warnings.push('No account and role passes the filters.')
  return { added, lost, kept: wanted.length - missing.length, warnings: [...reachable.warnings, ...warnings] }
}

/** The changes of a plan: profiles to add, and lost ones to remove. */
export function syncChanges(
  session: SsoSession,
  { region, output }: SyncRules,
  added: readonly SyncedProfile[],
  removed: readonly SyncedProfile[],
): ConfigChange[] {
  const section = (name: string): SectionName => ({ kind: 'profile', name })
  return [
    ...removed.map(({ profile }): ConfigChange => ({ change: 'remove-section', section: section(profile) })),
    ...added.map(({ profile, accountId, roleName }): ConfigChange => {
      // In the order of `aws configure sso`.
      const keys: [string, string][] = [
        ['sso_session', session.name],
        ['sso_account_id', accountId],
        ['sso_role_name', roleName],
        ...(region === undefined ? [] : [['region', region] as [string, string]]),
        ...(output === undefined ? [] : [['output', output] as [string, string]]),
      ]
      return { change: 'add-section', section: section(profile), keys, comments: [markFor(keys)] }
    }),
  ]
}

function profilesOf(config: AwsConfig, session: SsoSession, marks: Marks): Found[] {
  const found: Found[] = []
  // Written a second time in another spelling, the two can only go together, and the other one is a person's.
  const twice = new Set(config.shadowed.map(({ kind, name }) => (kind === 'profile' ? name : undefined)))
  for (const [profile, section] of config.profiles) {
    const text = (key: string): string | undefined => section.keys.get(key)?.text
    const [accountId, roleName] = [text('sso_account_id'), text('sso_role_name')]
    if (accountId === undefined || roleName === undefined || !isOf(section, session)) continue
    const mark = marks.at(section.line)
    const isTwice = mark === 'ours' && twice.has(profile)
    found.push({ profile, accountId, roleName, mark: isTwice ? 'edited' : mark })
  }
  return found
}

/** A legacy profile of the same portal reaches the same account and role. */
function isOf(section: ConfigSection, session: SsoSession): boolean {
  const name = section.keys.get('sso_session')?.text
  if (name !== undefined) return name === session.name
  const startUrl = section.keys.get('sso_start_url')?.text
  return startUrl !== undefined && sameStartUrl(startUrl, session.startUrl)
}

interface Wanted {
  account: AccountWithRoles
  roleName: string
}

/**
 * Names for what is missing. Where several come to the same name, or it is taken, each gets its account id, and then a
 * number, in the order of account id and role: the same names whatever order the portal lists them in.
 */
function named(
  missing: readonly Wanted[],
  session: SsoSession,
  template: string,
  names: Set<string>,
): SyncedProfile[] {
  const ordered = missing
    .map(({ account, roleName }) => {
      const { accountId, accountName, emailAddress } = account
      const parts = { accountId, accountName, roleName, emailAddress, sessionName: session.name }
      const name = nameFromTemplate(template, parts)
      const about = { accountId, roleName, ...(accountName === undefined ? {} : { accountName }) }
      return { name, ...about }
    })
    .sort((one, other) => (pairOf(one) < pairOf(other) ? -1 : 1))
  const counts = new Map<string, number>()
  for (const { name } of ordered) counts.set(name, (counts.get(name) ?? 0) + 1)
  const added = ordered.map(({ name, ...about }) => {
    const isFree = !names.has(name) && counts.get(name) === 1
    const profile = isFree ? name : freeName(name, `-${about.accountId}`, names)
    names.add(profile)
    return { profile, ...about }
  })
  return added.sort((one, other) => (one.profile < other.profile ? -1 : 1))
}

function freeName(name: string, end: string, names: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? end : `${end}-${number}`
    const candidate = name.slice(0, LONGEST_NAME - ending.length) + ending
    if (!names.has(candidate)) return candidate
  }
}

/**
 * What the portal lists no more. Of a list with holes nothing is lost: it may stand in one. Nor is a role of an account that is
 * listed without any: a portal lists those that one has a role in, and may refuse for another reason to say which.
 */
function lostOf(
  config: AwsConfig,
  found: readonly Found[],
  { accounts, complete }: Reachable,
): Pick<SyncPlan, 'lost' | 'warnings'> {
  if (!complete) return { lost: [], warnings: [] }
  if (accounts.length === 0 && found.some(({ mark }) => mark !== 'none')) {
    const warning = 'The portal lists no account at all, so no profile is taken for lost.'
    return { lost: [], warnings: [warning] }
  }
  const reached = new Set(
    accounts.flatMap(({ accountId, roles }) => roles.map((role) => pair(accountId, role))),
  )
  const doubtful = new Set(
    accounts.filter(({ roles }) => roles.length === 0).map(({ accountId }) => accountId),
  )
  const gone = found.filter(
    (one) => one.mark !== 'none' && !reached.has(pairOf(one)) && !doubtful.has(one.accountId),
  )
  const sources = sourcesIn(config)
  const lost: SyncedProfile[] = []
  const warnings: string[] = []
  for (const { mark, ...one } of gone) {
    const user = sources.get(one.profile)
    const why =
      mark === 'edited'
        ? 'was edited, so it stays'
        : user === undefined
          ? undefined
          : `is the source_profile of ${quoted(user)}, so it stays`
    if (why === undefined) lost.push(one)
    else
      warnings.push(
        `Profile ${quoted(one.profile)} reaches a role that you no longer have (${one.accountId} ${one.roleName}); it ${why}.`,
      )
  }
  return { lost, warnings }
}

/** The profiles that another one assumes a role from, each with one that does. */
function sourcesIn(config: AwsConfig): Map<string, string> {
  const sources = new Map<string, string>()
  for (const [name, section] of config.profiles) {
    if (!section.mentions('source_profile')) continue
    const source = section.keys.get('source_profile')?.text
    if (source !== undefined && source !== name) sources.set(source, name)
  }
  return sources
}

const pair = (accountId: string, roleName: string): string => `${accountId}/${roleName}`
const pairOf = ({ accountId, roleName }: { accountId: string; roleName: string }): string =>
  pair(accountId, roleName)
