import { UnreachableError } from '../../core/errors.js'

/** The proxy was not reached, refused or broke off: the request was surely not sent to anybody. */
export class ProxyError extends UnreachableError {}
