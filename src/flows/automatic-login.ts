/**
 * Logging in because a directory was entered, or because a command that uses AWS is about to run (design: "Logging in
 * when needed"). Never a second one: the attempt is noted before it starts, and an hour is quiet after one that failed.
 */
import { quoted, printable } from '../core/display.js'
import { CancelledError, SsoenvError } from '../core/errors.js'
import type { SsoSession } from '../core/session.js'
import { LOGIN_LIMIT_SECONDS } from '../core/session-record.js'
import { portalHost } from '../core/trust.js'
import { noteAttempt } from '../world/attempts.js'
import { askYesNo } from '../world/terminal.js'
import { readToken } from '../world/token-cache.js'
import type { World } from '../world/world.js'
import { logIn } from './log-in.js'
import { leaveSessionRecord, sessionId, type SessionRecord } from './session-record.js'
import { resolvedName, shownPath, type SettledDirectory } from './settle-directory.js'
import type { SettledSettings } from './settings.js'

export interface AutomaticLogin {
  session: SsoSession
  settled: SettledDirectory
  settings: SettledSettings
  event: 'enter' | 'before' | 'first' | 'prompt' | 'direnv'
}

/** @throws CancelledError when the person pressed Ctrl-C: the caller then dies of it, as the shell expects */
export async function automaticLogin(world: World, input: AutomaticLogin): Promise<SessionRecord> {
  const { session, settings, event } = input
  const record = await leaveSessionRecord(world, session)
  const quiet = record.standing.quietUntil !== undefined
  if (!world.interactive || (quiet && event === 'enter')) return record
  const why = reason(world, input)
  const byHand = `ssoenv login --session ${shellWord(session.name)}`
  if (await isNewPortal(world, input)) {
    world.say(
      `ssoenv: ${why}. The portal ${printable(portalHost(session.startUrl))} is new here; the first login is by hand: ${byHand}`,
    )
    return record
  }
  const wish = settings.settings.autoLogin
  if (wish === 'never') {
    world.say(`ssoenv: ${why}. Try: ${byHand}`)
    return record
  }
  if (wish === 'ask' && !(await askYesNo(world, `ssoenv: ${why}. Log in now?`))) {
    const now = world.now()
    await noteAttempt(world.paths.state, sessionId(session), {
      startedAt: now,
      endedAt: now,
      outcome: 'cancelled',
    })
    return leaveSessionRecord(world, session)
  }
  return logInAndTell(world, input, why, byHand)
}

async function logInAndTell(
  world: World,
  input: AutomaticLogin,
  why: string,
  byHand: string,
): Promise<SessionRecord> {
  const { session, settings, event } = input
  const { loginFlow, browser, callbackPort, sessions } = settings.settings
  const own = session.kind === 'sso-session' ? sessions[session.name] : undefined
  const browserCommand = own?.browser ?? browser
  try {
    const result = await logIn(world, session, {
      reason: why,
      flow: own?.loginFlow ?? loginFlow,
      wait: event === 'before',
      confirmDevice: true,
      limitSeconds: LOGIN_LIMIT_SECONDS,
      ...(browserCommand === undefined ? {} : { browserCommand }),
      ...(callbackPort === undefined ? {} : { callbackPort }),
    })
    if (result.outcome === 'busy')
      world.say(
        `ssoenv: SSO session ${quoted(session.name)} is being logged in to by process ${result.holder.pid}.`,
      )
    else if (result.outcome !== 'done')
      world.say(
        `ssoenv: the login to ${quoted(session.name)} was ${result.outcome === 'cancelled' ? 'cancelled' : 'refused'}. To try again: ${byHand}`,
      )
  } catch (error) {
    if (error instanceof CancelledError) throw error
    if (!(error instanceof SsoenvError)) throw error
    world.say(`ssoenv: ${error.message} To try again: ${byHand}`)
  }
  return leaveSessionRecord(world, session)
}

function reason(world: World, { session, settled, event }: AutomaticLogin): string {
  const profile = settled.verdict.state === 'bound' ? resolvedName(settled.verdict.resolved) : ''
  const where = settled.directory === undefined ? '' : ` in ${shownPath(world, settled.directory)}`
  const when = event === 'before' ? 'this command needs' : 'needs'
  return event === 'before'
    ? `${when} profile ${quoted(profile)}${where}, and SSO session ${quoted(session.name)} has ended`
    : `profile ${quoted(profile)}${where} ${when} SSO session ${quoted(session.name)}, which has ended`
}

/** A portal that the config learned only for this file, and at which nobody has logged in by hand yet. */
async function isNewPortal(world: World, { session, settled }: AutomaticLogin): Promise<boolean> {
  if (settled.verdict.state !== 'bound' || !settled.verdict.newPortal) return false
  return (await readToken(world.paths, session)) === undefined
}

/** A name as one word of a command to type, in any of the three shells. */
function shellWord(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${printable(name).replace(/['\\]/g, '?')}'`
}
