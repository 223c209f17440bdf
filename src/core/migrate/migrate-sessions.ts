/** Which `[sso-session]` each portal gets: one that is there, or a new one and its name. */
import type { AwsConfig } from '../config/aws-config.js'
import { at } from '../config/config-value.js'
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import type { Found } from './migrate-found.js'
import { portalAddress, sameStartUrl } from '../profile/profile-match.js'
import { findSession, unlessBroken } from '../session/sso-session.js'

/** What `aws configure sso` asks for; without a scope the service gives no refresh token. */
const DEFAULT_SCOPES = 'sso:account:access'

/** A profile that moves. */
export interface Member {
  name: string
  found: Found
  /** The start URL that stays visible in the profile, because `[DEFAULT]` gives it: the session's must be the same text. */
  fixedUrl: string | undefined
}

/** The profiles of one portal in one region. */
export interface Portal {
  members: Member[]
  region: string
}

export interface TargetSession {
  name: string
  startUrl: string
  region: string
  /** Absent for a session that is there already. */
  scopes?: string
}

/** The profiles by portal and region, in the order of the file; those that have a session already are none of them. */
export function portalsOf(members: readonly Member[]): Portal[] {
  const portals = new Map<string, Portal>()
  for (const member of members) {
    const { session, startUrl, region } = member.found
    if (session !== undefined) continue
    const key = `${portalAddress(startUrl)} ${region}`
    const portal = portals.get(key)
    if (portal) portal.members.push(member)
    else portals.set(key, { members: [member], region })
  }
  return [...portals.values()]
}

/**
 * The session for each portal.
 *
 * @param wanted the session that the command line names: which of several to use, or how to call a new one
 * @param taken names that no new session may have
 * @returns in the order of the portals; an error where several sessions are there and none is wanted
 * @throws ConfigError where `wanted` fits none of the portals, or would have to be two sessions
 */
export function sessionsFor(
  config: AwsConfig,
  portals: readonly Portal[],
  wanted: string | undefined,
  taken: ReadonlySet<string>,
): (TargetSession | ConfigError)[] {
  const there = portals.map((portal) => sessionsThere(config, portal))
  const isNew = there.map(({ length }) => length === 0)
  const newName = newNameIn(config, wanted, portals, there)
  const names = newNames(
    portals.filter((_, index) => isNew[index]),
    (name) => taken.has(name) || config.sessions.has(name),
    newName,
  )
  return portals.map((portal, index) => {
    const found = there[index] ?? []
    const [first, second] = found
    if (!first) return { name: names.shift() ?? '', ...newSession(portal) }
    const chosen = found.find(({ name }) => name === wanted)
    if (chosen) return chosen
    return second ? severalSessions(config, portal, found) : first
  })
}

function sessionsThere(config: AwsConfig, { members, region }: Portal): TargetSession[] {
  const startUrl = members[0]?.found.startUrl ?? ''
  return [...config.sessions.keys()].flatMap((name) => {
    const session = unlessBroken(() => findSession(config, name))
    const isIts = session?.region === region && sameStartUrl(session.startUrl, startUrl)
    return isIts ? [{ name, startUrl: session.startUrl, region }] : []
  })
}

function severalSessions(
  config: AwsConfig,
  { members }: Portal,
  found: readonly TargetSession[],
): ConfigError {
  const names = found.map(({ name }) => `${quoted(name)} (line ${config.sessions.get(name)?.line ?? 0})`)
  const portal = quoted(portalAddress(members[0]?.found.startUrl ?? ''))
  return new ConfigError(
    `${at(config)} has several SSO sessions for ${portal}: ${names.join(', ')}. Choose one with --session.`,
  )
}

/** The name from the command line, where it is for a new session. */
function newNameIn(
  config: AwsConfig,
  wanted: string | undefined,
  portals: readonly Portal[],
  there: readonly TargetSession[][],
): string | undefined {
  if (wanted === undefined || portals.length === 0) return undefined
  if (there.some((found) => found.some(({ name }) => name === wanted))) return undefined
  const section = config.sessions.get(wanted)
  if (section) {
    throw new ConfigError(
      `${at(config, section)}: the SSO session ${quoted(wanted)} is of none of these portals.`,
    )
  }
  const count = there.filter(({ length }) => length === 0).length
  if (count === 1) return wanted
  throw new ConfigError(
    count === 0
      ? `There is no SSO session ${quoted(wanted)} in ${at(config)}, and these profiles need no new one.`
      : `These profiles need ${count} SSO sessions, so they cannot all be called ${quoted(wanted)}. Name the profiles too.`,
  )
}

/**
 * Names for new sessions: from the portal's host; where that is taken or two want it, with the region; then with a number. So
 * a name depends on what is in the file and on nothing else.
 */
function newNames(
  portals: readonly Portal[],
  isTaken: (name: string) => boolean,
  chosen: string | undefined,
): string[] {
  if (chosen !== undefined) return [chosen]
  const bases = portals.map(({ members }) => sessionName(members[0]?.found.startUrl ?? ''))
  const used = new Set<string>()
  return portals.map(({ region }, index) => {
    const base = bases[index] ?? ''
    const isShared = bases.filter((other) => other === base).length > 1
    let name = base
    if (isShared || isTaken(base)) name = `${base}-${region}`
    for (let count = 2; isTaken(name) || used.has(name); count++) name = `${base}-${region}-${count}`
    used.add(name)
    return name
  })
}

/**
 * A session's name for a start URL: `acme` for `https://acme.awsapps.com/start`, the directory for
 * `https://start.us-gov-home.awsapps.com/directory/acme`, else the host.
 */
export function sessionName(startUrl: string): string {
  const { hostname, pathname } = new URL(startUrl)
  const directory = /^\/directory\/([^/]+)/.exec(pathname)?.[1]
  const isAws = /\.(?:awsapps\.(?:com|cn)|app\.aws|amazonaws\.(?:com|com\.cn|eu))$/.test(hostname)
  const [label = hostname] = hostname.split('.')
  const name = hostname.startsWith('start.') && directory ? directory : isAws ? label : hostname
  // What the JavaScript SDK can see in a name.
  return name.replace(/[^\w@+.-]+/g, '-') || 'sso'
}

function newSession({ members, region }: Portal): Omit<TargetSession, 'name'> {
  const scopes = members.find(({ found }) => found.scopes)?.found.scopes ?? DEFAULT_SCOPES
  return { startUrl: startUrlFor(members), region, scopes }
}

/** The text that must stay, or that most have; https before http. */
function startUrlFor(members: readonly Member[]): string {
  const fixed = members.find(({ fixedUrl }) => fixedUrl !== undefined)?.fixedUrl
  if (fixed !== undefined) return fixed
  const counts = new Map<string, number>()
  for (const { found } of members) counts.set(found.startUrl, (counts.get(found.startUrl) ?? 0) + 1)
  const weight = ([url, count]: [string, number]): number =>
    count + (/^https:/i.test(url) ? members.length : 0)
  return [...counts].reduce((best, one) => (weight(one) > weight(best) ? one : best))[0]
}
