/**
 * What parking a key changes: the profile gets the SSO keys, and loses its own, in whichever file they stand.
 *
 * A key in the credentials file has to go whatever the config says: the JavaScript SDK prefers it to SSO, botocore does not
 * (botocore credentials.py, `ProfileProviderBuilder.providers`; @aws-sdk/credential-provider-ini, resolveProfileData).
 */
import { parseAwsConfig, withCredentials, type AwsConfig } from '../config/aws-config.js'
import { ownKeys } from '../config/config-edit-keys.js'
import { editAwsConfig, type ConfigChange, type SectionName } from '../config/config-edit.js'
import { parseSections, type ConfigSection } from '../config/config-sections.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError, RefusedError } from '../errors.js'
import { KEY_NAMES, shownKeyId, type FoundKey } from './keys.js'
import { linePatch } from '../config/line-patch.js'
import type { KeyChange, ParkedEdit } from './parked-key.js'
import { findProfile } from '../profile/profile.js'
import type { SsoSession } from '../session/session.js'

/** What the profile is to use instead. */
export interface SsoTarget {
  session: SsoSession
  accountId: string
  roleName: string
}

/** Both files, by path and text; the text of an absent one is empty. */
export interface AwsFiles {
  config: { file: string; text: string }
  credentials: { file: string; text: string }
}

/** A file before and after; `edit` is what has to be known to take it back. */
export interface FileChange {
  file: string
  before: string
  after: string
  edit: ParkedEdit
}

/**
 * The one key of a profile that can be parked.
 *
 * @throws ConfigError where there is none; RefusedError where the profile gets its credentials in another way, too, so that
 *   SSO in its place would change more than the key
 */
export function requireParkable(
  config: AwsConfig,
  credentials: ReadonlyMap<string, ConfigSection>,
  profile: string,
  found: readonly FoundKey[],
): FoundKey & { secretAccessKey: string } {
  const [first, second] = found
  if (!first) {
    throw new ConfigError(
      `Profile ${quoted(profile)} has no long-lived key, neither in ${printable(config.file)} nor in the credentials file.`,
      { suggestions: ['ssoenv keys list'] },
    )
  }
  const place = `${printable(first.file ?? '')}:${first.line ?? 0}`
  if (first.lifetime === 'short-lived') {
    throw new RefusedError(
      `${place}: the key ${shownKeyId(first.accessKeyId)} of ${quoted(profile)} is a temporary one, which ends by itself.`,
    )
  }
  if (second && second.accessKeyId !== first.accessKeyId) {
    throw new RefusedError(
      `Profile ${quoted(profile)} has two keys: ${shownKeyId(first.accessKeyId)} (${place}) and ` +
        `${shownKeyId(second.accessKeyId)} (${printable(second.file ?? '')}:${second.line ?? 0}). Remove one of them first.`,
    )
  }
  const { secretAccessKey } = first
  if (secretAccessKey === undefined)
    throw new RefusedError(
      `${place}: no aws_secret_access_key stands beside the key id, so it is no whole key.`,
    )
  const shadowed = config.shadowed.find((one) => one.kind === 'profile' && one.name === profile)
  if (shadowed) {
    throw new RefusedError(
      `${printable(config.file)}:${shadowed.line}: the profile ${quoted(profile)} stands there twice, in two spellings. Remove one of them first.`,
    )
  }
  for (const section of [config.profiles.get(profile), credentials.get(profile)]) {
    const other = OTHER_WAYS.find((key) => section?.keys.has(key))
    if (other === undefined) continue
    throw new RefusedError(
      `Profile ${quoted(profile)} has ${other} beside its key, so it would not be SSO alone that it uses afterwards. ` +
        'Give the key a profile of its own first.',
    )
  }
  return { ...first, secretAccessKey }
}

/** Ways to credentials that come before SSO, in botocore or in the JavaScript SDK. */
const OTHER_WAYS = ['role_arn', 'web_identity_token_file', 'credential_process']

