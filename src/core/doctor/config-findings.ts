/** What is wrong with the AWS config, or surprises. */
import { headerMeaning, parseAwsConfig, type AwsConfig, type ConfigSection } from '../config/aws-config.js'
import { editAwsConfig, type ConfigChange } from '../config/config-edit.js'
import { at, HYPHENATED } from '../config/config-value.js'
import { ConfigError } from '../errors.js'
import { findProfile } from '../profile/profile.js'
import { findSession } from '../session/sso-session.js'
import { printable, quoted } from '../text/display.js'
import { shortened, type Finding } from './finding.js'

export interface HyphenFindings {
  findings: Finding[]
  /** The text with underscores; as it was where none of the keys can be renamed. */
  after: string
}

/** Keys such as `sso-start-url`, and the text in which they are spelled as the tools read them. */
export function hyphenFindings(text: string, config: AwsConfig): HyphenFindings {
  const findings: Finding[] = []
  let after = text
  for (const [kind, name, section] of named(config)) {
    for (const key of section.keys.keys()) {
      const to = key.replaceAll('-', '_')
      if (!HYPHENATED.test(key) || section.keys.has(to)) continue
      const change: ConfigChange = { change: 'rename-key', section: { kind, name }, key, to }
      const edited = unlessRefused(() => editAwsConfig(after, [change], config.file))
      after = edited ?? after
      findings.push({
        state: 'problem',
        what: `${at(config, section, key)}: the ${kind} ${quoted(name)} has the key ${key}, with hyphens.`,
        why: `No AWS tool knows it; they all act as if it were not there. It is spelled ${to}.`,
        mend: edited === undefined ? `write ${to} on that line` : 'ssoenv doctor --fix',
      })
    }
  }
  return { findings, after }
}

function* named(config: AwsConfig): Generator<['profile' | 'sso-session', string, ConfigSection]> {
  for (const [name, section] of config.sessions)
    if (section.mentions('sso-')) yield ['sso-session', name, section]
  for (const [name, section] of config.profiles)
    if (section.mentions('sso-')) yield ['profile', name, section]
}

function unlessRefused<Result>(compute: () => Result): Result | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

/**
 * Profiles and sessions that cannot be used, sections whose header says nothing to any tool, and what surprises.
 *
 * @param config one that can be parsed, with its credentials file
 */
export function profileFindings(config: AwsConfig): Finding[] {
  const broken: Finding[] = []
  const surprises = new Set<string>()
  const attempt = (look: () => readonly string[]): void => {
    try {
      for (const note of look()) surprises.add(note)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const known = broken.some(({ what }) => what === error.message)
      if (!known) broken.push(brokenFinding(error))
    }
  }
  for (const name of config.sessions.keys()) {
    attempt(() => {
      findSession(config, name)
      return []
    })
  }
  for (const name of config.profiles.keys()) attempt(() => findProfile(config, name)?.warnings ?? [])
  const notes = [...surprises].map((what): Finding => ({ state: 'warning', what }))
  return [
    ...shortened(broken, 'profiles'),
    ...shortened(headerFindings(config), 'sections'),
    ...shortened(notes, 'places'),
  ]
}

function brokenFinding({ message, suggestions }: ConfigError): Finding {
  const [mend] = suggestions
  const why = 'Tools that are given this profile fail, or use other credentials.'
  return { state: 'problem', what: message, why, ...(mend === undefined ? {} : { mend }) }
}

/** What only a profile or a session has. */
const TELLING = ['sso_session', 'sso_account_id', 'sso_start_url', 'role_arn', 'credential_process', 'region']

/** Sections that were meant for a profile or a session, and are none. */
function headerFindings(config: AwsConfig): Finding[] {
  const findings: Finding[] = []
  for (const [header, section] of config.others) {
    if (headerMeaning(header) !== 'other' || /^(?:services|plugins|preview)\b/.test(header)) continue
    if (!TELLING.some((key) => section.keys.has(key))) continue
    const isSession = /^sso[_ ]session\b/.test(header)
    const name = header.replace(/^sso[_ ]session\s*/, '')
    findings.push({
      state: 'warning',
      what: `${at(config, section)}: [${printable(header, 60)}] is the section of no profile and no SSO session.`,
      why: 'The AWS tools pass it over.',
      mend: `write [${isSession ? 'sso-session' : 'profile'} ${printable(name, 60)}] on that line`,
    })
  }
  return findings
}

/** The config as it would be with that text, with what the credentials file adds. */
export function configWithText(config: AwsConfig, text: string): AwsConfig {
  const { credentials, stored, present } = config
  return { ...parseAwsConfig(text, config.file), credentials, stored, present }
}
