/**
 * Where a profile's credentials come from, link by link, as botocore resolves them.
 *
 * A profile's own come from the first of: a role to assume, web identity, SSO, keys of the credentials file,
 * `credential_process`, keys of the config file. A role is assumed with those of its `source_profile`, which may assume a role
 * in its turn, or with those of a `credential_source`.
 *
 * @see botocore credentials.py: `AssumeRoleProvider`, `ProfileProviderBuilder.providers`; session.py, `full_config`
 */
import type { AwsConfig } from '../config/aws-config.js'
import { textOf } from '../config/config-value.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'

/**
 * `none`: the profile itself names nothing; the AWS tools then go on to the container's and the instance's credentials.
 * `credential-source`: stands behind the `assume-role` link of the same profile.
 */
export type LinkKind =
  'assume-role' | 'sso' | 'keys' | 'process' | 'web-identity' | 'credential-source' | 'none'

export interface ChainLink {
  profile: string
  kind: LinkKind
  /** Where the key stands that decides it; without a line where nothing does. */
  file: string
  line?: number
  /** Of `assume-role` and `web-identity`, as written. */
  roleArn?: string
  /** These, and those below, of `assume-role`. */
  roleSessionName?: string
  externalId?: string
  mfaSerial?: string
  /** Absent where it is no whole number, which botocore passes over. */
  durationSeconds?: number
  /** The `source_profile`, or the `credential_source` (also of that link): `Environment`, `Ec2InstanceMetadata`, `EcsContainer`. */
  source?: string
}

/**
 * The links from the profile that was asked for to its base.
 *
 * @throws ConfigError naming file and line where botocore refuses: both or none of `source_profile` and `credential_source`, a
 *   source that does not exist, a circle; and where such a value goes on over several lines
 */
export function describeChain(config: AwsConfig, name: string): ChainLink[] {
  const links: ChainLink[] = []
  for (let current = name; ;) {
    const isBase = !assumesRole(config, current) || (links.length > 0 && hasKeys(config, current))
    if (isBase) return [...links, baseLink(config, current)]
    const { link, elsewhere } = roleLink(config, current)
    links.push(link)
    if (elsewhere) return [...links, elsewhere]
    const { source = '' } = link
    // Its own source may a profile be that holds keys (botocore `_validate_source_profile`).
    if (source === current && hasKeys(config, current)) return [...links, baseLink(config, current)]
    requireSource(config, links, source)
    current = source
  }
}

/** A key's value and its place: of the credentials file, which wins, else of the config file. */
export interface PlacedValue {
  text: string
  file: string
  line: number
}

/**
 * The value that holds for a profile's key, if there is one; of a credentials file only what is about roles.
 *
 * @throws ConfigError where it goes on over several lines
 */
export function roleValue(config: AwsConfig, name: string, key: string): PlacedValue | undefined {
  const stored = config.stored.get(name)
  const found = stored?.keys.get(key)
  if (stored && found) {
    if (found.text.includes('\n'))
      throw new ConfigError(
        `${printable(stored.file)}:${found.line}: the lines below ${key} are indented, so they are read as part of its value. ` +
          'Begin them where the line above begins.',
      )
    return { text: found.text, file: stored.file, line: found.line }
  }
  const section = config.profiles.get(name)
  const text = section && textOf(config, section, key)
  return text === undefined
    ? undefined
    : { text, file: config.file, line: section?.keys.get(key)?.line ?? section?.line ?? 1 }
}

const place = ({ file, line }: Pick<PlacedValue, 'file' | 'line'>): string => `${printable(file)}:${line}`

function has(config: AwsConfig, name: string, key: string): boolean {
  return Boolean(config.profiles.get(name)?.keys.has(key) || config.credentials.get(name)?.has(key))
}

function assumesRole(config: AwsConfig, name: string): boolean {
  return has(config, name, 'role_arn') && !has(config, name, 'web_identity_token_file')
}

/** Either one: botocore looks no closer when it follows a chain. */
export function hasKeys(config: AwsConfig, name: string): boolean {
  return has(config, name, 'aws_access_key_id') || has(config, name, 'aws_secret_access_key')
}

