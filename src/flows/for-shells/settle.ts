/**
 * What the shells start at a prompt, before a command, and from `.envrc` (shell/README.md §3).
 *
 * 1. Settle settings and directory, so that the shells need not ask again       → settleSettings, settleDirectory
 * 2. See how the session stands                                               → leaveSessionRecord
 * 3. If this event may do something about it: refresh, or log in                → actOnSession
 * 4. Print the lines that now hold
 */
import { SsoenvError } from '../../core/errors.js'
import { printable, quoted } from '../../core/text/display.js'
import { recordLine, type RecordFields } from '../../core/for-shells/record.js'
import { shellWord } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'
import type { SettleInput } from '../../core/for-shells/settle-event.js'
import { REFRESH_AHEAD_SECONDS, REFRESH_FOREGROUND_SECONDS } from '../../core/for-shells/session-record.js'
import { InterruptedError } from '../../world/terminal/terminal.js'
import { version } from '../../world/version.js'
import type { World } from '../../world/world.js'
import { automaticLogin } from '../session/automatic-login.js'
import { handPinnedElsewhere } from '../binding/pin.js'
import { direnvOwnsProfile } from './direnv-diff.js'
import { mirrorToken } from '../session/mirror-token.js'
import { refreshAside } from '../session/refresh-aside.js'
import { leaveSessionRecord, type SessionRecord } from '../session/session-record.js'
import { settleProfile } from './settle-profile.js'
import { settleDirectory, type SettledDirectory } from './settle-directory.js'
import { resolvedName } from './verdict.js'
import { settleSettings, type SettledSettings } from '../settings.js'

/** @returns the lines for the shell, the last one `end` */
export async function settle(world: World, input: SettleInput): Promise<string> {
  const settings = await settleSettings(world)
  const settled =
    input.profile === undefined
      ? await settleDirectory(world, input.directory, settings)
      : await settleProfile(world, input.profile, settings)
  const record = settled.session && (await actOnSession(world, input, settled, settled.session, settings))
  const fields: RecordFields = [
    ['version', version],
    ...settings.fields,
    ...(settled.directory === undefined ? [] : ([['directory', settled.directory]] as const)),
    ...settled.fields,
    ...(record?.fields ?? []),
    ...(await clashOf(world, input, settled, settings)),
    ...(input.direnv && direnvOwnsProfile(world.env) ? ([['direnv-owns', '1']] as const) : []),
  ]
  return `${fields.map(recordLine).join('\n')}\nend\n`
}

/** `clash`: a line to tell where AWS_PROFILE was set, by hand or by direnv, to another account than the directory belongs to. */
async function clashOf(
  world: World,
  { event, directory, direnv, profile }: SettleInput,
  { verdict }: SettledDirectory,
  { patterns }: SettledSettings,
): Promise<RecordFields> {
  if (event !== 'prompt') return []
  const reason = await handPinnedElsewhere(world, directory, patterns).catch((error: unknown) => {
    if (error instanceof SsoenvError) return undefined // a config that cannot be read is told elsewhere
    throw error
  })
  if (reason === undefined) return []
  const isByDirenv = profile !== undefined || (direnv && direnvOwnsProfile(world.env))
  const bound =
    verdict.state === 'bound' ? ` Try: ssoenv use ${shellWord(resolvedName(verdict.resolved))}` : ''
  return [['clash', `${printable(reason, 400)}${isByDirenv ? ' The .envrc has set it.' : bound}`]]
}

/** Brings the session up to date as far as this event may. Failures are told, never thrown: the prompt comes back. */
async function actOnSession(
  world: World,
  input: SettleInput,
  settled: SettledDirectory,
  session: SsoSession,
  settings: SettledSettings,
): Promise<SessionRecord> {
  const record = await leaveSessionRecord(world, session)
  // What another tool has refreshed is mirrored here. Why it cannot be is no matter for each prompt; doctor says it.
  if (settings.settings.tokenMirror) await mirrorToken(world, session)
  if (input.event === 'first' || input.event === 'direnv') return record
  try {
    const standing = (await refreshIfDue(world, input, session, record)) ?? record
    // Also when it is the refresh that showed that the session has ended: the first thing on most mornings.
    if (input.event === 'prompt' || !isEnded(world, standing)) return standing
    return await automaticLogin(world, { session, settled, settings, event: input.event })
  } catch (error) {
    if (error instanceof InterruptedError) throw error
    world.say(
      `ssoenv: ${error instanceof SsoenvError ? error.message : `SSO session ${quoted(session.name)}: ${printable(String(error))}`}`,
    )
  }
  return leaveSessionRecord(world, session)
}

function isEnded(world: World, { standing }: SessionRecord): boolean {
  return !standing.renewable && (!standing.expiresAt || standing.expiresAt <= world.now())
}

/**
 * A refresh that is due: aside and without waiting while other tools have no wish to refresh yet (20 to 15 minutes before
 * expiry), else waited for. An expired token is never refreshed unseen: that would race the AWS CLI's own refresh.
 *
 * @returns the new record, or undefined when there was nothing to do
 */
async function refreshIfDue(
  world: World,
  input: SettleInput,
  session: SsoSession,
  { standing }: SessionRecord,
): Promise<SessionRecord | undefined> {
  if (!standing.renewable || !standing.expiresAt) return undefined
  const left = (standing.expiresAt.getTime() - world.now().getTime()) / 1000
  if (left > REFRESH_AHEAD_SECONDS || (standing.retryAt && standing.retryAt > world.now())) return undefined
  const wait = left <= REFRESH_FOREGROUND_SECONDS || input.event === 'before'
  return refreshAside(world, session, { wait })
}
