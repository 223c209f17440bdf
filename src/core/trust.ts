/**
 * Trust in one `.ssoenv`: for its path and its exact bytes, with what they resolved to when the person allowed them.
 *
 * Kept as text so that a person can read it: `key value` lines, then `text` and the bytes.
 */
import type { ResolvedProfile } from './profile.js'

/** What a trusted file resolved to when it was allowed; all absent where it resolved to nothing yet. */
export interface TrustedTarget {
  profile?: string
  accountId?: string
  roleName?: string
  /** The start URL's host. */
  portal?: string
  /** The config did not know this portal when it was allowed: no automatic login there before one by hand. */
  newPortal?: boolean
}

export interface Trust {
  bytes: Uint8Array
  target: TrustedTarget
}

const HEADER = 'ssoenv-trust 1'
const KEYS = { profile: 'profile', accountId: 'account', roleName: 'role', portal: 'portal' } as const

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

/** What a resolved profile is, as trust remembers it. */
export function targetOf(resolved: ResolvedProfile): TrustedTarget {
  if (resolved.kind === 'other') return { profile: resolved.name }
  const { name, accountId, roleName, session } = resolved.profile
  return {
    profile: name,
    ...(accountId === undefined ? {} : { accountId }),
    ...(roleName === undefined ? {} : { roleName }),
    portal: portalHost(session.startUrl),
  }
}

/** The host of a start URL, as it is shown and compared; the whole text where it is no URL. */
export function portalHost(startUrl: string): string {
  try {
    return new URL(startUrl).host
  } catch {
    return startUrl
  }
}

/**
 * Whether a file that was allowed for one target may be used for another: the profile may have been renamed, but account,
 * role and portal must be those that the person saw. A file that resolved to nothing was allowed for whatever it says.
 */
export function isSameTarget(allowed: TrustedTarget, now: TrustedTarget): boolean {
  if (allowed.profile === undefined) return true
  return (
    allowed.accountId === now.accountId && allowed.roleName === now.roleName && allowed.portal === now.portal
  )
}

/** Whether two byte strings are equal. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
