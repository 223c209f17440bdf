/** `ssoenv status` in words. */
import { printable, quoted, withTilde } from './display.js'
import { shellWord } from '../session/login-command.js'
import { aboutSpan, clockTime, dayAndTime, minutesAgo, span } from './words-for-time.js'

interface SessionWords {
  name: string
  startUrl: string
  region: string
  renewable: boolean
  loginNeeded: boolean
  expiresAt?: Date
  session: {
    loggedInAt?: Date
    endedAt?: Date
    endsAbout?: Date
    usuallyLastsSeconds?: number
    renewableUntil?: Date
  }
  roleCredentials: readonly { profile: string; expiresAt: Date }[]
  trouble?: string
}

interface ActiveWords {
  profile?: string
  by: string
  file?: string
  session?: string
  accountId?: string
  roleName?: string
  problem?: string
  warnings: readonly string[]
  hiddenByKeys: boolean
}

/** The active profile in a few lines, then one paragraph for each session; paths below `home` begin with `~`. */
export function statusText(
  status: { active?: ActiveWords; sessions: readonly SessionWords[] },
  now: Date,
  home: string,
): string {
  const sessions =
    status.sessions.length === 0
      ? ['There are no SSO sessions in the config. Try: ssoenv configure']
      : status.sessions.map((session) => sessionLines(session, now))
  return withTilde([activeLines(status.active), ...sessions].join('\n\n'), home)
}

function activeLines(active: ActiveWords | undefined): string {
  if (!active) return 'No profile is active here.'
  const lines: string[] = []
  if (active.profile !== undefined) {
    lines.push(`Profile ${quoted(active.profile)}, by ${printable(active.file ?? active.by)}.`)
    const account = active.accountId
      ? `account ${active.accountId}, role ${printable(active.roleName ?? '')}`
      : ''
    const session = active.session === undefined ? '' : `SSO session ${quoted(active.session)}`
    const words = [account, session].filter((part) => part !== '').join(', ')
    if (words) lines.push(`  ${words}`)
  }
  if (active.problem !== undefined) lines.push(`${lines.length > 0 ? '  ' : ''}${active.problem}`)
  lines.push(...active.warnings.map((warning) => `  ${warning}`))
  if (active.hiddenByKeys) {
    lines.push('  AWS_ACCESS_KEY_ID is set: the AWS CLI and most SDKs use that key, not this profile.')
  }
  return lines.join('\n')
}

function sessionLines(session: SessionWords, now: Date): string {
  const lines = [
    `SSO session ${quoted(session.name)}, ${printable(session.startUrl)} (${session.region})`,
    `  ${session.loginNeeded ? loginNeeded(session, now) : standing(session, now)}`,
  ]
  const token = tokenWords(session, now)
  if (token !== undefined) lines.push(`  ${token}`)
  if (session.roleCredentials.length > 0)
    lines.push(`  role credentials of ${roleWords(session.roleCredentials, now)}`)
  if (session.trouble) lines.push(`  The last refresh failed: ${printable(session.trouble)}`)
  return lines.join('\n')
}

function loginNeeded({ name, expiresAt, session: { endedAt } }: SessionWords, now: Date): string {
  const command = `Try: ssoenv login --session ${shellWord(name)}`
  if (!expiresAt) return `not logged in. ${command}`
  // The session ended before that, at a moment that nobody knows; the token's end is not it.
  if (endedAt) return `ended: its refresh was refused ${minutesAgo(endedAt, now)}. ${command}`
  return `ended ${minutesAgo(expiresAt, now)}. ${command}`
}

/** The session itself: since when, and until when as far as that is known. */
function standing({ renewable, expiresAt = new Date(0), session }: SessionWords, now: Date): string {
  const { loggedInAt, endedAt, endsAbout, usuallyLastsSeconds = 0 } = session
  const since = loggedInAt ? `logged in since ${dayAndTime(loggedInAt, now)}` : 'logged in'
  if (endedAt) return `ended: its refresh was refused ${minutesAgo(endedAt, now)}`
  if (!renewable) {
    const minutes = Math.ceil((expiresAt.getTime() - now.getTime()) / 60_000)
    return `${since} until ${dayAndTime(expiresAt, now)} (${span(minutes)}); it cannot be refreshed`
  }
  const usual = `earlier sessions lasted about ${aboutSpan(usuallyLastsSeconds)}`
  if (endsAbout) return `${since}; ${usual}: until about ${dayAndTime(endsAbout, now)}`
  if (expiresAt > now) return `${since}; when it ends is not known`
  return `${since}; whether it still lasts is not known${usuallyLastsSeconds > 0 ? ` (${usual})` : ''}`
}

/** The access token; where its end is the session's, that was said. */
function tokenWords(
  { loginNeeded, renewable, expiresAt, session }: SessionWords,
  now: Date,
): string | undefined {
  if (loginNeeded || !expiresAt) return undefined
  if (!renewable) return session.endedAt ? `token still good until ${clockTime(expiresAt)}` : undefined
  const { renewableUntil } = session
  // Of a registration's 90 days only the last is worth a word.
  const isSoon = renewableUntil && renewableUntil.getTime() - now.getTime() < 24 * 3600 * 1000
  const limit = isSoon ? `, until ${dayAndTime(renewableUntil, now)} at the latest` : ''
  return expiresAt > now
    ? `token until ${dayAndTime(expiresAt, now)}, refreshed without asking${limit}`
    : `token ended ${minutesAgo(expiresAt, now)}, to be refreshed without asking${limit}`
}

function roleWords(roles: SessionWords['roleCredentials'], now: Date): string {
  const shown = roles.slice(0, ROLES_SHOWN)
  const more = roles.length - shown.length
  const words = shown.map(
    ({ profile, expiresAt }) => `${quoted(profile, 60)} until ${dayAndTime(expiresAt, now)}`,
  )
  return `${words.join(', ')}${more > 0 ? `, and of ${more} more` : ''}`
}

const ROLES_SHOWN = 3
