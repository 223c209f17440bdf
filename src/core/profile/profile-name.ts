/** Names for profiles, made from what the portal says of an account and a role. */
import { quoted } from '../text/display.js'
import { UsageError } from '../errors.js'

/** What a template may name. The portal leaves name and mail out for some accounts. */
export interface NameParts {
  accountName?: string | undefined
  accountId: string
  roleName: string
  emailAddress?: string | undefined
  sessionName: string
}

/** The template where nobody chose one. */
export const DEFAULT_TEMPLATE = '{account_name}-{role}'

const PLACEHOLDERS: Readonly<Record<string, (parts: NameParts) => string>> = {
  account_name: ({ accountName = '', accountId }) => slug(accountName) || accountId,
  account_id: ({ accountId }) => accountId,
  role: ({ roleName }) => slug(roleName),
  role_name: ({ roleName }) => slug(roleName),
  // Without an address, the account has to be told apart from others all the same.
  email: ({ emailAddress = '', accountId }) => slug(emailAddress) || accountId,
  session: ({ sessionName }) => slug(sessionName),
}

/** No `.ssoenv` can name a profile with more. */
export const LONGEST_NAME = 128

/**
 * The name that a template such as `{account_name}-{role}` gives to an account and role.
 *
 * It has only letters that every AWS SDK reads in a section's name (`[A-Za-z0-9_@+.%:/-]`; the JavaScript SDK does not see a
 * profile with others): accents are dropped, each run of other characters becomes one `-`, none at either end. It is never
 * `default`, which every tool would use unasked, and has at most 128 characters.
 *
 * @param template `{account_name}` (the id where the portal says none), `{account_id}`, `{role}` or `{role_name}`, `{email}`,
 *   `{session}`, and text
 * @throws UsageError for a placeholder that does not exist, or where nothing is left to make a name of
 * @see @smithy/core submodules/config, parseIni: its expression for section names
 */
export function nameFromTemplate(template: string, parts: NameParts): string {
  const filled = template.replace(/\{([^{}]*)\}/g, (_, placeholder: string) => {
    const value = Object.hasOwn(PLACEHOLDERS, placeholder) ? PLACEHOLDERS[placeholder] : undefined
    if (value) return value(parts)
    throw new UsageError(
      `The name template has {${quoted(placeholder, 40).slice(1, -1)}}, which is none of ${KNOWN}.`,
    )
  })
  const name = withoutDashes(slug(filled).slice(0, LONGEST_NAME))
  if (name === '') throw new UsageError(`The name template ${quoted(template)} gives no name.`)
  return name === 'default' ? `default-${parts.accountId}` : name
}

const KNOWN = Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(', ')

/** The text in letters that every SDK reads. */
function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '')
  return withoutDashes(plain.replace(/[^A-Za-z0-9_@+.%:/-]+/g, '-').replace(/-{2,}/g, '-'))
}

function withoutDashes(text: string): string {
  return text.replace(/^-+|-+$/g, '')
}
