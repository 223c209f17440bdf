/** The file of a parked key: the key itself, and what parking did to the user's files, so that it can be taken back. */
import type { SectionName } from '../config/config-edit.js'
import type { LineHunk } from '../config/line-patch.js'

/** A key of a section that an edit changed; an absent value is an absent key. */
export interface KeyChange {
  key: string
  before?: string
  after?: string
}

/** What was done to one file. */
export interface ParkedEdit {
  file: string
  section: SectionName
  /** What became of the section. */
  was: 'changed' | 'added' | 'removed'
  keys: KeyChange[]
  patch: LineHunk[]
}

/** `secretAccessKey` is for signing and never shown. */
export interface ParkedKey {
  profile: string
  accessKeyId: string
  secretAccessKey: string
  accountId: string
  /** Absent for the root user's key. */
  userName?: string
  /** Where STS was asked about it. */
  region: string
  parkedAt: Date
  /** Whether we set it Inactive in IAM, or were about to. */
  setInactive: boolean
  /** In the order in which they were made. */
  edits: ParkedEdit[]
}

const VERSION = 1

export function parkedKeyText(key: ParkedKey): string {
  return `${JSON.stringify({ version: VERSION, ...key }, null, 2)}\n`
}

/** What the text says; undefined where it is not of this form. */
export function parseParkedKey(text: string): ParkedKey | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>
    const { version, profile, accessKeyId, secretAccessKey, accountId, userName, region } = value
    const { parkedAt, setInactive, edits } = value
    const whole =
      version === VERSION &&
      [profile, accessKeyId, secretAccessKey, accountId, region, parkedAt].every(isText) &&
      (userName === undefined || isText(userName)) &&
      typeof setInactive === 'boolean' &&
      Array.isArray(edits) &&
      edits.every(isEdit)
    const instant = new Date(String(parkedAt))
    if (!whole || Number.isNaN(instant.getTime())) return undefined
    return {
      profile: String(profile),
      accessKeyId: String(accessKeyId),
      secretAccessKey: String(secretAccessKey),
      accountId: String(accountId),
      ...(isText(userName) ? { userName } : {}),
      region: String(region),
      parkedAt: instant,
      setInactive,
      edits,
    }
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

function isEdit(value: unknown): value is ParkedEdit {
  const { file, section, was, keys, patch } = Object(value) as Record<string, unknown>
  const { kind, name } = Object(section) as Record<string, unknown>
  return (
    isText(file) &&
    isText(name) &&
    (kind === 'profile' || kind === 'plain') &&
    (was === 'changed' || was === 'added' || was === 'removed') &&
    Array.isArray(keys) &&
    keys.every(isKeyChange) &&
    Array.isArray(patch) &&
    patch.every(isHunk)
  )
}

function isKeyChange(value: unknown): boolean {
  const { key, before, after } = Object(value) as Record<string, unknown>
  return isText(key) && [before, after].every((each) => each === undefined || isText(each))
}

function isHunk(value: unknown): boolean {
  const { at, were, are, above, below } = Object(value) as Record<string, unknown>
  return Number.isInteger(at) && [were, are, above, below].every(isTexts)
}
