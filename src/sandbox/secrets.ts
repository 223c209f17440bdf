/**
 * Secrets in the forms that the services give them.
 *
 * Each contains SECRET_MARK in plain letters, so that a test can look for it in whatever a program prints or writes.
 */
import { randomBytes, randomInt } from 'node:crypto'

/** Stands in every token, code, client secret and secret key of the sandbox, and in nothing else. */
export const SECRET_MARK = 'SandboxSecret'

const url = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** As in the SDKs' examples: letters, `-`, `_`, then a colon, then base64 with `/` and `+`. */
export function accessToken(): string {
  return `aoa${url(66)}${SECRET_MARK}:MGYC${randomBytes(102).toString('base64')}/+`
}

export function refreshToken(): string {
  return `aor${url(66)}${SECRET_MARK}:MGUC${randomBytes(102).toString('base64')}/+`
}

export const clientId = (): string => url(22)

/** A JWT of 1 to 2 kB, not signed by anybody. */
export function clientSecret(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { serialized: url(750), note: 'made by the local Identity Center of ssoenv' }
  return `${part({ kid: 'key-1', alg: 'HS384' })}.${part(claims)}.${SECRET_MARK}${url(36)}`
}

export const deviceCode = (): string => `${SECRET_MARK}${url(48)}`
export const authorizationCode = (): string => `${SECRET_MARK}${url(48)}`

/** Unguessable, not to be shown: for forms and page tokens. */
export const nonce = (): string => url(24)

/** Two groups of four consonants, so that no word comes out (RFC 8628 §6.1). */
export function userCode(): string {
  const letters = Array.from({ length: 8 }, () => 'BCDFGHJKLMNPQRSTVWXZ'[randomInt(20)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

export interface RoleKeys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

export function roleKeys(): RoleKeys {
  return {
    accessKeyId: `ASIA${keyId()}`,
    secretAccessKey: secretAccessKey(),
    sessionToken: `IQoJb3JpZ2luX2Vj${SECRET_MARK}${randomBytes(300).toString('base64')}`,
  }
}

/** A long-lived key, of a user of IAM. */
export function userKeys(): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: `AKIA${keyId()}`, secretAccessKey: secretAccessKey() }
}

const keyId = (): string =>
  Array.from({ length: 16 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[randomInt(32)]).join('')

const secretAccessKey = (): string => `${SECRET_MARK}/${randomBytes(20).toString('base64url')}`.slice(0, 40)