/**
 * The changes in the order in which they are to be made: first the config, so that the profile is never without credentials.
 * A file in which all is so already is left out.
 *
 * @throws ConfigError where a file cannot be edited, or the profile would not be what it is to be
 */
export function planPark(files: AwsFiles, profile: string, target: SsoTarget): FileChange[] {
  const { config, credentials } = files
  if (config.file === credentials.file) {
    throw new ConfigError(
      `${printable(config.file)} is config and credentials file at once, in which a profile is two things. Give each a file of its own.`,
    )
  }
  const inConfig: SectionName = { kind: 'profile', name: profile }
  const section = parseAwsConfig(config.text, config.file).profiles.get(profile)
  const configChange = changed(config, inConfig, section, [...ssoKeys(target), ...noKey(section)])
  const stored = parseSections(credentials.text, credentials.file).find(({ header }) => header === profile)
  const credentialsChange = changed(credentials, { kind: 'plain', name: profile }, stored, noKey(stored))
  const after = withCredentials(
    parseAwsConfig(configChange.after, config.file),
    credentialsChange.after,
    credentials.file,
  )
  const result = findProfile(after, profile)
  const isRight =
    result?.kind === 'sso' &&
    result.profile.session.name === target.session.name &&
    result.profile.accountId === target.accountId &&
    result.profile.roleName === target.roleName
  if (!isRight)
    throw new ConfigError(
      `Profile ${quoted(profile)} would not use SSO after this change, so it is not made.`,
    )
  return [configChange, credentialsChange].filter((change) => change.before !== change.after)
}

type Wanted = readonly [key: string, value: string | undefined]

/** In the order of `aws configure sso`. */
function ssoKeys({ session, accountId, roleName }: SsoTarget): Wanted[] {
  const isNamed = session.kind === 'sso-session'
  return [
    ['sso_session', isNamed ? session.name : undefined],
    ['sso_start_url', isNamed ? undefined : session.startUrl],
    ['sso_region', isNamed ? undefined : session.region],
    ['sso_account_id', accountId],
    ['sso_role_name', roleName],
  ]
}

function noKey(section: ConfigSection | undefined): Wanted[] {
  return KEY_NAMES.filter((key) => section?.keys.has(key)).map((key) => [key, undefined])
}

function changed(
  { file, text }: { file: string; text: string },
  section: SectionName,
  found: ConfigSection | undefined,
  wanted: readonly Wanted[],
): FileChange {
  const keys = wanted
    .map(([key, after]) => change(key, found?.keys.get(key)?.text, after))
    .filter(({ before, after }) => before !== after)
  const broken = keys.find(({ before }) => before?.includes('\n'))
  if (broken) {
    throw new ConfigError(
      `${printable(file)}:${found?.keys.get(broken.key)?.line ?? 0}: the lines below ${broken.key} are indented, so they are read as ` +
        'part of its value. Begin them where the line above begins.',
    )
  }
  const own = found ? ownKeys(text, found) : []
  const remaining = own.filter((key) => !keys.some((one) => one.key === key))
  const isEmpty = remaining.length === 0 && keys.every(({ after }) => after === undefined)
  const was = found === undefined ? 'added' : isEmpty ? 'removed' : 'changed'
  const after = keys.length === 0 ? text : editAwsConfig(text, changes(section, was, keys), file)
  return { file, before: text, after, edit: { file, section, was, keys, patch: linePatch(text, after) } }
}

function change(key: string, before: string | undefined, after: string | undefined): KeyChange {
  return { key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function changes(section: SectionName, was: ParkedEdit['was'], keys: readonly KeyChange[]): ConfigChange[] {
  if (was === 'removed') return [{ change: 'remove-section', section }]
  return keys.map(({ key, after }): ConfigChange => {
    return after === undefined
      ? { change: 'remove-key', section, key }
      : { change: 'set', section, key, value: after }
  })
}
