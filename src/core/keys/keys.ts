/**
 * Long-lived keys: where they stand, and how they are shown.
 *
 * AWS marks them in the key id: `AKIA` for a key of a user, which works until somebody deletes it; `ASIA` for a temporary one,
 * which ends by itself. Ids of another form belong to other services that copy the interface (MinIO, LocalStack), and
 * are left out.
 *
 * @see AWS IAM user guide, "IAM identifiers", unique identifier prefixes
 */
import type { AwsConfig } from '../config/aws-config.js'
import type { ConfigSection } from '../config/config-sections.js'
import { printable } from '../text/display.js'
import type { Env } from '../paths.js'
import { findProfile } from '../profile/profile.js'
import { unlessBroken } from '../session/sso-session.js'

/** The keys of a section that make up a key, or are about it. @see botocore credentials.py, SharedCredentialProvider */
export const KEY_NAMES = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
  'aws_account_id',
] as const

/** The sections of a credentials file by header, which is the profile's name; none where there is no such file. */
export interface Credentials {
  file: string
  sections: ReadonlyMap<string, ConfigSection>
}

/** A key where it stands. `secretAccessKey` is for signing and never shown. */
export interface FoundKey {
  source: 'credentials' | 'config' | 'environment'
  /** Absent for the environment's. */
  profile?: string
  file?: string
  /** The line of the key id. */
  line?: number
  lifetime: 'long-lived' | 'short-lived'
  accessKeyId: string
  /** Absent where none stands beside the id. */
  secretAccessKey?: string
  /** Where STS is asked about it: the services of one partition know no keys of another. */
  region: string
}

/** All keys, in the order of the files, the environment's last. */
export function keysIn(config: AwsConfig, credentials: Credentials, env: Env): FoundKey[] {
  const found: (FoundKey | undefined)[] = []
  for (const [profile, section] of credentials.sections) {
    const region = regionOf([section, config.profiles.get(profile)], env)
    const { file } = credentials
    found.push(keyIn(section, { source: 'credentials', profile, file, region }))
  }
  for (const [profile, section] of config.profiles) {
    // Of thousands of profiles hardly one has a key: reading all of them would cost.
    if (!section.mentions('aws_access_key_id')) continue
    const region = regionOf([section, credentials.sections.get(profile)], env)
    found.push(keyIn(section, { source: 'config', profile, file: config.file, region }))
  }
  found.push(keyOf(env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], environmentIn(env)))
  return found.filter((key) => key !== undefined)
}

/** The keys of one profile: one, or two where both files have one. */
export function keysOfProfile(
  config: AwsConfig,
  credentials: Credentials,
  env: Env,
  profile: string,
): FoundKey[] {
  return keysIn(config, credentials, env).filter((key) => key.profile === profile)
}

/** `AKIA…WXYZ`: enough to tell keys apart. */
export function shownKeyId(accessKeyId: string): string {
  return `${printable(accessKeyId.slice(0, 4))}…${printable(accessKeyId.slice(-4))}`
}

/** The profiles that reach an account by SSO and by nothing else, in the order of the file. */
export function ssoProfilesFor(config: AwsConfig, accountId: string): string[] {
  const inSession = [...config.sessions.values()].some((section) => section.mentions(accountId))
  const names: string[] = []
  for (const [name, section] of config.profiles) {
    if (!inSession && !section.mentions(accountId)) continue
    const found = unlessBroken(() => findProfile(config, name))
    if (found?.kind !== 'sso') continue
    if (found.profile.chain.length === 1 && found.profile.accountId === accountId) names.push(name)
  }
  return names
}

function keyIn(section: ConfigSection, place: Place): FoundKey | undefined {
  const id = section.keys.get('aws_access_key_id')
  const secret = section.keys.get('aws_secret_access_key')?.text
  return keyOf(id?.text, secret, { ...place, line: id?.line ?? section.line })
}

type Place = Pick<FoundKey, 'source' | 'profile' | 'file' | 'line' | 'region'>

function keyOf(id: string | undefined, secret: string | undefined, place: Place): FoundKey | undefined {
  const lifetime = id?.startsWith('AKIA') ? 'long-lived' : id?.startsWith('ASIA') ? 'short-lived' : undefined
  if (id === undefined || lifetime === undefined) return undefined
  return { ...place, lifetime, accessKeyId: id, ...(secret ? { secretAccessKey: secret } : {}) }
}

function environmentIn(env: Env): Place {
  return { source: 'environment', region: regionOf([], env) }
}

/** The first region that a section says, else the environment's, else the one that every account of most partitions has. */
function regionOf(sections: readonly (ConfigSection | undefined)[], env: Env): string {
  const own = sections.map((section) => section?.keys.get('region')?.text)
  const found = [...own, env['AWS_REGION'], env['AWS_DEFAULT_REGION']].find(
    (region) => region !== undefined && /^[a-z0-9-]{1,64}$/.test(region),
  )
  return found ?? 'us-east-1'
}
