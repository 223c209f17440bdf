/** Every profile that there is: what it leads to, where it stands, and who made it. */
import type { AwsConfig } from '../config/aws-config.js'
import { reachedBy } from '../binding/binding.js'
import { printable } from '../text/display.js'
import { ConfigError } from '../errors.js'
import { Marks } from './profile-mark.js'
import { findProfile, profileNames } from './profile.js'
import { table } from '../text/table.js'

/** Names and values are as they stand in the file: printable only where they are shown. */
export interface ListedProfile {
  profile: string
  /** The session's name, or the start URL of a profile of the old form; absent where its base is not SSO. */
  session?: string
  /** Where commands end up. */
  accountId?: string
  roleName?: string
  region?: string
  file: string
  /** Of its header; absent for what only the credentials file has. */
  line?: number
  /** Made by `profiles sync`, and kept by it; or edited since, and so the person's own. */
  sync?: 'made' | 'edited'
  /** Why it cannot be used, in a printable sentence. */
  problem?: string
}

/**
 * All profiles, sorted by name, numbers in it by value.
 *
 * @param text the config file's, for the marks
 * @param credentialsFile its path
 */
export function listedProfiles(config: AwsConfig, text: string, credentialsFile: string): ListedProfile[] {
  const marks = new Marks(text)
  return profileNames(config)
    .map((name) => listed(config, marks, credentialsFile, name))
    .sort((one, other) => collator.compare(one.profile, other.profile))
}

// One locale for all: the same list everywhere.
const collator = new Intl.Collator('en', { numeric: true })

function listed(config: AwsConfig, marks: Marks, credentialsFile: string, name: string): ListedProfile {
  const section = config.profiles.get(name)
  if (!section) return { profile: name, file: credentialsFile }
  const mark = marks.at(section.line)
  const found: ListedProfile = { profile: name, file: config.file, line: section.line }
  if (mark !== 'none') found.sync = mark === 'ours' ? 'made' : 'edited'
  try {
    const resolved = findProfile(config, name)
    if (resolved?.kind === 'sso') {
      const { session, region } = resolved.profile
      Object.assign(found, { session: session.name, ...reachedBy(resolved, config) })
      if (region !== undefined) found.region = region
    } else if (resolved?.region !== undefined) found.region = resolved.region
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    found.problem = error.message
  }
  return found
}

/** One line per profile below a header. @param shown a path as a person reads it */
export function profileLines(profiles: readonly ListedProfile[], shown: (file: string) => string): string[] {
  const rows = profiles.map(
    ({ profile, session, accountId, roleName, region, file, line, sync, problem }) => [
      ...[profile, session, accountId, roleName, region].map((word) => (word ? printable(word, 80) : '-')),
      `${shown(file)}${line === undefined ? '' : `:${line}`}`,
      problem === undefined ? (sync === undefined ? '' : SYNC_WORDS[sync]) : 'cannot be used',
    ],
  )
  return table([['PROFILE', 'SESSION', 'ACCOUNT', 'ROLE', 'REGION', 'WHERE', ''], ...rows])
}

const SYNC_WORDS = { made: 'by sync', edited: 'by sync, edited' }
