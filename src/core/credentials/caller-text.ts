/** `ssoenv whoami` for a person. */
import { printable, quoted, withTilde } from '../text/display.js'
import type { CallerWords, WhoAmI } from './caller.js'
import { sourceWords } from './sources-words.js'

/** Who, then where the credentials come from; `conflicts` where they are not told elsewhere. `~` stands for `home`. */
export function callerText(shown: WhoAmI, home: string): string {
  const { arn, conflicts } = shown
  const mends = conflicts.map(({ says, command }) => (command === undefined ? says : `${says}\n  ${command}`))
  return withTilde(
    [who(shown), ...(arn === undefined ? [] : [`  ${printable(arn)}`]), `  ${from(shown)}`, ...mends].join(
      '\n',
    ),
    home,
  )
}

function who({ accountId, accountName, asked, ...caller }: WhoAmI): string {
  if (accountId === undefined) return 'Which account this is was not asked.'
  const name = accountName === undefined ? '' : ` (${printable(accountName)})`
  const words = [`Account ${accountId}${name}`, ...callerParts(caller)].join(', ')
  return asked ? `${words}.` : `${words}, as the config has it; nobody was asked.`
}

function callerParts({ kind, roleName, sessionName, userName }: Partial<CallerWords>): string[] {
  if (kind === 'root') return ['the root user']
  if (userName !== undefined) return [`user ${printable(userName)}`]
  const role = roleName === undefined ? [] : [`role ${printable(roleName)}`]
  return sessionName === undefined ? role : [...role, `as ${printable(sessionName)}`]
}

function from({ source, profile, by, file, keyId, region }: WhoAmI): string {
  const origin = by === 'argument' || by === 'default' ? '' : ` by ${printable(file ?? by ?? '')}`
  return [
    sourceWords(source),
    ...(keyId === undefined ? [] : [keyId]),
    ...(profile === undefined ? [] : [`profile ${quoted(profile)}${origin}`]),
    ...(region === undefined ? [] : [`region ${printable(region)}`]),
  ].join(', ')
}
