/** Digests that name files. */
import { createHash } from 'node:crypto'

/** SHA-1 of the UTF-8 text, lower-case hexadecimal: how the AWS CLI names its cache files. Not for security. */
export function sha1(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('hex')
}
