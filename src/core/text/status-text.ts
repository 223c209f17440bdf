/** `ssoenv status` in words. */
import { printable, quoted, withTilde } from './display.js'
import { shellWord } from '../session/login-command.js'
import { clockTime, minutesAgo, span } from './words-for-time.js'

interface SessionWords {
  name: string
  startUrl: string
  region: string
  renewable: boolean
  loginNeeded: boolean
  expiresAt?: Date
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
  const head = `SSO session ${quoted(session.name)}, ${printable(session.startUrl)} (${session.region})`
  const trouble = session.trouble ? `\n  The last refresh failed: ${printable(session.trouble)}` : ''
  return `${head}\n  ${standing(session, now)}${trouble}`
}

function standing({ name, renewable, loginNeeded, expiresAt }: SessionWords, now: Date): string {
  const command = `Try: ssoenv login --session ${shellWord(name)}`
  if (loginNeeded)
    return expiresAt ? `ended ${minutesAgo(expiresAt, now)}. ${command}` : `not logged in. ${command}`
  if (renewable) return 'logged in; refreshed without asking'
  const minutes = expiresAt ? Math.ceil((expiresAt.getTime() - now.getTime()) / 60_000) : 0
  return `logged in until ${expiresAt ? clockTime(expiresAt) : ''} (${span(minutes)}); it cannot be refreshed`
}
