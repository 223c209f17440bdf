/** The first part of `configure`: which SSO session, one that is there or a new one. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { sessionNameFor } from '../../core/session/portal-address.js'
import { portalAddress, sameStartUrl } from '../../core/profile/profile-match.js'
import { nameProblem } from '../../core/profile/profile-write.js'
import { allSessions, findSession } from '../../core/profile/profile.js'
import type { SsoSession } from '../../core/session/session.js'
import { pick } from '../../world/terminal/picker.js'
import { askText } from '../../world/terminal/questions.js'
import type { World } from '../../world/world.js'
import { askRegion, usableRegion } from './ask-region.js'
import { findPortal, type FoundPortal } from './find-portal.js'

export interface SessionAnswers {
  session?: string | undefined
  startUrl?: string | undefined
  ssoRegion?: string | undefined
  scopes?: readonly string[] | undefined
}

export interface ChosenSession {
  session: SsoSession
  isNew: boolean
}

/**
 * The session: a named one, or the one with that start URL; else it is picked or made on the terminal. Where nobody can be
 * asked, the preferred one or the only one. Of a session that is there nothing more is asked.
 *
 * @param world where it is not `interactive`, nothing may be missing (core/profile/configure-answers.ts)
 * @param preferred the session of the profile that is to be changed
 * @throws UsageError where the region cannot be found out, for what is no start URL, or for a flag that says another thing than the session that is there;
 *   InterruptedError on Ctrl-C
 */
export async function sessionForProfile(
  world: World,
  config: AwsConfig,
  answers: SessionAnswers,
  preferred: string | undefined,
): Promise<ChosenSession> {
  const present = await presentSession(world, config, answers, preferred)
  if (present !== 'new' && 'session' in present) return present
  const portal = present === 'new' ? await portalFor(world, answers) : present.portal
  const same =
    answers.session === undefined ? sessionAt(config, portal.startUrl, answers.ssoRegion) : undefined
  if (same) {
    world.say(`SSO session ${quoted(same.name)} has this start URL already; it is used.`)
    return { session: same, isNew: false }
  }
  const region = answers.ssoRegion ?? portal.region ?? (await regionFor(world, portal))
  const name = answers.session ?? (await nameFor(world, config, portal.startUrl))
  const scopes =
    answers.scopes && answers.scopes.length > 0 ? { registrationScopes: [...answers.scopes] } : {}
  return { session: { kind: 'sso-session', name, startUrl: portal.startUrl, region, ...scopes }, isNew: true }
}

/** What the answers and the config decide; a portal that only legacy profiles know is a new session of which all is known. */
async function presentSession(
  world: World,
  config: AwsConfig,
  answers: SessionAnswers,
  preferred: string | undefined,
): Promise<ChosenSession | { portal: FoundPortal } | 'new'> {
  if (answers.session !== undefined) {
    const session = findSession(config, answers.session)
    if (!session) return 'new'
    refuseOther(config, session, answers)
    return { session, isNew: false }
  }
  if (answers.startUrl !== undefined) return 'new'
  const offered = allSessions(config).filter(({ kind }) => kind === 'sso-session')
  const own = offered.find(({ name }) => name === preferred)
  const decided = own ?? (offered.length === 1 ? offered[0] : undefined)
  if (!world.interactive && decided) return { session: decided, isNew: false }
  const isOffered = ({ startUrl }: SsoSession): boolean =>
    offered.some((session) => sameStartUrl(session.startUrl, startUrl))
  const old = allSessions(config).filter((session) => session.kind === 'legacy' && !isOffered(session))
  if (offered.length + old.length === 0) return 'new'
  const ordered = own ? [own, ...offered.filter((session) => session !== own)] : offered
  const picked = await pick('SSO session', [
    ...ordered.map((session, index) => ({
      value: String(index),
      words: `${printable(session.name)}  ${printable(portalAddress(session.startUrl))}`,
    })),
    ...old.map(({ startUrl }, index) => ({
      value: `old ${index}`,
      words: `${printable(portalAddress(startUrl))}  (a new session, of profiles of the old form)`,
    })),
    { value: 'new', words: 'a new one' },
  ])
  if (picked === 'new') return 'new'
  const legacy = old[Number(picked.split(' ')[1])]
  if (legacy) return { portal: { startUrl: legacy.startUrl, region: legacy.region } }
  const session = ordered[Number(picked)]
  return session ? { session, isNew: false } : 'new'
}

