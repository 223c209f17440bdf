/** What a profile has of other forms than `sso_session`: the legacy one, and those that other SSO tools left. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import type { AwsSsoCliConfig } from './aws-sso-cli-config.js'
import { at, refuseHyphens, textOf } from '../config/config-value.js'
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { processIn, type ProcessValues, type Tool } from './migrate-process.js'
import { filledUp, joined, usable, type Fallback, type Place, type Values } from './migrate-values.js'
import { isNamed } from '../session/sso-session.js'

/** `sso-session`: it has a session already, and leftovers beside it. */
export type Origin = 'legacy' | 'sso-session' | Tool

/** Where a profile leads, in values that can be used, and the keys that said so. */
export interface Found extends Place {
  origin: Origin
  /** Of an `sso-session` profile. */
  session?: string
}

/** What is read beside the config. */
export interface Beside {
  awsSsoCli?: AwsSsoCliConfig | undefined
  fallback: Fallback
}

/** The keys that hold a profile's values in the two forms: ours, and that of granted pkg/cfaws/granted_config.go. */
const OWN_KEYS = {
  startUrl: 'sso_start_url',
  region: 'sso_region',
  accountId: 'sso_account_id',
  roleName: 'sso_role_name',
} as const
const GRANTED_KEYS = {
  startUrl: 'granted_sso_start_url',
  region: 'granted_sso_region',
  accountId: 'granted_sso_account_id',
  roleName: 'granted_sso_role_name',
  scopes: 'granted_sso_registration_scopes',
} as const

/**
 * Marks that say nothing about a profile's credentials: aws-sso-util populate_profiles.py and its predecessor; granted
 * granted_config.go and awsconfigfile awscfg.go (`ToIni`).
 */
export const MARKS: readonly string[] = [
  'sso_interactive_auth',
  'sso_auto_populated',
  'granted_skip_credential_process_validation',
  'common_fate_generated_from',
]

/** The keys that no migrated profile keeps, where they are its own. */
export const LEAVING: readonly string[] = [
  'sso_start_url',
  'sso_region',
  ...Object.values(GRANTED_KEYS),
  'credential_process',
  ...MARKS,
]

/** Whether a section says in another form than `sso_session` where it leads. */
export function leadsElsewhere({ keys }: ConfigSection): boolean {
  if (keys.has('sso_start_url') || Object.values(GRANTED_KEYS).some((key) => keys.has(key))) return true
  const command = keys.get('credential_process')?.text
  return command !== undefined && processIn(command).kind !== 'other'
}

/**
 * Where the profile leads.
 *
 * @throws ConfigError naming file and line where that is not said, said twice and differently, or said by what is not known
 */
export function foundIn(config: AwsConfig, name: string, section: ConfigSection, beside: Beside): Found {
  refuseHyphens(config, section)
  const command = textOf(config, section, 'credential_process')
  const tool = command === undefined ? undefined : toolOf(config, section, name, command)
  const granted = valuesOf(config, section, GRANTED_KEYS)
  const session = textOf(config, section, 'sso_session')
  const sources: Values[] = [valuesOf(config, section, OWN_KEYS), granted]
  if (tool) sources.push(valuesOfProcess(config, section, name, tool, beside))
  if (session !== undefined) sources.push(sessionValues(config, session))
  const values = joined(config, section, name, sources)
  if (tool && (values.accountId === undefined || values.roleName === undefined)) {
    throw new ConfigError(
      `${at(config, section, 'credential_process')}: ${tool.tool} gives keys to ${quoted(name)}, and which SSO account and role ` +
        'they are of is not said here.',
    )
  }
  const isGranted = Object.values(granted).some((value) => value !== undefined)
  const origin: Origin = tool?.tool ?? (isGranted ? 'granted' : isNamed(section) ? 'sso-session' : 'legacy')
  return {
    origin,
    ...(session === undefined ? {} : { session }),
    ...usable(config, section, name, filledUp(values, beside.fallback)),
  }
}

