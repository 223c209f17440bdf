/**
 * Answers of the Identity Center, checked member by member: a success without its members is no success, and nothing
 * unchecked reaches a cache file, a header or a browser. Absent members arrive as null.
 */
import type { AssumedCredentials } from '../../core/credentials/assumed-role.js'
import { isLoopback } from '../../core/session/endpoint.js'
import type { RoleCredentials } from '../../core/session/role-credentials.js'
import { malformedAnswer } from './service-error.js'

export interface IssuedClient {
  clientId: string
  clientSecret: string
  expiresAt: Date
}

/** `expiresInSeconds` counts from the answer. Without a scope, or for some clients, there is no refresh token. */
export interface IssuedTokens {
  accessToken: string
  expiresInSeconds: number
  refreshToken?: string
}

/** RFC 8628 §3.2. The URLs are the service's own text: the code stands inside the fragment. */
export interface DeviceAuthorization {
  deviceCode: string
  userCode: string
  verificationUri: string
  verificationUriComplete?: string
  expiresInSeconds: number
  intervalSeconds: number
}

/** A page of a list. It may be empty and still have a next one; the items are as the portal sent them. */
export interface Page<Item> {
  items: Item[]
  nextToken?: string
}

/** RFC 8628 §3.5: where the answer says none. */
const DEFAULT_INTERVAL_SECONDS = 5
/** Nothing the service issues lives longer; more would overflow dates that others must read. */
const LONGEST_LIFE_SECONDS = 10 * 366 * 86_400

type Answer = object

export function checkRegistration(answer: Answer, host: string): IssuedClient {
  const read = reader(answer, host, 'registerClient')
  return {
    clientId: read.secret('clientId'),
    clientSecret: read.secret('clientSecret'),
    expiresAt: new Date(read.seconds('clientSecretExpiresAt', Number.MAX_SAFE_INTEGER / 1000) * 1000),
  }
}

export function checkTokens(answer: Answer, host: string): IssuedTokens {
  const read = reader(answer, host, 'createToken')
  const refreshToken = read.present('refreshToken') ? read.secret('refreshToken') : undefined
  return {
    accessToken: read.secret('accessToken'),
    expiresInSeconds: read.seconds('expiresIn', LONGEST_LIFE_SECONDS),
    ...(refreshToken ? { refreshToken } : {}),
  }
}

export function checkDeviceAuthorization(answer: Answer, host: string): DeviceAuthorization {
  const read = reader(answer, host, 'startDeviceAuthorization')
  return {
    deviceCode: read.secret('deviceCode'),
    userCode: read.secret('userCode'),
    verificationUri: read.webAddress('verificationUri'),
    ...(read.present('verificationUriComplete')
      ? { verificationUriComplete: read.webAddress('verificationUriComplete') }
      : {}),
    expiresInSeconds: read.seconds('expiresIn', LONGEST_LIFE_SECONDS),
    intervalSeconds: read.present('interval') ? read.seconds('interval', 3600) : DEFAULT_INTERVAL_SECONDS,
  }
}

export function checkRoleCredentials(
  answer: { roleCredentials?: object | undefined },
  host: string,
): RoleCredentials {
  const read = reader(answer.roleCredentials ?? {}, host, 'getRoleCredentials')
  return {
    accessKeyId: read.secret('accessKeyId'),
    secretAccessKey: read.secret('secretAccessKey'),
    sessionToken: read.secret('sessionToken'),
    expiresAt: new Date(read.seconds('expiration', 8.64e15)), // milliseconds, unlike everything else
  }
}

/** `user`: what STS calls the session of the role. */
export function checkAssumedRole(
  answer: { Credentials?: object | undefined; AssumedRoleUser?: object | undefined },
  host: string,
): AssumedCredentials {
  const read = reader(answer.Credentials ?? {}, host, 'assumeRole')
  const user = reader(answer.AssumedRoleUser ?? {}, host, 'assumeRole')
  return {
    accessKeyId: read.secret('AccessKeyId'),
    secretAccessKey: read.secret('SecretAccessKey'),
    sessionToken: read.secret('SessionToken'),
    expiresAt: read.instant('Expiration'),
    ...(user.present('Arn') ? { user: { id: user.secret('AssumedRoleId'), arn: user.secret('Arn') } } : {}),
  }
}

/**
 * Neither items nor a next page is no empty list: whoever believed it would take every account for lost.
 *
 * @param member the list's name in the answer
 */
export function checkPage(answer: Answer, member: string, host: string, operation: string): Page<unknown> {
  const { [member]: items, nextToken } = answer as Record<string, unknown>
  const next = nextToken === null || nextToken === '' ? undefined : nextToken
  if (next !== undefined && typeof next !== 'string') throw malformedAnswer(host, operation, 'nextToken')
  const isAbsent = items === undefined || items === null
  if (isAbsent ? next === undefined : !Array.isArray(items)) throw malformedAnswer(host, operation, member)
  return { items: isAbsent ? [] : (items as unknown[]), ...(next === undefined ? {} : { nextToken: next }) }
}

function reader(answer: Answer, host: string, operation: string) {
  const value = (name: string): unknown => (answer as Record<string, unknown>)[name]
  const text = (name: string, form: RegExp): string => {
    const found = value(name)
    if (typeof found !== 'string' || !form.test(found)) throw malformedAnswer(host, operation, name)
    return found
  }
  return {
    present: (name: string): boolean => value(name) !== undefined && value(name) !== null,
    secret: (name: string): string => text(name, /^[\x21-\x7e]+$/),
    /** A positive whole number. */
    seconds: (name: string, most: number): number => {
      const found = value(name)
      if (typeof found === 'number' && Number.isInteger(found) && found > 0 && found <= most) return found
      throw malformedAnswer(host, operation, name)
    },
    instant: (name: string): Date => {
      const found = value(name)
      if (found instanceof Date && !Number.isNaN(found.getTime())) return found
      throw malformedAnswer(host, operation, name)
    },
    /** What may be given to a browser: https, or http on this machine. */
    webAddress: (name: string): string => {
      const found = text(name, /^https?:\/\/[\x21-\x7e]+$/)
      const url = URL.canParse(found) ? new URL(found) : undefined
      if (url?.protocol === 'https:' || (url && isLoopback(url.hostname))) return found
      throw malformedAnswer(host, operation, name)
    },
  }
}
