/**
 * `.ssoenv`: which profile belongs to a directory and all below.
 *
 * The file comes from anywhere (a clone, an archive), so it is read as hostile: small, text, nothing that cannot be shown,
 * every value of a known form. What it says is data only.
 */
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { withoutComment } from '../settings/setting-lines.js'

/** More than this is no `.ssoenv`. The shells read at most 1100 characters of one. */
export const BINDING_FILE_LIMIT = 1024

/** What a usable `.ssoenv` says. Without `none` it has a profile, or start URL, account and role, or both. */
export interface Binding {
  ok: true
  profile?: string
  /** An empty `profile =`: below here, no profile. */
  none: boolean
  startUrl?: string
  ssoRegion?: string
  accountId?: string
  roleName?: string
  /** For AWS_REGION. */
  region?: string
  /** Printable sentences. */
  warnings: string[]
}

/** `reason` is a printable clause to stand after the file's name and a colon. */
export type BindingFile = Binding | { ok: false; reason: string }

type Field = 'profile' | 'startUrl' | 'ssoRegion' | 'accountId' | 'roleName' | 'region'

/** What `link` writes. */
export type BindingFields = Partial<Record<Field, string>>

const FIELDS: readonly { key: string; field: Field; accepts: (value: string) => boolean; form: string }[] = [
  { key: 'profile', field: 'profile', accepts: isProfileName, form: 'a name of at most 128 characters' },
  {
    key: 'sso_start_url',
    field: 'startUrl',
    accepts: isPortalUrl,
    form: 'the address of an AWS access portal',
  },
  { key: 'sso_region', field: 'ssoRegion', accepts: isRegion, form: 'the name of a region' },
  {
    key: 'sso_account_id',
    field: 'accountId',
    accepts: (value) => /^\d{12}$/.test(value),
    form: '12 digits',
  },
  { key: 'sso_role_name', field: 'roleName', accepts: isRoleName, form: 'the name of a role' },
  { key: 'region', field: 'region', accepts: isRegion, form: 'the name of a region' },
]

/** The keys as they stand in a file. */
export const BINDING_KEYS: readonly { key: string; field: Field }[] = FIELDS

/** What the bytes of a `.ssoenv` say, or the reason why they are not used. Never throws. */
export function parseBindingFile(bytes: Uint8Array): BindingFile {
  if (bytes.length > BINDING_FILE_LIMIT) return refused(`it has more than ${BINDING_FILE_LIMIT} bytes`)
  const text = decoded(bytes)
  if (text === undefined) return refused('it is not UTF-8 text')
  const found: BindingFields = {}
  const lines = new Map<Field, number>()
  const warnings: string[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const number = index + 1
    const line = readLine(raw.replace(/\r$/, ''))
    if (line === undefined) continue
    if ('wrong' in line) return refused(`line ${number} ${line.wrong}`)
    if ('unknown' in line) {
      warnings.push(`line ${number}: ${quoted(line.unknown, 40)} is no key of a .ssoenv and is left out`)
      continue
    }
    const earlier = lines.get(line.field)
    if (earlier !== undefined) return refused(`line ${number} says ${line.key} again, after line ${earlier}`)
    lines.set(line.field, number)
    found[line.field] = line.value
  }
  return whole(found, warnings)
}

