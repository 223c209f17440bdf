/** How a login can end without a token. */
import { LoginFailedError } from '../../core/errors.js'

/** The person, or the portal for them, said no. */
export class DeniedError extends LoginFailedError {}

/** Nobody answered in time. */
export class NobodyAnsweredError extends LoginFailedError {}

/** There is no port for the browser to come back to. */
export class NoPortError extends LoginFailedError {
  constructor(port: number, code: string) {
    const where = port === 0 ? '127.0.0.1' : `127.0.0.1:${port}`
    super(`ssoenv cannot listen on ${where} for the browser (${code}).`, {
      suggestions: ['ssoenv login --flow device'],
    })
  }
}

/** The person left the question that comes before a device code. */
export class LeftError extends LoginFailedError {}
