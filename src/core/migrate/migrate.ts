/**
 * The plan of `migrate`: which profiles move to which `[sso-session]`, and what that changes in the file.
 *
 * 1. `foundIn` (migrate-found.ts) says where each profile leads.
 * 2. `sessionsFor` (migrate-sessions.ts) finds or names a session for each portal and region.
 * 3. `obstacle` looks for what would make the result mean something else to any AWS tool.
 * 4. The edited text is read again: each profile must lead where it led.
 *
 * A profile that cannot move stays as it is, and the reason is told; nothing ambiguous is guessed.
 */
import { parseAwsConfig, type AwsConfig, type ConfigSection } from '../config/aws-config.js'
import { editAwsConfig, type ConfigChange, type SectionName } from '../config/config-edit.js'
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import {
  foundIn,
  LEAVING,
  leadsElsewhere,
  MARKS,
  type Beside,
  type Found,
  type Origin,
} from './migrate-found.js'
import { migrationNotes } from './migrate-notes.js'
import { neededAsTheyAre, obstacle, ownKeysOf, unlessRefused, type OwnKeys } from './migrate-obstacles.js'
import { portalsOf, sessionsFor, type Member, type TargetSession } from './migrate-sessions.js'
import { findProfile, missingProfile } from '../profile/profile.js'
import { sameStartUrl } from '../profile/profile-match.js'
import { isNamed } from '../session/sso-session.js'

export interface MigrationRequest extends Beside {
  /** The file as it is, and its path for messages. */
  text: string
  file: string
  /** The sections of the credentials file; no value of theirs is looked at. */
  credentials: readonly ConfigSection[]
  credentialsFile: string
  /** Only these profiles. */
  only?: readonly string[]
  /** Which session to use, or how to call a new one. */
  session?: string
  /** Names that no new session may have. */
  taken?: ReadonlySet<string>
  /** Tokens are mirrored by start URL: profiles that have a session and the same start URL beside it keep both. */
  mirrored?: boolean
}

export interface MigrationPlan {
  before: string
  after: string
  migrated: { profile: string; from: Origin; session: string }[]
  /** Those that only lose marks of other tools. */
  tidied: string[]
  /** The sessions that migrated profiles use now, and the start URLs that these had. */
  sessions: (TargetSession & { isNew: boolean; startUrls: string[] })[]
  /** Those that stay as they are; the reason is a sentence with file and line. */
  skipped: { profile: string; reason: string }[]
  /** Sentences about what to know afterwards. */
  notes: string[]
}

/**
 * Plans the migration of all profiles, or of some.
 *
 * @throws ConfigError where the file cannot be read, a named profile does not exist, or the session does not fit
 */
export function planMigration(request: MigrationRequest): MigrationPlan {
  const { text, file } = request
  const config = parseAwsConfig(text, file)
  const own = ownKeysOf(text, file)
  for (const name of request.only ?? []) if (!config.profiles.has(name)) throw missingProfile(config, name)
  const skipped: MigrationPlan['skipped'] = []
  const skip: Skip = (profile, error) => skipped.push({ profile, reason: error.message })
  const asked = [...config.profiles].filter(([name]) => request.only?.includes(name) ?? true)
  const tidied = asked
    .filter(([, section]) => !leadsElsewhere(section) && MARKS.some((key) => own.mayLeave(section, key)))
    .map(([name]) => name)
  const candidates = asked.flatMap(([name, section]) => {
    if (!leadsElsewhere(section)) return []
    const member = unlessRefused(() => memberIn(config, section, name, own, request))
    if (!(member instanceof ConfigError)) return [member]
    skip(name, member)
    return []
  })
  const fitting = withSessions(config, candidates, request, skip).filter(({ member, session }) => {
    const section = config.profiles.get(member.name)
    const refusal = section && obstacle(config, own, section, member, session)
    if (refusal) skip(member.name, refusal)
    // With a session already, there may be nothing that could leave.
    return !refusal && profileChanges(config, own, member, session, request).length > 0
  })
  const needed = neededAsTheyAre(config, new Set(fitting.map(({ member }) => member.name)))
  for (const [name, error] of needed) skip(name, error)
  const moving = fitting.filter(({ member }) => !needed.has(member.name))
  const line = (name: string): number => config.profiles.get(name)?.line ?? 0
  moving.sort((one, other) => line(one.member.name) - line(other.member.name))
  skipped.sort((one, other) => line(one.profile) - line(other.profile))
  const changes = [
    ...moving.flatMap(({ member, session }) => profileChanges(config, own, member, session, request)),
    ...tidied.flatMap((name) => leaving(config, own, name, MARKS)),
    ...newSections(moving),
  ]
  const after = editAwsConfig(text, changes, file)
  requireSame(parseAwsConfig(after, file), moving)
  return {
    before: text,
    after,
    migrated: moving.map(({ member, session }) => ({
      profile: member.name,
      from: member.found.origin,
      session: session.name,
    })),
    tidied,
    sessions: sessionsOf(config, moving),
    skipped,
    notes: migrationNotes(config, moving, request),
  }
}

type Skip = (profile: string, error: ConfigError) => void

interface Move {
  member: Member
  session: TargetSession
}

