/** The AWS CLI's cache of role credentials, `~/.aws/cli/cache`. */
import { createHash } from 'node:crypto'
import { pythonJson } from './python-json.js'
import type { SsoSession } from './session.js'

/**
 * The name of the file for one account and role: SHA-1 of compact JSON with sorted keys.
 *
 * @see botocore credentials.py, SSOCredentialFetcher._create_cache_key
 */
export function roleCredentialsFileName(session: SsoSession, accountId: string, roleName: string): string {
  const origin = session.kind === 'legacy' ? { startUrl: session.startUrl } : { sessionName: session.name }
  const key = pythonJson({ accountId, roleName, ...origin }, { compact: true })
  return `${createHash('sha1').update(key).digest('hex')}.json`
}

/** Whether a file of that folder is of SSO: other providers cache there too. */
export function isSsoCredentials(text: string): boolean {
  try {
    const content: unknown = JSON.parse(text)
    return (
      typeof content === 'object' &&
      content !== null &&
      'ProviderType' in content &&
      content.ProviderType === 'sso'
    )
  } catch {
    return false
  }
}
