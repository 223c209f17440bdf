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
import { parseAwsConfig, type AwsConfig, type ConfigSection } from './aws-config.js'
import { editAwsConfig, type ConfigChange, type SectionName } from './config-edit.js'
import { quoted } from './display.js'
import { ConfigError } from './errors.js'
import {
  foundIn,
  isForeign,
  LEAVING,
  leadsElsewhere,
  type Beside,
  type Found,
  type Origin,
} from './migrate-found.js'
import { migrationNotes } from './migrate-notes.js'
import { obstacle, ownKeysOf, type OwnKeys } from './migrate-obstacles.js'
import { portalsOf, sessionsFor, type Member, type TargetSession } from './migrate-sessions.js'
import { findProfile, missingProfile } from './profile.js'
import { sameStartUrl } from './profile-match.js'

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
  const skip = (profile: string, error: ConfigError): unknown =>
    skipped.push({ profile, reason: error.message })
  const tidied: string[] = []
  const candidates: Member[] = []
  for (const [name, section] of config.profiles) {
    if (request.only && !request.only.includes(name)) continue
    if (!isForeign(section)) continue
    if (!leadsElsewhere(section)) {
      if (LEAVING.some((key) => own.has(section, key))) tidied.push(name)
      continue
    }
    const member = unlessRefused(() => memberIn(config, section, name, own, request))
    if (member instanceof ConfigError) skip(name, member)
    else candidates.push(member)
  }
  const moving: { member: Member; session: TargetSession }[] = []
  const take = (member: Member, session: TargetSession): void => {
    const section = config.profiles.get(member.name)
    const refusal = section && obstacle(config, own, section, member, session)
    if (refusal) skip(member.name, refusal)
    // With a session already, and with nothing else that could leave.
    else if (profileChanges(config, own, member, session).length > 0) moving.push({ member, session })
  }
  const portals = portalsOf(candidates)
  const targets = sessionsFor(config, portals, request.session, request.taken ?? new Set())
  for (const [index, { members }] of portals.entries()) {
    const target = targets[index]
    for (const member of members) {
      if (target instanceof ConfigError) skip(member.name, target)
      else if (target) take(member, target)
    }
  }
  for (const member of candidates) {
    const { session: name, startUrl, region } = member.found
    if (name !== undefined) take(member, { name, startUrl, region })
  }
  const line = (name: string): number => config.profiles.get(name)?.line ?? 0
  moving.sort((one, other) => line(one.member.name) - line(other.member.name))
  skipped.sort((one, other) => line(one.profile) - line(other.profile))
  const changes = [
    ...moving.flatMap(({ member, session }) => profileChanges(config, own, member, session)),
    ...tidied.flatMap((name) => leaving(config, own, name, [])),
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

function unlessRefused<T>(compute: () => T): T | ConfigError {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
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
  return [...changes, ...leaving(config, own, name, used)]
}

/** The keys that a profile loses, but for those that were renamed. */
function leaving(
  config: AwsConfig,
  own: OwnKeys,
  name: string,
  renamed: readonly (string | undefined)[],
): ConfigChange[] {
  const section = config.profiles.get(name)
  if (!section) return []
  return LEAVING.filter(
    (key) => !renamed.includes(key) && own.has(section, key) && own.mayLeave(section, key),
  ).map((key) => ({ change: 'remove-key', section: profileName(name), key }))
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

function sessionsOf(
  config: AwsConfig,
  moving: readonly { member: Member; session: TargetSession }[],
): MigrationPlan['sessions'] {
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
function requireSame(after: AwsConfig, moving: readonly { member: Member; session: TargetSession }[]): void {
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