/** Each profile with its session: the portal's, or the one that it has. */
function withSessions(
  config: AwsConfig,
  members: readonly Member[],
  { session: wanted, taken = new Set() }: MigrationRequest,
  skip: Skip,
): Move[] {
  const portals = portalsOf(members)
  const targets = sessionsFor(config, portals, wanted, taken)
  const moves = portals.flatMap((portal, index) => {
    const session = targets[index]
    if (session instanceof ConfigError) for (const { name } of portal.members) skip(name, session)
    else if (session) return portal.members.map((member) => ({ member, session }))
    return []
  })
  for (const member of members) {
    const { session: name, startUrl, region } = member.found
    if (name !== undefined) moves.push({ member, session: { name, startUrl, region } })
  }
  return moves
}

function memberIn(
  config: AwsConfig,
  section: ConfigSection,
  name: string,
  own: OwnKeys,
  request: MigrationRequest,
): Member {
  own.refuseUnmovable(config, section, name, request)
  const found = foundIn(config, name, section, request)
  const stays = section.keys.has('sso_start_url') && !own.mayLeave(section, 'sso_start_url')
  return { name, found, fixedUrl: stays ? section.keys.get('sso_start_url')?.text : undefined }
}

/** The key whose line becomes the session's, so that a profile keeps its form. */
const PLACES = ['sso_start_url', 'granted_sso_start_url', 'credential_process']

function profileChanges(
  config: AwsConfig,
  own: OwnKeys,
  { name, found }: Member,
  session: TargetSession,
  { mirrored = false }: MigrationRequest,
): ConfigChange[] {
  const section = profileName(name)
  const written = config.profiles.get(name)
  if (!written) return []
  const shared = config.sessions.get(session.name)
  const changes: ConfigChange[] = []
  const put = (key: string, value: string | undefined, places: readonly string[]): string | undefined => {
    if (value === undefined || written.keys.has(key) || shared?.keys.has(key)) return undefined
    const place = places.find((one) => own.mayLeave(written, one) && own.has(written, one))
    if (place !== undefined) changes.push({ change: 'rename-key', section, key: place, to: key })
    changes.push({ change: 'set', section, key, value })
    return place
  }
  const used = [
    put('sso_session', session.name, PLACES),
    put('sso_account_id', found.accountId, ['granted_sso_account_id']),
    put('sso_role_name', found.roleName, ['granted_sso_role_name']),
  ]
  const text = (key: string): string | undefined => written.keys.get(key)?.text
  const hasBoth = text('sso_start_url') === session.startUrl && text('sso_region') === session.region
  const kept = mirrored && isNamed(written) && hasBoth ? [...used, 'sso_start_url', 'sso_region'] : used
  return [
    ...changes,
    ...leaving(
      config,
      own,
      name,
      LEAVING.filter((key) => !kept.includes(key)),
    ),
  ]
}

/** The profile without these keys, as far as it has them. */
function leaving(config: AwsConfig, own: OwnKeys, name: string, keys: readonly string[]): ConfigChange[] {
  const section = config.profiles.get(name)
  if (!section) return []
  return keys
    .filter((key) => own.mayLeave(section, key))
    .map((key) => ({ change: 'remove-key', section: profileName(name), key }))
}

function profileName(name: string): SectionName {
  return { kind: 'profile', name }
}

function newSections(moving: readonly { session: TargetSession }[]): ConfigChange[] {
  const sessions = new Map(moving.map(({ session }) => [session.name, session]))
  return [...sessions.values()].flatMap(({ name, startUrl, region, scopes }) =>
    scopes === undefined
      ? []
      : [
          {
            change: 'add-section' as const,
            section: { kind: 'sso-session' as const, name },
            keys: [
              ['sso_start_url', startUrl],
              ['sso_region', region],
              ['sso_registration_scopes', scopes],
            ] as const,
          },
        ],
  )
}

function sessionsOf(config: AwsConfig, moving: readonly Move[]): MigrationPlan['sessions'] {
  const sessions = new Map<string, MigrationPlan['sessions'][number]>()
  for (const { member, session } of moving) {
    const known = sessions.get(session.name) ?? {
      ...session,
      isNew: !config.sessions.has(session.name),
      startUrls: [],
    }
    if (!known.startUrls.includes(member.found.startUrl)) known.startUrls.push(member.found.startUrl)
    sessions.set(session.name, known)
  }
  return [...sessions.values()]
}

/** @throws Error (a bug of ours) where a migrated profile would lead elsewhere */
function requireSame(after: AwsConfig, moving: readonly Move[]): void {
  for (const { member, session } of moving) {
    const resolved = findProfile(after, member.name)
    const profile = resolved?.kind === 'sso' ? resolved.profile : undefined
    const { startUrl, region, accountId, roleName }: Found = member.found
    const isSame =
      profile?.session.name === session.name &&
      sameStartUrl(profile.session.startUrl, startUrl) &&
      profile.session.region === region &&
      profile.accountId === accountId &&
      profile.roleName === roleName
    if (!isSame) {
      throw new Error(
        `The profile ${quoted(member.name)} would lead elsewhere afterwards, so nothing was changed.`,
      )
    }
  }
}
