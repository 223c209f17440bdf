/** What `configure` has to be told where nobody can be asked. */
import type { AwsConfig } from '../config/aws-config.js'
import { allSessions } from './profile.js'

/** What was given beforehand, or stands in the profile already. */
export interface GivenAnswers {
  profile?: string | undefined
  session?: string | undefined
  startUrl?: string | undefined
  account?: string | undefined
  role?: string | undefined
}

/**
 * The words of the command line that are missing, all of them: the profile's name, which session or which portal, account and role.
 *
 * @param present what the profile says now
 */
export function missingAnswers(config: AwsConfig, given: GivenAnswers, present: GivenAnswers): string[] {
  const missing = [
    given.profile === undefined ? 'PROFILE' : undefined,
    missingOfSession(config, given, present),
    (given.account ?? present.account) === undefined ? '--account' : undefined,
    (given.role ?? present.role) === undefined ? '--role' : undefined,
  ]
  return missing.filter((word) => word !== undefined)
}

function missingOfSession(config: AwsConfig, given: GivenAnswers, present: GivenAnswers): string | undefined {
  if (given.startUrl !== undefined) return undefined
  if (given.session !== undefined) return config.sessions.has(given.session) ? undefined : '--start-url'
  const sessions = allSessions(config).filter(({ kind }) => kind === 'sso-session')
  if (sessions.length === 1 || sessions.some(({ name }) => name === present.session)) return undefined
  return sessions.length === 0 ? '--start-url' : '--session'
}
