/**
 * Which SSO session, account and role a profile name stands for: botocore's rules, its verdict where it refuses.
 *
 * Where a profile's credentials come from is core/credentials/chain.ts; here, what SSO gives at the base.
 */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at, refuseHyphens, textOf } from '../config/config-value.js'
import { describeChain, hasKeys, roleValue, type LinkKind } from '../credentials/chain.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { shellWord } from '../session/login-command.js'
import { notesOn } from './profile-notes.js'
import { saysNetwork } from '../session/network.js'
import type { SsoProfile, SsoSession } from '../session/session.js'
import { findSession, isNamed, legacySession } from '../session/sso-session.js'

export { profilesMatching } from './profile-match.js'
export { allSessions, findSession } from '../session/sso-session.js'

/**
 * A profile and what its credentials stand on. `other`: it exists, and its base is not SSO (keys, `credential_process`,
 * web identity, a credential source, or nothing that is known here). Warnings are whole printable sentences.
 */
export type ResolvedProfile =
  | { kind: 'sso'; profile: SsoProfile; warnings: string[] }
  | { kind: 'other'; name: string; region?: string; warnings: string[] }

/** Every profile's name in the order of the file, then the names that only the credentials file has. */
export function profileNames(config: AwsConfig): string[] {
  return [...new Set([...config.profiles.keys(), ...config.credentials.keys()])]
}

/**
 * What `name` stands for; undefined where neither config nor credentials file has it.
 *
 * @throws ConfigError naming file, line and mend where the profile cannot be used: its session is missing or incomplete,
 *   values differ between profile and session, only one of account and role, an account id that is not 12 digits,
 *   hyphenated keys, a legacy profile without region, a `source_profile` that is missing or runs in a circle
 */
export function findProfile(config: AwsConfig, name: string): ResolvedProfile | undefined {
  if (!config.profiles.has(name) && !config.credentials.has(name)) return undefined
  const links = describeChain(config, name)
  const chain = [...new Set(links.map(({ profile }) => profile))]
  const last = chain.at(-1) ?? name
  const base = config.profiles.get(last)
  const region = roleValue(config, name, 'region')?.text
  const own = region === undefined || region === '' ? {} : { region }
  const sso = base && ssoOf(config, last, base, links.at(-1)?.kind)
  const warnings = notesOn(config, chain, sso?.session)
  if (sso === undefined) return { kind: 'other', name, ...own, warnings }
  if (chain.length > 1 && sso.accountId === undefined) {
    throw new ConfigError(
      `${at(config, base)}: the profile ${quoted(last)} has no sso_account_id and sso_role_name, so ${quoted(name)} gets no ` +
        'credentials from it. Add them there.',
    )
  }
  const session = { ...sso.session, ...usedBy(config, name, last) }
  return { kind: 'sso', profile: { name, ...own, ...sso, session, chain }, warnings }
}

/**
 * The profile with its session, for those who need one.
 *
 * @throws ConfigError also when there is no such profile
 */
export function requireProfile(config: AwsConfig, name: string): ResolvedProfile {
  const found = findProfile(config, name)
  if (found === undefined) throw missingProfile(config, name)
  return found
}

/** That there is no profile of this name, where it was looked for, and what nearly is it. */
export function missingProfile(config: AwsConfig, name: string): ConfigError {
  const where = config.present ? at(config) : `${at(config)}, which does not exist`
  const bare = config.others.get(name)
  const hint = bare
    ? `${at(config, bare)} says [${printable(name)}]; the section of a profile is [profile ${printable(name)}].`
    : `Make it with \`ssoenv configure ${shellWord(name)}\`, or name one that is there.`
  return new ConfigError(`There is no profile ${quoted(name)} in ${where}. ${hint}`)
}

/** The AWS CLI hears the profile that it was told, not the one at the base. */
function usedBy(config: AwsConfig, ...names: readonly string[]): { usedBy?: string } {
  const found = names.find((name) => {
    const section = config.profiles.get(name)
    return section !== undefined && saysNetwork(section)
  })
  return found === undefined ? {} : { usedBy: found }
}

type SsoPart = Pick<SsoProfile, 'session' | 'accountId' | 'roleName'>

/** The SSO part of the section at the base of a chain; undefined where its credentials come from elsewhere. */
function ssoOf(
  config: AwsConfig,
  name: string,
  section: ConfigSection,
  kind: LinkKind | undefined,
): SsoPart | undefined {
  const { keys } = section
  if (kind === 'web-identity' || kind === 'credential-source') return undefined
  refuseHyphens(config, section)
  if (keys.has('sso_account_id') || keys.has('sso_role_name')) return wholeSso(config, name, section)
  if (kind !== 'none' || hasKeys(config, name)) return undefined
  if (keys.has('sso_session')) return { session: namedSession(config, name, section) }
  if (keys.has('sso_start_url')) return { session: legacySession(config, name, section) }
  return undefined
}

function wholeSso(config: AwsConfig, name: string, section: ConfigSection): SsoPart {
  const used = isNamed(section)
  const session = used ? namedSession(config, name, section) : legacySession(config, name, section)
  const shared = used ? config.sessions.get(session.name) : undefined
  if (shared) refuseDifferences(config, name, section, shared)
  const value = (key: string): string | undefined => {
    const holder = section.keys.has(key) || !shared ? section : shared
    return textOf(config, holder, key) || undefined
  }
  const accountId = value('sso_account_id')
  const roleName = value('sso_role_name')
  if (accountId === undefined || roleName === undefined) {
    const missing = accountId === undefined ? 'sso_account_id' : 'sso_role_name'
    const there = accountId === undefined ? 'sso_role_name' : 'sso_account_id'
    throw new ConfigError(
      `${at(config, section)}: the profile ${quoted(name)} has ${there} and no ${missing}. Add it there.`,
    )
  }
  if (!/^\d{12}$/.test(accountId)) {
    throw new ConfigError(
      `${at(config, section, 'sso_account_id')}: the sso_account_id ${quoted(accountId)} of ${quoted(name)} is not 12 digits ` +
        '(zeros at the beginning count; what follows on the line is part of the value).',
    )
  }
  return { session, accountId, roleName }
}

function namedSession(config: AwsConfig, name: string, section: ConfigSection): SsoSession {
  const wanted = textOf(config, section, 'sso_session') ?? ''
  const session = findSession(config, wanted)
  if (session) return session
  const misspelt = [...config.others.values()].find((each) => /^sso[_ ]session\b/.test(each.header))
  throw new ConfigError(
    `${at(config, section, 'sso_session')}: the profile ${quoted(name)} uses the SSO session ${quoted(wanted)}, and there is ` +
      `no [sso-session ${printable(wanted)}] in ${at(config)}.` +
      (misspelt
        ? ` ${at(config, misspelt)} says [${printable(misspelt.header)}]: it is spelled sso-session.`
        : ''),
    { suggestions: [`ssoenv configure ${shellWord(name)} --session ${shellWord(wanted)}`] },
  )
}

/** botocore compares every key that both have, also those that are not about SSO. */
function refuseDifferences(
  config: AwsConfig,
  name: string,
  section: ConfigSection,
  session: ConfigSection,
): void {
  for (const [key, value] of session.keys) {
    const own = section.keys.get(key)
    if (own === undefined || own.text === value.text) continue
    throw new ConfigError(
      `${at(config, section, key)}: ${key} of the profile ${quoted(name)} is ${quoted(own.text)}, and its SSO session says ` +
        `${quoted(value.text)} on line ${value.line}. Remove it from the profile.`,
    )
  }
}
