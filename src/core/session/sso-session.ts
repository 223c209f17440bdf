/** The SSO sessions of a config: `[sso-session NAME]` sections, and legacy profiles with their own start URL. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at, refuseHyphens, textOf } from '../config/config-value.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import type { SsoSession } from './session.js'

const REQUIRED = ['sso_start_url', 'sso_region'] as const

/** Whether the profile names a session (also a missing one), rather than carrying its own start URL. */
export function isNamed(profile: ConfigSection): boolean {
  return profile.keys.has('sso_session')
}

/**
 * The session of a `[sso-session NAME]` section; undefined where there is none, or an empty one (which botocore takes for
 * none).
 *
 * @throws ConfigError where it lacks start URL or region, all that is missing in one message, or they cannot be used
 */
export function findSession(config: AwsConfig, name: string): SsoSession | undefined {
  const section = config.sessions.get(name)
  if (section === undefined || section.keys.size === 0) return undefined
  const what = `the SSO session ${quoted(name)}`
  const session: SsoSession = { kind: 'sso-session', name, ...address(config, section, what) }
  const scopes = textOf(config, section, 'sso_registration_scopes')
  if (scopes === undefined) return session
  // AWS CLI customizations/sso/utils.py, parse_sso_registration_scopes.
  const registrationScopes = scopes
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
  return { ...session, registrationScopes }
}

/**
 * The session of a profile that carries `sso_start_url` itself. Its name is the start URL, as in the token file's name.
 *
 * @throws ConfigError where start URL or region is missing or cannot be used
 */
export function legacySession(config: AwsConfig, name: string, profile: ConfigSection): SsoSession {
  const found = address(config, profile, `the profile ${quoted(name)}`)
  return { kind: 'legacy', name: found.startUrl, ...found }
}

/**
 * All usable sessions: the sections in the order of the file, then one per start URL and region of legacy profiles.
 * Broken ones are left out; whoever asks for one by name hears why.
 */
export function allSessions(config: AwsConfig): SsoSession[] {
  const sessions: SsoSession[] = []
  for (const name of config.sessions.keys()) {
    const session = unlessBroken(() => findSession(config, name))
    if (session) sessions.push(session)
  }
  const seen = new Set<string>()
  for (const [name, profile] of config.profiles) {
    // The URL is nearly always the session's: reading the keys of thousands of profiles costs.
    if (!profile.mentions('sso_start_url')) continue
    const url = isNamed(profile) ? undefined : profile.keys.get('sso_start_url')?.text
    const key = `${url ?? ''}\n${profile.keys.get('sso_region')?.text ?? ''}`
    if (url === undefined || seen.has(key)) continue
    seen.add(key)
    const session = unlessBroken(() => legacySession(config, name, profile))
    if (session) sessions.push(session)
  }
  return sessions
}

/** What `compute` gives, or undefined where the config is broken at that point. */
export function unlessBroken<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

/** Start URL and region of a session's section or a legacy profile. */
function address(
  config: AwsConfig,
  section: ConfigSection,
  what: string,
): { startUrl: string; region: string } {
  refuseHyphens(config, section)
  const [startUrl, region] = REQUIRED.map((key) => textOf(config, section, key) ?? '')
  if (!startUrl || !region) {
    const missing = [...(startUrl ? [] : ['sso_start_url']), ...(region ? [] : ['sso_region'])]
    throw new ConfigError(`${at(config, section)}: ${what} has no ${missing.join(' and no ')}. Add it there.`)
  }
  // The region becomes part of a host name, so nothing else may be in it.
  if (!isRegionName(region)) {
    throw new ConfigError(
      `${at(config, section, 'sso_region')}: the sso_region ${quoted(region)} of ${what} is not a region's name` +
        `${/[#;]/.test(region) ? ' (a comment behind a value is part of the value)' : ''}. Write one like eu-west-1.`,
    )
  }
  if (!isWebAddress(startUrl)) {
    throw new ConfigError(
      `${at(config, section, 'sso_start_url')}: the sso_start_url ${quoted(startUrl)} of ${what} is not a web address. ` +
        'Write it with https://.',
    )
  }
  return { startUrl, region }
}

/** Whether a text can be a region's name: it becomes part of a host name. */
export function isRegionName(text: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(text)
}

/** Whether a text can be a start URL. */
export function isWebAddress(text: string): boolean {
  // URL drops control characters silently; what is shown must be what is used.
  return /^https?:\/\//i.test(text) && printable(text, text.length) === text && URL.canParse(text)
}
