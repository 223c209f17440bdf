/**
 * The AWS config file, text to model, as botocore reads it.
 *
 * botocore is Python's `RawConfigParser` and `shlex.split` of section headers (botocore configloader.py); the other
 * readers forgive more and see less. What botocore refuses makes every AWS command fail, so it is an error here too.
 * What surprises people and holds all the same: a comment after a value is part of the value; an indented line
 * continues the value above it; one section or key twice makes the file unreadable; the keys of `[DEFAULT]` are in every
 * section; of one section in two spellings the later one counts, whole.
 */
import { parseSections, type ConfigSection } from './config-sections.js'
import type { ConfigValue } from './config-keys.js'
import { shellWords } from './python-text.js'

export type { ConfigValue } from './config-keys.js'
export type { ConfigSection } from './config-sections.js'

/** A section that says nothing, because a later one has the same name in another spelling. */
export interface ShadowedSection {
  kind: 'profile' | 'sso-session'
  name: string
  line: number
}

/** A section of a credentials file, with what it says about roles (`ROLE_KEYS`): the AWS tools read that there too. */
export interface StoredSection {
  file: string
  line: number
  keys: ReadonlyMap<string, ConfigValue>
}

export interface AwsConfig {
  /** The file's path, for messages. */
  file: string
  /** Whether there is such a file; an absent one reads as an empty one. */
  present: boolean
  /** `[default]` and `[profile NAME]` by name. */
  profiles: ReadonlyMap<string, ConfigSection>
  /** `[sso-session NAME]` by name. */
  sessions: ReadonlyMap<string, ConfigSection>
  /** Every other section by header, also `[services NAME]`. */
  others: ReadonlyMap<string, ConfigSection>
  shadowed: readonly ShadowedSection[]
  /** The names that a credentials file adds, with the names of their keys (never a value). */
  credentials: ReadonlyMap<string, ReadonlySet<string>>
  /** Where it says so, and what about roles, which wins over the config file. */
  stored: ReadonlyMap<string, StoredSection>
}

const ROLE_KEYS = [
  ...['role_arn', 'source_profile', 'credential_source', 'role_session_name', 'external_id', 'mfa_serial'],
  ...['duration_seconds', 'region'],
]

/** What an absent config file reads as. */
export function emptyAwsConfig(file: string): AwsConfig {
  return { ...modelFrom([], file), present: false }
}

/**
 * The model of a config file.
 *
 * @param file its path, for messages
 * @throws ConfigError naming file and line where botocore raises ConfigParseError
 */
export function parseAwsConfig(bytes: Uint8Array | string, file: string): AwsConfig {
  return modelFrom(parseSections(bytes, file), file)
}

/**
 * The config with what a credentials file adds. Names are taken from it, because what is needed is that a profile exists and
 * holds keys, and the values of ROLE_KEYS.
 *
 * @throws ConfigError as parseAwsConfig; botocore cannot do anything then either
 * @see botocore session.py, `full_config`
 */
export function withCredentials(config: AwsConfig, bytes: Uint8Array | string, file: string): AwsConfig {
  const sections = parseSections(bytes, file)
  const credentials = new Map(sections.map(({ header, keys }) => [header, new Set(keys.keys())]))
  const stored = new Map<string, StoredSection>()
  for (const { header, line, keys } of sections) {
    const said = [...keys].filter(([key]) => ROLE_KEYS.includes(key))
    stored.set(header, { file, line, keys: new Map(said) })
  }
  return { ...config, credentials, stored }
}

/** botocore configloader.py `build_profile_map`: what each header means. */
function modelFrom(sections: readonly ConfigSection[], file: string): AwsConfig {
  const profiles = new Map<string, ConfigSection>()
  const sessions = new Map<string, ConfigSection>()
  const others = new Map<string, ConfigSection>()
  const shadowed: ShadowedSection[] = []
  for (const section of sections) {
    const meaning = headerMeaning(section.header)
    if (meaning === 'other') others.set(section.header, section)
    if (meaning === undefined || meaning === 'other') continue
    const { kind, name } = meaning
    const target = kind === 'sso-session' ? sessions : profiles
    const earlier = target.get(name)
    if (earlier) shadowed.push({ kind, name, line: earlier.line })
    target.set(name, section)
  }
  return {
    file,
    present: true,
    profiles,
    sessions,
    others,
    shadowed,
    credentials: new Map(),
    stored: new Map(),
  }
}

/** What a header names; nothing where botocore passes over the section, because its name is no single word. */
export function headerMeaning(
  header: string,
): { kind: 'profile' | 'sso-session'; name: string } | 'other' | undefined {
  if (header === 'default') return { kind: 'profile', name: header }
  // Prefixes, not words: botocore takes `[profiles x]` for a profile too.
  const kind = header.startsWith('profile')
    ? 'profile'
    : header.startsWith('sso-session')
      ? 'sso-session'
      : undefined
  if (kind === undefined) return 'other'
  const name = secondWord(header)
  return name === undefined ? undefined : { kind, name }
}

const PLAIN_HEADER = /^(?:profile|sso-session) [\w@+.%:/,=~-]+$/

/** The name in a header of exactly two words; nothing where there are fewer, more, or an open quotation. */
function secondWord(header: string): string | undefined {
  if (PLAIN_HEADER.test(header)) return header.slice(header.indexOf(' ') + 1)
  const words = shellWords(header)
  return words?.length === 2 ? words[1] : undefined
}
