/**
 * Logging in because a directory was entered, or because a command that uses AWS is about to run.
 * Never a second one: the attempt is noted before it starts, and an hour is quiet after one that was cancelled, five minutes
 * after one that failed.
 */
import { printable, quoted } from '../../core/text/display.js'
import { SsoenvError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'
import { LOGIN_LIMIT_SECONDS } from '../../core/for-shells/session-record.js'
import { portalAddress } from '../../core/profile/profile-match.js'
import { noteAttempt } from '../../world/files/attempts.js'
import { askYesNo, InterruptedError } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { logIn } from './log-in.js'
import { mayBeLogin } from './others.js'
import { loginPreferences } from './provide-login.js'
import { leaveSessionRecord, sessionId, type SessionRecord } from './session-record.js'
import type { SettledDirectory } from '../for-shells/settle-directory.js'
import type { SettledSettings } from '../settings.js'
import { resolvedName, shownPath } from '../for-shells/verdict.js'

export interface AutomaticLogin {
  session: SsoSession
  settled: SettledDirectory
  settings: SettledSettings
  event: 'enter' | 'before'
}

/** @throws InterruptedError when the person pressed Ctrl-C: the caller then dies of it, as the shell expects */
export async function automaticLogin(world: World, input: AutomaticLogin): Promise<SessionRecord> {
  const { session, settled, settings, event } = input
  const decidedAt = world.startedAt ?? world.now()
  const record = await leaveSessionRecord(world, session)
  const quiet = record.standing.quietUntil !== undefined
  if (!world.interactive || (quiet && event === 'enter')) return record
  const why = reason(world, input)
  const byHand = loginCommand(session)
  if (isNewPortal(settled, record)) {
    world.say(
      `ssoenv: ${why}. The portal ${printable(portalAddress(session.startUrl))} is new here; the first login is by hand: ${byHand}`,
    )
    return record
  }
  const wish = settings.settings.autoLogin
  if (wish === 'never' || (event === 'enter' && isDriven(world))) {
    world.say(`ssoenv: ${why}. Try: ${byHand}`)
    return record
  }
  if (wish === 'ask' && !(await isWanted(world, session, why))) return leaveSessionRecord(world, session)
  await logInAndTell(world, input, why, decidedAt)
  return leaveSessionRecord(world, session)
}

/**
 * A shell whose prompt a program waits for: Midnight Commander, which changes the directory of its shell by itself (MC_SID), and
 * what calls its terminal dumb, as Emacs does.
 */
function isDriven({ env }: World): boolean {
  return Boolean(env['MC_SID']) || env['TERM'] === 'dumb'
}

/** Asks. Whoever says no, or leaves the question, is not asked again for as long as after a cancelled login. */
async function isWanted(world: World, session: SsoSession, why: string): Promise<boolean> {
  let wanted = false
  try {
    wanted = await askYesNo(world, `ssoenv: ${why}. Log in now?`, LOGIN_LIMIT_SECONDS)
  } finally {
    const now = world.now()
    const attempt = { startedAt: now, endedAt: now, outcome: 'cancelled' } as const
    // Where nothing can be noted, the answer still is one.
    if (!wanted) await noteAttempt(world.paths.state, sessionId(session), attempt).catch(() => undefined)
    if (!wanted) await leaveSessionRecord(world, session)
  }
  return wanted
}

async function logInAndTell(
  world: World,
  { session, settings, event }: AutomaticLogin,
  why: string,
  decidedAt: Date,
): Promise<void> {
  const again = `To try again: ${loginCommand(session)}`
  try {
    const result = await logIn(world, session, {
      ...loginPreferences(settings.settings, session),
      reason: `${why}.`,
      wait: event === 'before',
      confirmDevice: true,
      limitSeconds: LOGIN_LIMIT_SECONDS,
      decidedAt,
    })
    if (result.outcome === 'done') return
    if (result.outcome !== 'busy') world.say(`ssoenv: ${result.error.message} ${again}`)
    else if (mayBeLogin(result.holder)) {
      const { pid } = result.holder
      world.say(`ssoenv: SSO session ${quoted(session.name)} is being logged in to by process ${pid}.`)
    }
  } catch (error) {
    if (error instanceof InterruptedError || !(error instanceof SsoenvError)) throw error
    world.say(`ssoenv: ${error.message} ${again}`)
  }
}

function reason(world: World, { session, settled, event }: AutomaticLogin): string {
  const profile = settled.verdict.state === 'bound' ? resolvedName(settled.verdict.resolved) : ''
  const where = settled.directory === undefined ? '' : ` in ${shownPath(world, settled.directory)}`
  return event === 'before'
    ? `this command needs profile ${quoted(profile)}${where}, and SSO session ${quoted(session.name)} has ended`
    : `profile ${quoted(profile)}${where} needs SSO session ${quoted(session.name)}, which has ended`
}

/** A portal that the config learned only for this file, and at which nobody has logged in by hand yet. */
function isNewPortal({ verdict }: SettledDirectory, { token }: SessionRecord): boolean {
  return verdict.state === 'bound' && verdict.newPortal === true && token === undefined
}