interface ToolCommand {
  tool: Tool
  values: ProcessValues
}

function toolOf(config: AwsConfig, section: ConfigSection, name: string, command: string): ToolCommand {
  const found = processIn(command)
  if (found.kind === 'known') return found
  const where = `${at(config, section, 'credential_process')}: the credential_process of ${quoted(name)}`
  if (found.kind === 'other') {
    throw new ConfigError(
      `${where} is another program's, which may need the other keys as they are. Remove the line if it is not used any more.`,
    )
  }
  throw new ConfigError(`${where} calls ${found.tool}, but ${found.why}.`)
}

function valuesOf(
  config: AwsConfig,
  section: ConfigSection,
  keys: Readonly<Partial<Record<keyof Values, string>>>,
): Values {
  const values: Values = {}
  for (const [member, key] of Object.entries(keys) as [keyof Values, string][]) {
    const text = textOf(config, section, key)
    if (text) values[member] = text
  }
  return values
}

/** A named session that is not there is a reason of its own, which resolving the profile gives. */
function sessionValues(config: AwsConfig, session: string): Values {
  const section = config.sessions.get(session)
  return section ? valuesOf(config, section, OWN_KEYS) : {}
}

function valuesOfProcess(
  config: AwsConfig,
  section: ConfigSection,
  name: string,
  { tool, values: { profile, instance, ...own } }: ToolCommand,
  beside: Beside,
): Values {
  if (tool === 'aws-sso-cli')
    return { ...instanceValues(config, section, name, instance, own, beside), ...own }
  if (profile === undefined || profile === name) return own
  const other = config.profiles.get(profile)
  const where = `${at(config, section, 'credential_process')}: the credential_process of ${quoted(name)} is that of`
  if (!other) throw new ConfigError(`${where} ${quoted(profile)}, and there is no such profile.`)
  if (other.keys.has('role_arn')) {
    throw new ConfigError(`${where} ${quoted(profile)}, which assumes a role from there.`)
  }
  const session = textOf(config, other, 'sso_session')
  const sources = [
    valuesOf(config, other, OWN_KEYS),
    session === undefined ? {} : sessionValues(config, session),
  ]
  if (tool === 'granted') sources.push(valuesOf(config, other, GRANTED_KEYS))
  return { ...joined(config, other, profile, sources), ...own }
}

/** aws-sso-cli internal/sso/settings.go: the instance by its name, or the default one. */
function instanceValues(
  config: AwsConfig,
  section: ConfigSection,
  name: string,
  instance: string | undefined,
  { accountId = '', roleName = '' }: ProcessValues,
  { awsSsoCli, fallback }: Beside,
): Values {
  const where = `${at(config, section, 'credential_process')}: the portal of ${quoted(name)}`
  const wanted = instance ?? awsSsoCli?.defaultInstance
  const found = wanted === undefined ? undefined : awsSsoCli?.instances.get(wanted)
  const { startUrl, region } = { ...fallback, ...withoutAbsent(found ?? {}) }
  if (!startUrl || !region) {
    throw new ConfigError(
      `${where} stands in the configuration of aws-sso-cli (${quoted(wanted ?? 'Default')}), where it was not found. ` +
        'Say it with --start-url and --sso-region.',
    )
  }
  if (found && !found.via) {
    throw new ConfigError(`${where} has roles in the configuration of aws-sso-cli that could not be read.`)
  }
  if (found?.via?.has(`${accountId} ${roleName}`)) {
    throw new ConfigError(
      `${at(config, section, 'credential_process')}: aws-sso-cli reaches the role of ${quoted(name)} by way of another one. ` +
        'The AWS tools say that with role_arn and source_profile.',
    )
  }
  return { startUrl, region }
}

function withoutAbsent({
  startUrl,
  region,
}: {
  startUrl?: string | undefined
  region?: string | undefined
}): Fallback {
  return { ...(startUrl === undefined ? {} : { startUrl }), ...(region === undefined ? {} : { region }) }
}
