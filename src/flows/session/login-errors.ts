/** How a login can end without a token. */
import { LoginFailedError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { SsoSession } from '../../core/session/session.js'

/** The person, or the portal for them, said no. */
export class DeniedError extends LoginFailedError {}

/** Nobody answered in time. */
export class NobodyAnsweredError extends LoginFailedError {}

/** Nobody approved the device code in time. */
export class CodeRanOutError extends LoginFailedError {}

/** There is no port for the browser to come back to. */
export class NoPortError extends LoginFailedError {
  /** @param code the system's */
  constructor(session: SsoSession, port: number, code: string) {
    const where = port === 0 ? '127.0.0.1' : `127.0.0.1:${port}`
    const why = code === 'EADDRINUSE' ? 'another program does' : code
    super(`ssoenv cannot listen on ${where} for the browser: ${why}.`, {
      suggestions: [loginCommand(session), `${loginCommand(session)} --flow device`].slice(
        port === 0 ? 1 : 0,
      ),
    })
  }
}

/** The person left a question of the login. */
export class LeftError extends LoginFailedError {}
