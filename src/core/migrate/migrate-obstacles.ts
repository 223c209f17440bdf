/** What keeps a profile from moving to a session: the result would mean something else, or not stay. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { keysIn } from '../config/config-edit-keys.js'
import { linesOf, type Block } from '../config/config-edit-lines.js'
import { parseSections } from '../config/config-sections.js'
import { at } from '../config/config-value.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { LEAVING } from './migrate-found.js'
import { processIn } from './migrate-process.js'
import type { Member, TargetSession } from './migrate-sessions.js'
import { findSession } from '../session/sso-session.js'

/** Which keys stand in which section itself, and which `[DEFAULT]` gives to all. */
export class OwnKeys {
  constructor(
    readonly byLine: ReadonlyMap<number, ReadonlySet<string>>,
    /** What `[DEFAULT]` gives: a new section has it too. */
    readonly defaults: ReadonlyMap<string, { text: string }>,
  ) {}

  /** Whether the key stands in the section itself. */
  has(section: ConfigSection, key: string): boolean {
    return this.byLine.get(section.line)?.has(key) ?? false
  }

  /** Whether the section would be without the key if its line were taken away. */
  mayLeave(section: ConfigSection, key: string): boolean {
    return this.has(section, key) && !this.defaults.has(key)
  }

  /** @throws ConfigError where the profile is not to be changed, whatever it says of SSO */
  refuseUnmovable(
    config: AwsConfig,
    section: ConfigSection,
    name: string,
    { credentials, credentialsFile }: { credentials: readonly ConfigSection[]; credentialsFile: string },
  ): void {
    for (const key of ['role_arn', 'web_identity_token_file']) {
      if (!section.keys.has(key)) continue
      throw new ConfigError(
        `${at(config, section, key)}: the profile ${quoted(name)} has ${key}, so AWS tools do not use what it says of SSO.`,
      )
    }
    const stored = credentials.find(({ header }) => header === name)
    const other = [...(stored?.keys.entries() ?? [])].find(([key]) =>
      /^sso_|^role_arn$|^credential_process$/.test(key),
    )
    if (other) {
      throw new ConfigError(
        `${printable(credentialsFile)}:${other[1].line}: ${quoted(other[0])} of the profile ${quoted(name)} counts there, before ` +
          'what the config file says. Remove it there.',
      )
    }
    // botocore asks SSO first, then the credentials file, the process, the config's keys (credentials.py,
    // `create_credential_resolver`).
    const usesSso = section.keys.has('sso_account_id') || section.keys.has('sso_role_name')
    const usesProcess = section.keys.has('credential_process')
    const storedKeys = stored?.keys.get('aws_access_key_id')
    const own = usesProcess ? undefined : section.keys.get('aws_access_key_id')
    if (!usesSso && (storedKeys || own)) {
      const where = storedKeys
        ? `${printable(credentialsFile)}:${storedKeys.line}`
        : at(config, section, 'aws_access_key_id')
      throw new ConfigError(
        `${where}: keys for the profile ${quoted(name)} stand there, which the AWS CLI uses for it now and might not use any more.`,
      )
    }
    const registry = registryAround(config, section)
    if (registry !== undefined) {
      throw new ConfigError(
        `${at(config, section)}: the profile ${quoted(name)} is written anew at each sync of Granted's registry ${quoted(registry)}; ` +
          'it has to change there.',
      )
    }
    for (const key of ['credential_process']) {
      if (!section.keys.has(key) || this.mayLeave(section, key)) continue
      throw new ConfigError(
        `${at(config, section, key)}: [DEFAULT] gives ${key} to every section, so it cannot be taken from ${quoted(name)} alone.`,
      )
    }
  }
}

/** The keys of each section of a text that botocore can parse. */
export function ownKeysOf(text: string, file: string): OwnKeys {
  const byLine = new Map<number, ReadonlySet<string>>()
  const defaults: string[] = []
  for (let block: Block | undefined = linesOf(text).first.next; block; block = block.next) {
    if (block.name === 'DEFAULT') defaults.push(...block.body.map((line) => line.text))
    else byLine.set(block.line, new Set(keysIn(block.body)))
  }
  const [given] = parseSections(['[profile given]', ...defaults].join('\n'), file)
  return new OwnKeys(byLine, given?.keys ?? new Map())
}

