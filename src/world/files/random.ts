/** Names that nobody can guess. */

/**
 * So many random bytes in hexadecimal.
 *
 * node:crypto is loaded on use: it costs 5 ms, which a hook that is printed must not pay for.
 */
export function randomName(bytes: number): string {
  return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex')
}
