/**
 * Files in `~/.aws/sso/cache` and `~/.aws/cli/cache` that one tool has written, or left half, and another stumbles over.
 *
 * What each tool does was tried with the AWS CLI 2.9 and 2.36, boto3 1.43 and the JavaScript SDK 3; Go, Rust and Java are read in their
 * source (aws-sdk-go-v2 sso_cached_token.go, smithy-rs sso/cache.rs, aws-sdk-java-v2 OnDiskTokenManager.java).
 */
import { parseInstant } from '../text/instant.js'
import { parseToken, tokenText } from '../session/token.js'

export interface CacheTrouble {
  /** Behind the file's name: `is cut off`. */
  what: string
  /** Which tools, and how. */
  why: string
  /** The text that all tools read; `aside`: nothing can be made of it; `login`: it is good for some of them, and only a login mends it. */
  mended: { text: string } | 'aside' | 'login'
}

const CRASHES = '`aws sso logout` reads every file of that folder, and crashes.'

type Members = Readonly<Record<string, unknown>>

const TOOLS_NAME = /^[0-9a-f]{40}\.json$/

/** What is wrong with a file of `~/.aws/sso/cache`; undefined where nothing is. */
export function ssoCacheTrouble(name: string, text: string): CacheTrouble | undefined {
  const value = parsed(text)
  if (value === NO_JSON) return TOOLS_NAME.test(name) ? noJson(text) : undefined
  if (typeof value === 'number' || typeof value === 'boolean')
    return {
      what: `is a bare ${typeof value}`,
      why: CRASHES,
      mended: 'aside',
    }
  if (!isObject(value)) return TOOLS_NAME.test(name) ? noMembers : undefined
  if ('accessToken' in value) return tokenTrouble(value, text)
  return TOOLS_NAME.test(name) ? registrationTrouble(value) : undefined
}

/** What is wrong with a file of `~/.aws/cli/cache`; undefined where nothing is. */
export function cliCacheTrouble(name: string, text: string): CacheTrouble | undefined {
  const value = parsed(text)
  if (value === NO_JSON) return TOOLS_NAME.test(name) ? noJson(text) : undefined
  if (value !== null && !isObject(value))
    return {
      what: 'is no JSON object',
      why: CRASHES,
      mended: 'aside',
    }
  const credentials = isObject(value) ? value['Credentials'] : undefined
  if (!TOOLS_NAME.test(name) || !isObject(credentials)) return undefined
  if (parseInstant(credentials['Expiration'])) return undefined
  return {
    what: 'has an Expiration that is no instant with a zone',
    why: 'The AWS CLI crashes where it comes to these credentials.',
    mended: 'aside',
  }
}

const NO_JSON = Symbol('no JSON')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return NO_JSON
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function noJson(text: string): CacheTrouble {
  return {
    what: text.trim() === '' ? 'is empty' : 'is cut off, or two programs have written it at once',
    why: 'The AWS CLI and boto3 end with a KeyError that shows only the name of the file; the SDKs say that there is no login.',
    mended: 'aside',
  }
}

const noMembers: CacheTrouble = {
  what: 'is no JSON object',
  why: 'The AWS tools find no token in it, and the AWS CLI crashes.',
  mended: 'aside',
}

function tokenTrouble(members: Members, text: string): CacheTrouble | undefined {
  const token = parseToken(text)
  if (token === undefined)
    return {
      what: 'has no accessToken, or an expiresAt that is no instant with a zone',
      why: 'The AWS CLI and boto3 end with an error of Python, and the Go, Rust and Java SDKs refuse it.',
      mended: 'aside',
    }
  const mended = { text: tokenText(token) }
  const { expiresAt, registrationExpiresAt, refreshToken } = members
  if (/UTC$/i.test(String(expiresAt)))
    return {
      what: 'has an expiresAt that ends in UTC, as old AWS CLIs wrote it',
      why: 'The Go, Rust and Java SDKs refuse it, and the JavaScript SDK refreshes such a token at each use.',
      mended,
    }
  if (Object.values(members).includes(null))
    return {
      what: 'has members that are null',
      why: 'The Go SDK (Terraform) cannot read it, and the AWS CLI fails where it refreshes the token.',
      mended,
    }
  if (registrationExpiresAt !== undefined && !token.registrationExpiresAt)
    return {
      what: 'has a registrationExpiresAt that is no instant with a zone',
      why: 'The AWS CLI and boto3 end with an error of Python where they refresh the token.',
      mended,
    }
  if (refreshToken === undefined || registrationExpiresAt !== undefined) return undefined
  return {
    what: 'has a refresh token, and does not say until when its client is registered',
    why: 'The AWS CLI, boto3 and the Rust SDK do not refresh such a token: after an hour they want a login.',
    mended: 'login',
  }
}

function registrationTrouble({ clientId, clientSecret, expiresAt }: Members): CacheTrouble | undefined {
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string' || parseInstant(expiresAt))
    return undefined
  return {
    what: 'is a client registration that does not say when it ends',
    why: 'Every `aws sso login` of that session crashes.',
    mended: 'aside',
  }
}
