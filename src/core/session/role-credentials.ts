/** Role credentials, and the AWS CLI's cache of them, `~/.aws/cli/cache`. */
import { sha1 } from '../text/sha1.js'
import { instantText, parseInstant } from '../text/instant.js'
import { jsonObject, type JsonText } from '../text/json-object.js'
import { pythonJson } from './python-json.js'
import type { SsoSession } from './session.js'

export interface RoleCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiresAt: Date
}

/** The AWS CLI uses what it has kept while more than this remains (botocore credentials.py, `_advisory_refresh_timeout`). */
export const LEAST_SECONDS = 15 * 60

/**
 * The name of the file for one account and role: SHA-1 of compact JSON with sorted keys.
 *
 * @see botocore credentials.py, SSOCredentialFetcher._create_cache_key
 */
export function roleCredentialsFileName(session: SsoSession, accountId: string, roleName: string): string {
  const origin = session.kind === 'legacy' ? { startUrl: session.startUrl } : { sessionName: session.name }
  const key = pythonJson({ accountId, roleName, ...origin }, { compact: true })
  return `${sha1(key)}.json`
}

/** Whether a file of that folder is of SSO, or a role's that was assumed by STS: other providers cache there too. */
export function isRoleCredentials(text: JsonText): boolean {
  const content = jsonObject(text)
  if (content?.['ProviderType'] === 'sso') return true
  return content !== undefined && !('ProviderType' in content) && 'Credentials' in content
}

/**
 * The text of such a file, as the AWS CLI writes it.
 *
 * @see botocore credentials.py, SSOCredentialFetcher._get_credentials; utils.py, JSONFileCache
 */
export function roleCredentialsText(credentials: RoleCredentials, accountId: string): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
  return pythonJson({
    ProviderType: 'sso',
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: instantText(expiresAt),
      AccountId: accountId,
    },
  })
}

/** What such a file holds; undefined for one that cannot be used, also one of another provider. */
export function parseRoleCredentials(text: JsonText): RoleCredentials | undefined {
  const found = keptCredentialsIn(text)
  return found?.provider === 'sso' ? found.credentials : undefined
}

/** What a file of that folder holds, whichever provider's it is. */
export interface KeptCredentials {
  /** Absent for roles that were assumed by STS. */
  provider?: unknown
  /** Where they lead, which older AWS CLIs leave out. */
  accountId?: string
  credentials: RoleCredentials
}

/** Undefined for a file that cannot be used. */
export function keptCredentialsIn(text: JsonText): KeptCredentials | undefined {
  const { Credentials, ProviderType: provider } = jsonObject(text) ?? {}
  const members = Object(Credentials) as Record<string, unknown>
  const word = (name: string): string | undefined => {
    const value = members[name]
    return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : undefined
  }
  const [accessKeyId, secretAccessKey, sessionToken] = [
    word('AccessKeyId'),
    word('SecretAccessKey'),
    word('SessionToken'),
  ]
  const accountId = word('AccountId')
  const expiresAt = parseInstant(members['Expiration'])
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiresAt) return undefined
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(accountId ? { accountId } : {}),
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAt },
  }
}

/** Whether they last for so many seconds more. */
export function lastsFor(credentials: RoleCredentials, seconds: number, now: Date): boolean {
  return credentials.expiresAt.getTime() - now.getTime() > seconds * 1000
}

/**
 * What a `credential_process` prints, version 1, one line.
 *
 * @see AWS SDKs and Tools Reference Guide, feature-process-credentials
 */
export function credentialProcessText(credentials: RoleCredentials, accountId: string): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
  return `${JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: instantText(expiresAt),
    AccountId: accountId,
  })}\n`
}
