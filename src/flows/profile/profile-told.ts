/** What a command says of a profile that it has written, in words and for programs. */
import { printable, quoted } from '../../core/text/display.js'
import { shellWord } from '../../core/session/login-command.js'
import type { World } from '../../world/world.js'
import type { Configured } from './configure.js'
import { shownPath } from '../for-shells/verdict.js'

export interface ProfileJson {
  profile: string
  session: string
  startUrl: string
  ssoRegion: string
  accountId: string
  roleName: string
  region?: string
  output?: string
  file: string
  changed: boolean
  dryRun: boolean
  newSession: boolean
  warnings: string[]
  diff?: string
  backup?: string
}

export function profileJson(
  world: World,
  { wanted, changed, diff, backup, warnings }: Configured,
  dryRun: boolean,
): ProfileJson {
  const { session, region, output } = wanted
  return {
    profile: wanted.name,
    session: session.name,
    startUrl: session.startUrl,
    ssoRegion: session.region,
    accountId: wanted.accountId,
    roleName: wanted.roleName,
    ...(region ? { region } : {}),
    ...(output ? { output } : {}),
    file: world.paths.awsConfig,
    changed,
    dryRun,
    newSession: wanted.isNewSession,
    warnings,
    ...(dryRun ? { diff: withoutColours(diff) } : {}),
    ...(backup === undefined ? {} : { backup }),
  }
}

/** A difference for programs. */
export function withoutColours(diff: string): string {
  // eslint-disable-next-line no-control-regex
  return diff.replace(/\u001b\[\d*m/g, '')
}

/** Lines for standard output: the difference of a dry run, or what was done and the command that uses it. */
export function wordsOn(
  world: World,
  { wanted, changed, diff, backup }: Configured,
  dryRun: boolean,
): string[] {
  const file = shownPath(world, world.paths.awsConfig)
  const name = quoted(wanted.name)
  if (!changed) return [`Profile ${name} is in ${file} already, just like this.`]
  if (dryRun) return diff.split('\n')
  const { session, accountId, roleName, isNewSession } = wanted
  const made = isNewSession ? ` and SSO session ${quoted(session.name)}` : ''
  return [
    `Profile ${name}${made} ${isNewSession ? 'are' : 'is'} in ${file} now: account ${accountId}, role ${quoted(roleName)}.`,
    ...(backup === undefined ? [] : [`The file as it was: ${printable(shownPath(world, backup))}`]),
    `To use it here: ssoenv use ${shellWord(wanted.name)}`,
  ]
}