/** The link of a profile that assumes a role, and that of the `credential_source` behind it. */
function roleLink(config: AwsConfig, profile: string): { link: ChainLink; elsewhere?: ChainLink } {
  const value = (key: string): PlacedValue | undefined => roleValue(config, profile, key)
  const role = value('role_arn')
  const source = value('source_profile')
  const elsewhere = value('credential_source')
  const where = place(source ?? role ?? { file: config.file, line: 1 })
  if (source && elsewhere) {
    throw new ConfigError(
      `${where}: the profile ${quoted(profile)} has both source_profile and credential_source. Remove one of them.`,
    )
  }
  if (!source && !elsewhere) {
    throw new ConfigError(
      `${where}: the profile ${quoted(profile)} has a role_arn, and neither source_profile nor credential_source says with ` +
        'which credentials to assume it. Add one of them.',
    )
  }
  const text = (member: keyof ChainLink, key: string): Partial<ChainLink> => {
    const found = value(key)
    return found === undefined ? {} : { [member]: found.text }
  }
  const duration = wholeNumber(value('duration_seconds')?.text)
  const link: ChainLink = {
    profile,
    kind: 'assume-role',
    file: role?.file ?? config.file,
    ...(role === undefined ? {} : { line: role.line }),
    ...text('roleArn', 'role_arn'),
    ...text('roleSessionName', 'role_session_name'),
    ...text('externalId', 'external_id'),
    ...text('mfaSerial', 'mfa_serial'),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    source: (source ?? elsewhere)?.text ?? '',
  }
  if (!elsewhere) return { link }
  const { file, line, text: from } = elsewhere
  return { link, elsewhere: { profile, kind: 'credential-source', file, line, source: from } }
}

/** As Python's `int` reads it. */
function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text)) return undefined
  return Number(text.replaceAll('_', ''))
}

function requireSource(config: AwsConfig, links: readonly ChainLink[], source: string): void {
  const parent = links.at(-1)?.profile ?? ''
  const said = roleValue(config, parent, 'source_profile') ?? { file: config.file, line: 1 }
  const passed = links.map(({ profile }) => profile)
  if (passed.includes(source)) {
    const circle = [...passed, source].map((each) => quoted(each, 60)).join(' → ')
    throw new ConfigError(
      `${place(said)}: source_profile runs in a circle: ${circle}. Let one of them end it.`,
    )
  }
  if (!config.profiles.has(source) && !config.credentials.has(source)) {
    throw new ConfigError(
      `${place(said)}: the source_profile ${quoted(source)} of ${quoted(parent)} does not exist. Name one that does.`,
    )
  }
}

/** The link of a profile with credentials of its own, in the order of `ProfileProviderBuilder.providers`. */
function baseLink(config: AwsConfig, profile: string): ChainLink {
  const section = config.profiles.get(profile)
  const kinds: [ChainLink['kind'], string, ('config' | 'credentials')[]][] = [
    ['web-identity', 'web_identity_token_file', ['credentials', 'config']],
    ['sso', 'sso_account_id', ['credentials', 'config']],
    ['sso', 'sso_role_name', ['credentials', 'config']],
    ['keys', 'aws_access_key_id', ['credentials']],
    ['process', 'credential_process', ['credentials', 'config']],
    ['keys', 'aws_access_key_id', ['config']],
  ]
  for (const [kind, key, files] of kinds) {
    const isStored = files.includes('credentials') && config.credentials.get(profile)?.has(key) === true
    if (!isStored && !(files.includes('config') && section?.keys.has(key))) continue
    if (kind === 'web-identity' && !isStored && section?.keys.get(key)?.text === '') continue
    const stored = config.stored.get(profile)
    const line = isStored ? stored?.line : section?.keys.get(key)?.line
    const arn = kind === 'web-identity' ? roleValue(config, profile, 'role_arn')?.text : undefined
    return {
      profile,
      kind,
      file: (isStored ? stored?.file : undefined) ?? config.file,
      ...(line === undefined ? {} : { line }),
      ...(arn === undefined ? {} : { roleArn: arn }),
    }
  }
  return { profile, kind: 'none', file: config.file, ...(section ? { line: section.line } : {}) }
}