/** One line; undefined for one that says nothing. `wrong` is a clause to stand after the line's number. */
function readLine(
  raw: string,
): { field: Field; key: string; value: string } | { unknown: string } | { wrong: string } | undefined {
  const line = raw.replaceAll('\t', ' ')
  if (printable(line, line.length) !== line) return { wrong: 'has a character that cannot be shown' }
  const content = line.trim()
  if (content === '' || /^[#;]/.test(content)) return undefined
  const equals = content.indexOf('=')
  if (equals === -1) {
    return { wrong: content.startsWith('[') ? 'is a section, and it has none' : 'is not `key = value`' }
  }
  const key = content.slice(0, equals).trim().toLowerCase()
  const known = FIELDS.find((each) => each.key === key)
  if (known === undefined) {
    // Not a warning: what was meant to hold the profile to an account must not be passed over.
    const meant = FIELDS.find((each) => each.key === key.replaceAll('-', '_'))
    return meant ? { wrong: `says ${quoted(key)}, which is written ${meant.key}` } : { unknown: key }
  }
  const value = withoutComment(content.slice(equals + 1))
  const isNone = value === '' && known.field === 'profile'
  if (!isNone && !known.accepts(value)) return { wrong: `says a ${key} that is not ${known.form}` }
  return { field: known.field, key, value }
}

/** The file as a whole: do its keys say one thing? */
function whole(fields: BindingFields, warnings: string[]): BindingFile {
  const { profile, ...rest } = fields
  if (profile === '') {
    if (Object.keys(rest).length > 0)
      warnings.push('an empty profile means none, so the other keys are left out')
    return { ok: true, none: true, warnings }
  }
  const missing = [
    ...(fields.startUrl === undefined ? ['sso_start_url'] : []),
    ...(fields.accountId === undefined ? ['sso_account_id'] : []),
    ...(fields.roleName === undefined ? ['sso_role_name'] : []),
  ]
  if (profile === undefined && missing.length > 0) {
    return refused(
      missing.length === 3 ? 'it names no profile' : `it has neither profile nor ${missing.join(' and ')}`,
    )
  }
  return { ok: true, none: false, ...fields, warnings }
}

/**
 * The text of a `.ssoenv`, as parseBindingFile reads it back.
 *
 * @throws ConfigError where a value cannot be written so (a name with ` #` in it, of more than 128 characters …)
 */
export function bindingFileText(fields: BindingFields): string {
  const width = Math.max(
    ...FIELDS.filter(({ field }) => fields[field] !== undefined).map(({ key }) => key.length),
    0,
  )
  const lines = FIELDS.flatMap(({ key, field }) => {
    const value = fields[field]
    return value === undefined ? [] : [`${key.padEnd(width)} = ${value}`.trimEnd()]
  })
  const text = `${lines.join('\n')}\n`
  const back = parseBindingFile(new TextEncoder().encode(text))
  if (!back.ok) throw new ConfigError(`No .ssoenv can say this: ${back.reason}.`)
  const lost = FIELDS.find(({ field }) => fields[field] && back[field] !== fields[field])
  if (lost) {
    throw new ConfigError(
      `No .ssoenv can hold the ${lost.key} ${quoted(fields[lost.field] ?? '')}: " #" begins a comment there.`,
    )
  }
  return text
}

/** Whether the host is one of AWS's access portals, or this machine (for the sandbox). */
export function isPortalUrl(value: string): boolean {
  if (value.length > 512 || /\s/.test(value) || !URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  if (username !== '' || password !== '') return false
  if (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)) {
    return protocol === 'https:' || protocol === 'http:'
  }
  return protocol === 'https:' && PORTAL_HOSTS.test(hostname)
}

// AWS CLI 2.36 customizations/sso/utils.py: the hosts that it takes for AWS's own without asking them.
const PORTAL_HOSTS =
  /(?:\.awsapps\.com|\.awsapps\.cn|\.app\.aws|\.portal\.amazonaws\.com|\.portal\.amazonaws\.com\.cn|\.portal\.amazonaws\.eu|\.app\.amazonwebservices\.com\.cn|\.api\.amazonwebservices\.eu|^identitycenter(?:\.us-gov)?\.amazonaws\.(?:com|com\.cn|eu))$/

/** A profile's name as a `.ssoenv` may have it: printable, one line, no blanks at the ends. */
export function isProfileName(value: string): boolean {
  return value !== '' && value.length <= 128 && value.trim() === value && printable(value) === value
}

/** Region names become host names. */
export function isRegion(value: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(value)
}

/** IAM, CreateRole: `[\w+=,.@-]+`, at most 64. */
function isRoleName(value: string): boolean {
  return /^[\w+=,.@-]{1,64}$/.test(value)
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    // An editor's byte-order mark is dropped.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function refused(reason: string): BindingFile {
  return { ok: false, reason }
}