/** A flag beside the name of a session that is there must not say another thing: it would be passed over. */
function refuseOther(
  config: AwsConfig,
  session: SsoSession,
  { startUrl, ssoRegion, scopes }: SessionAnswers,
): void {
  const differs =
    startUrl !== undefined && !sameStartUrl(startUrl, session.startUrl)
      ? `the start URL ${printable(session.startUrl)}`
      : ssoRegion !== undefined && ssoRegion !== session.region
        ? `the region ${session.region}`
        : scopes !== undefined && scopes.join() !== session.registrationScopes?.join()
          ? `the scopes ${printable(session.registrationScopes?.join(',') ?? 'none')}`
          : undefined
  if (differs === undefined) return
  throw new UsageError(
    `SSO session ${quoted(session.name)} in ${printable(config.file)} has ${differs}. Name another session, or leave that flag out.`,
  )
}

function sessionAt(config: AwsConfig, startUrl: string, region: string | undefined): SsoSession | undefined {
  return allSessions(config).find(
    (session) =>
      session.kind === 'sso-session' &&
      sameStartUrl(session.startUrl, startUrl) &&
      (region === undefined || region === session.region),
  )
}

async function portalFor(world: World, answers: SessionAnswers): Promise<FoundPortal> {
  if (answers.startUrl !== undefined) {
    const found = await findPortal(world, answers.startUrl)
    if (typeof found === 'string') throw new UsageError(found)
    return found
  }
  for (;;) {
    const typed = await askText({
      message: 'Start URL of the access portal',
      check: (text) =>
        text === '' ? 'It is the address where you see your AWS accounts in the browser.' : undefined,
    })
    const found = await findPortal(world, typed)
    if (typeof found !== 'string') return told(world, typed, found)
    world.say(`> ${found}`)
  }
}

function told(world: World, typed: string, portal: FoundPortal): FoundPortal {
  const { startUrl, region } = portal
  if (startUrl !== typed) world.say(`  Start URL: ${printable(startUrl)}`)
  if (region !== undefined) world.say(`  Its Identity Center is in ${printable(region)}.`)
  return portal
}

async function regionFor(world: World, { startUrl }: FoundPortal): Promise<string> {
  if (world.interactive) return askRegion('Region of its Identity Center', 'us-east-1')
  throw new UsageError(
    `The region of ${printable(portalAddress(startUrl))} cannot be found out; --sso-region says it.`,
  )
}

async function nameFor(world: World, config: AwsConfig, startUrl: string): Promise<string> {
  const otherwise = sessionNameFor(startUrl, new Set(config.sessions.keys()))
  if (!world.interactive) return otherwise
  return askText({
    message: 'Name for the session',
    otherwise,
    check: (name) => newNameProblem(config, name),
  })
}

function newNameProblem(config: AwsConfig, name: string): string | undefined {
  if (config.sessions.has(name))
    return `There is an SSO session ${quoted(name)} already, with another portal.`
  return nameProblem('sso-session', name, config.file)
}

/**
 * Checks what the flags say before anything is asked.
 *
 * @throws UsageError for a region that cannot be one; ConfigError for a name that the grammar cannot hold
 */
export function refuseWrongSession(config: AwsConfig, answers: SessionAnswers): void {
  if (answers.ssoRegion !== undefined) usableRegion(answers.ssoRegion, '--sso-region')
  const problem =
    answers.session === undefined ? undefined : nameProblem('sso-session', answers.session, config.file)
  if (problem !== undefined) throw new ConfigError(problem)
}
