/** What goes wrong on the way to a service. */
import { UnreachableError } from '../../core/errors.js'

/** The proxy was not reached, refused or broke off: the request was surely not sent to anybody. */
export class ProxyError extends UnreachableError {
  constructor(
    message: string,
    /** `timedOut`: it was waited for long enough. */
    readonly fate: 'notDone' | 'timedOut' = 'notDone',
  ) {
    super(message)
  }
}

/** Whether Node's code says that the other end's certificate was not accepted. */
export function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)
}
