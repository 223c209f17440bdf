/**
 * How the services are reached for a session or a profile: what the environment and the AWS config say of it, in botocore's
 * order (configprovider.py: BOTOCORE_DEFAUT_SESSION_VARIABLES, ConfiguredEndpointProvider; endpoint.py, `_get_verify_value`).
 *
 * Two differences. Tokens belong to a session, and several profiles may use it: that profile is heard which was asked for, else
 * the one in AWS_PROFILE, else the first in the file that uses the session, of those that say anything. And a generic AWS_ENDPOINT_URL or
 * `endpoint_url` is not heard at all: it usually leads to an emulator of other services, which must not be sent tokens.
 */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at } from '../config/config-value.js'
import { shellWords } from '../config/python-text.js'
import { ConfigError } from '../errors.js'
import type { Env } from '../paths.js'
import { printable, quoted } from '../text/display.js'
import type { SsoSession } from './session.js'

/** As `AWS_ENDPOINT_URL_…` (in capitals) and `[services]` sections call them. */
export type Service = 'sso_oidc' | 'sso' | 'sts' | 'iam'

/** A value, and what says it: a variable, or a key with its place. */
export interface Said {
  value: string
  by: string
}

export interface Network {
  /** For the proxy's variables (core/session/proxy.ts). */
  env: Env
  /** A file of certificates that are trusted too. */
  caBundle?: Said
  /** Unchecked: `configuredEndpoint` checks the one that is used. */
  endpoints: Readonly<Partial<Record<Service, Said>>>
  useFipsEndpoint: boolean
  useDualstackEndpoint: boolean
}

/** For whom: a session, as a profile uses it (`usedBy`) or by itself; or a profile; neither: the profile in AWS_PROFILE. */
export interface Whose {
  session?: SsoSession
  profile?: string | undefined
}

const SERVICES: readonly Service[] = ['sso_oidc', 'sso', 'sts', 'iam']

const KEYS = [
  ...['ca_bundle', 'services', 'use_fips_endpoint', 'use_dualstack_endpoint'],
  'ignore_configured_endpoint_urls',
]

/** Whether the section says anything about the network. */
export function saysNetwork(section: ConfigSection): boolean {
  // Reading the keys of thousands of profiles costs.
  return KEYS.some((key) => section.mentions(key)) && KEYS.some((key) => section.keys.has(key))
}

/**
 * What holds for those calls.
 *
 * @param config none: the environment alone is heard
 * @throws ConfigError where a profile names a `[services]` section that is not there, as botocore does
 */
export function networkFor(env: Env, config?: AwsConfig, whose: Whose = {}): Network {
  const heard = config ? sectionsFor(env, config, whose) : []
  const isOn = (variable: string, key: string): boolean =>
    (env[variable] ?? heard[0]?.keys.get(key)?.text)?.toLowerCase() === 'true'
  const caBundle = caBundleFor(env, config, heard)
  const ignores = isOn('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls')
  return {
    env,
    ...(caBundle ? { caBundle } : {}),
    endpoints: ignores ? {} : endpointsFor(env, config, heard[0]),
    useFipsEndpoint: isOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: isOn('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
  }
}

/** The sections that say anything, the one that holds first. */
function sectionsFor(env: Env, config: AwsConfig, { session, profile }: Whose): ConfigSection[] {
  const active = config.profiles.get(env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'] || 'default')
  const asked = profile ?? session?.usedBy
  const named = asked === undefined ? undefined : config.profiles.get(asked)
  const using: ConfigSection[] = []
  if (session) {
    // A profile of another session may name endpoints that are not for this one's tokens.
    if (active && uses(active, session)) using.push(active)
    for (const section of config.profiles.values())
      if (saysNetwork(section) && uses(section, session)) using.push(section)
  } else if (asked === undefined && active) using.push(active)
  return (named ? [named, ...using] : using).filter(saysNetwork)
}

function uses({ keys }: ConfigSection, session: SsoSession): boolean {
  const name = keys.get('sso_session')?.text
  return session.kind === 'sso-session'
    ? name === session.name
    : name === undefined && keys.get('sso_start_url')?.text === session.startUrl
}

/** A company's own CA in one section is meant for all of its network, so that of `[default]` serves everybody. */
function caBundleFor(env: Env, config?: AwsConfig, heard: readonly ConfigSection[] = []): Said | undefined {
  const named = (variable: string): Said | undefined => {
    const value = env[variable]
    return value ? { value, by: variable } : undefined
  }
  const section = [...heard, config?.profiles.get('default')].find(
    (each) => each?.keys.get('ca_bundle')?.text,
  )
  const value = section?.keys.get('ca_bundle')?.text
  const inConfig =
    config && value ? { value, by: `ca_bundle (${at(config, section, 'ca_bundle')})` } : undefined
  return named('AWS_CA_BUNDLE') ?? inConfig ?? named('REQUESTS_CA_BUNDLE')
}

function endpointsFor(env: Env, config?: AwsConfig, section?: ConfigSection): Network['endpoints'] {
  const services = config && section?.keys.has('services') ? servicesOf(config, section) : undefined
  const endpoints: Partial<Record<Service, Said>> = {}
  for (const service of SERVICES) {
    const variable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`
    const inEnvironment = env[variable]
    const inConfig = services?.keys.get(service)?.nested?.get('endpoint_url')
    if (inEnvironment) endpoints[service] = { value: inEnvironment, by: variable }
    else if (config && inConfig)
      endpoints[service] = {
        value: inConfig,
        by: `endpoint_url of ${service} (${at(config, services, service)})`,
      }
  }
  return endpoints
}

function servicesOf(config: AwsConfig, section: ConfigSection): ConfigSection {
  const name = section.keys.get('services')?.text ?? ''
  for (const [header, found] of [...config.others].reverse()) {
    if (!header.startsWith('services')) continue
    const words = shellWords(header)
    if (words?.length === 2 && words[1] === name) return found
  }
  throw new ConfigError(
    `${at(config, section, 'services')}: services is ${quoted(name)}, and there is no [services ${printable(name)}] in that file. Add it or remove the line.`,
  )
}
