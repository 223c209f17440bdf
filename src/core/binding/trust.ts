/**
 * Trust in one `.ssoenv`: for its path and its exact bytes, with what they resolved to when the person allowed them.
 *
 * Kept as text so that a person can read it: `key value` lines, then `text` and the bytes.
 */
import type { AwsConfig } from '../config/aws-config.js'
import type { Binding } from './binding-file.js'
import { roleValue } from '../credentials/chain.js'
import { printable } from '../text/display.js'
import { portalAddress } from '../profile/profile-match.js'
import type { ResolvedProfile } from '../profile/profile.js'

/** What a trusted file resolved to when it was allowed; all absent where it resolved to nothing yet. */
export interface TrustedTarget {
  profile?: string
  accountId?: string
  roleName?: string
  /** The start URL's host and path. */
  portal?: string
  /** Its `role_arn`: the role that it goes on to from there. */
  assumes?: string
  /** The config did not know this portal when it was allowed: no automatic login there before one by hand. */
  newPortal?: boolean
}

export interface Trust {
  bytes: Uint8Array
  target: TrustedTarget
}

const HEADER = 'ssoenv-trust 1'
const KEYS = {
  profile: 'profile',
  accountId: 'account',
  roleName: 'role',
  portal: 'portal',
  assumes: 'assumes',
} as const

/** The bytes of a trust record. Values are single lines: names with line breaks never resolve. */
export function trustBytes(trust: Trust): Uint8Array {
  const lines = [HEADER]
  for (const [field, key] of Object.entries(KEYS)) {
    const value = trust.target[field as keyof typeof KEYS]
    if (value !== undefined) lines.push(`${key} ${value}`)
  }
  if (trust.target.newPortal) lines.push('new-portal 1')
  const head = new TextEncoder().encode(`${lines.join('\n')}\ntext\n`)
  const whole = new Uint8Array(head.length + trust.bytes.length)
  whole.set(head)
  whole.set(trust.bytes, head.length)
  return whole
}

/** The trust that a record holds; undefined when it is not one of ours (then nothing is trusted). */
export function parseTrust(record: Uint8Array): Trust | undefined {
  const marker = new TextEncoder().encode('\ntext\n')
  const at = indexOf(record, marker)
  if (at < 0) return undefined
  const [first, ...lines] = new TextDecoder().decode(record.subarray(0, at)).split('\n')
  if (first !== HEADER) return undefined
  const values = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )
  const target: TrustedTarget = {}
  for (const [field, key] of Object.entries(KEYS)) {
    const value = values.get(key)
    if (value !== undefined) target[field as keyof typeof KEYS] = value
  }
  if (values.get('new-portal') === '1') target.newPortal = true
  return { bytes: record.slice(at + marker.length), target }
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (part.every((byte, offset) => bytes[at + offset] === byte)) return at
  }
  return -1
}

/**
 * What a resolved profile is, as trust remembers it.
 *
 * @throws ConfigError where its `role_arn` goes on over several lines
 */
export function targetOf(resolved: ResolvedProfile, config: AwsConfig): TrustedTarget {
  const own = resolved.kind === 'sso' ? resolved.profile.name : resolved.name
  const arn = roleValue(config, own, 'role_arn')?.text
  const further = arn === undefined ? {} : { assumes: arn }
  if (resolved.kind === 'other') return { profile: resolved.name, ...further }
  const { name, accountId, roleName, session } = resolved.profile
  return {
    profile: name,
    ...further,
    ...(accountId === undefined ? {} : { accountId }),
    ...(roleName === undefined ? {} : { roleName }),
    portal: portalAddress(session.startUrl),
  }
}

/** A target in words: `account 1, role Dev, corp.awsapps.com/start`, and the role that is assumed from there. */
export function targetWords({ accountId, roleName, portal, assumes }: TrustedTarget): string {
  const words = [
    ...(assumes === undefined ? [] : [`assumes ${printable(assumes)} from`]),
    ...(portal === undefined
      ? ['credentials without SSO']
      : [
          ...(accountId === undefined
            ? []
            : [`account ${printable(accountId)}, role ${printable(roleName ?? '')},`]),
          printable(portal),
        ]),
  ]
  return words.join(' ')
}

/**
 * Whether a file that was allowed for one target may be used for another: all that the person saw must be as it was.
 *
 * A file that says start URL, account and role itself needs no memory, as the person allowed these very words: it may be used
 * for what reaches exactly that, under any name, also when there was no such profile yet. Any other file that resolved to
 * nothing was allowed for nothing.
 */
export function isAsAllowed(file: Binding, allowed: TrustedTarget, now: TrustedTarget): boolean {
  if (isPinned(file, now)) return true
  const same = (field: keyof typeof KEYS): boolean => allowed[field] === now[field]
  return allowed.profile !== undefined && Object.keys(KEYS).every((field) => same(field as keyof typeof KEYS))
}

function isPinned({ startUrl, accountId, roleName }: Binding, now: TrustedTarget): boolean {
  if (startUrl === undefined || accountId === undefined || roleName === undefined) return false
  return (
    now.assumes === undefined &&
    now.portal === portalAddress(startUrl) &&
    now.accountId === accountId &&
    now.roleName === roleName
  )
}

/** Whether two byte strings are equal. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