/**
 * Granted puts the sections of a registry between two that have no keys: pkg/granted/awsmerge/merge_from_registry.go,
 * `WithRegistry`.
 */
function registryAround(config: AwsConfig, section: ConfigSection): string | undefined {
  let registry: string | undefined
  for (const { header, line } of config.others.values()) {
    if (line > section.line) break
    const [, edge, name] = /^granted_registry_(start|end) (.+)$/.exec(header) ?? []
    if (edge !== undefined) registry = edge === 'start' ? name : undefined
  }
  return registry
}

/**
 * Why the profile cannot use the session; undefined where it can.
 *
 * botocore compares every key that profile and session both have, and fails where one differs (credentials.py,
 * `_resolve_sso_session_reference`). What `[DEFAULT]` gives is in both.
 */
export function obstacle(
  config: AwsConfig,
  own: OwnKeys,
  section: ConfigSection,
  { name, found }: Member,
  session: TargetSession,
): ConfigError | undefined {
  const shared = config.sessions.get(session.name)
  const whole = shared && unlessRefused(() => findSession(config, session.name))
  if (whole instanceof ConfigError) return whole
  const keys = new Map<string, { text: string }>(shared?.keys ?? own.defaults)
  if (!shared || !whole) {
    if (found.session !== undefined) {
      return new ConfigError(
        `${at(config, section, 'sso_session')}: the profile ${quoted(name)} uses the SSO session ${quoted(session.name)}, which is not there.`,
      )
    }
    keys.set('sso_start_url', { text: session.startUrl }).set('sso_region', { text: session.region })
  }
  const scopes = shared ? shared.keys.get('sso_registration_scopes')?.text : session.scopes
  if (found.scopes !== undefined && !sameScopes(found.scopes, scopes ?? '')) {
    return new ConfigError(
      `${at(config, section)}: the profile ${quoted(name)} asks for the scopes ${quoted(found.scopes)}, and the SSO session ` +
        `${quoted(session.name)} has ${quoted(scopes ?? '')}.`,
    )
  }
  for (const [key, { text }] of section.keys) {
    const other = keys.get(key)
    const leaves = LEAVING.includes(key) && own.mayLeave(section, key)
    if (leaves || other === undefined || other.text === text) continue
    const where = shared ? `on line ${shared.keys.get(key)?.line ?? shared.line}` : 'by way of [DEFAULT]'
    // Any key may be in both; of the others some are secret.
    const [its, others] = SHOWN.test(key) ? [quoted(text), quoted(other.text)] : ['one value', 'another one']
    return new ConfigError(
      `${at(config, section, key)}: ${key} of the profile ${quoted(name)} is ${its}, and its SSO session ` +
        `${quoted(session.name)} would have ${others} ${where}; AWS tools refuse that.`,
    )
  }
  return undefined
}

const SHOWN = /^(?:sso_\w+|region|output)$/

/** What `compute` gives, or why the config does not. */
export function unlessRefused<T>(compute: () => T): T | ConfigError {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function sameScopes(one: string, other: string): boolean {
  const sorted = (scopes: string): string =>
    scopes
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean)
      .sort()
      .join()
  return sorted(one) === sorted(other)
}

/**
 * Why profiles that others depend on cannot move: a tool's process that names another profile reads that one's keys in the
 * old form. Without those others, each by name.
 *
 * @param moving the names of those that would move
 */
export function neededAsTheyAre(config: AwsConfig, moving: ReadonlySet<string>): Map<string, ConfigError> {
  const users = [...config.profiles].flatMap(([name, section]) => {
    const found = processIn(section.keys.get('credential_process')?.text ?? '')
    const used = found.kind === 'known' ? found.values.profile : undefined
    return used === undefined || used === name ? [] : [{ name, used, section }]
  })
  const needed = new Map<string, ConfigError>()
  for (let before = -1; before < needed.size;) {
    before = needed.size
    for (const { name, used, section } of users) {
      const moves = moving.has(name) && !needed.has(name)
      if (moves || needed.has(used) || !moving.has(used)) continue
      const why = `the profile ${quoted(name)} takes what it needs from ${quoted(used)}, and does not move itself.`
      needed.set(used, new ConfigError(`${at(config, section, 'credential_process')}: ${why}`))
    }
  }
  return needed
}
