/** What direnv has set in this environment, from its own record of it. */
import { inflateSync } from 'node:zlib'
import type { Env } from '../../core/paths.js'

/** More than any environment needs; a crafted DIRENV_DIFF must not fill the memory. */
const LIMIT_BYTES = 16 * 1024 * 1024

/**
 * Whether the `.envrc` in force sets or unsets AWS_PROFILE.
 *
 * DIRENV_DIFF is base64url of zlib-compressed JSON `{"p": {…before}, "n": {…now}}` (direnv gzenv/gzenv.go, env_diff.go).
 * Unreadable: no.
 */
export function direnvOwnsProfile(env: Env): boolean {
  const diff = env['DIRENV_DIFF']
  if (!diff) return false
  try {
    const json = inflateSync(Buffer.from(diff, 'base64url'), { maxOutputLength: LIMIT_BYTES }).toString(
      'utf8',
    )
    const { p, n } = JSON.parse(json) as { p?: Record<string, unknown>; n?: Record<string, unknown> }
    return p?.['AWS_PROFILE'] !== undefined || n?.['AWS_PROFILE'] !== undefined
  } catch {
    return false
  }
}
