/** Why nothing but a login helps, as a sentence for the person. */
import { quoted } from '../text/display.js'
import type { SsoSession } from './session.js'
import { tokenState, type Token } from './token.js'
import { minutesAgo } from '../text/words-for-time.js'

/** For a token that is absent, has ended, or can no longer be refreshed. */
export function loginReason(token: Token | undefined, session: SsoSession, now: Date): string {
  const name = quoted(session.name)
  if (!token) return `There is no login for SSO session ${name} yet.`
  const state = tokenState(token, session, now)
  if (state === 'absent') return `The token of SSO session ${name} belongs to another start URL or region.`
  if (state === 'expired')
    return `The login for SSO session ${name} ended ${minutesAgo(token.expiresAt, now)}.`
  return `SSO session ${name} can no longer be refreshed.`
}
