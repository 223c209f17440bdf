/** What `ssoenv env` prints: variables in the spelling of whoever reads them. */
import { ConfigError } from '../core/errors.js'
import { jsonText } from '../core/text/json-text.js'
import { quote } from './dialect.js'

export const ENV_FORMATS = ['bash', 'fish', 'powershell', 'dotenv', 'json'] as const
export type EnvFormat = (typeof ENV_FORMATS)[number]

export function isEnvFormat(word: string | undefined): word is EnvFormat {
  return ENV_FORMATS.some((format) => format === word)
}

/**
 * The text that takes `unset` away and gives `set`; dotenv and json can only give. The names are ours, the values anybody's.
 * What is for `eval` means the same when its lines are joined by blanks, as an `eval` without quotes joins them.
 *
 * - bash: also zsh and any POSIX shell. One list with `&&`: where a read-only variable stays, no keys are exported beside it,
 *   and the status says so.
 * - fish: a universal variable cannot be taken away from one shell alone; one that shines through is hidden from programs.
 * - dotenv: no quotes, because `docker run --env-file` keeps them.
 * - json: one object, from names to values.
 *
 * @throws ConfigError where a value could not stand in a dotenv file without quotes
 */
export function envText(
  format: EnvFormat,
  unset: readonly string[],
  set: readonly (readonly [name: string, value: string])[],
): string {
  switch (format) {
    case 'bash':
      return [
        `unset -v ${unset.join(' ')}`,
        ...set.map(([name, value]) => `export ${name}=${quote('bash', value)}`),
      ]
        .join(' &&\n')
        .concat('\n')
    case 'fish':
      return [
        ...unset.map((name) => `set -eg ${name}; if set -qx ${name}; set -gu ${name}; end;\n`),
        ...set.map(([name, value]) => `set -gx ${name} ${quote('fish', value)};\n`),
      ].join('')
    case 'powershell':
      return [
        `Remove-Item -ErrorAction Ignore -Path ${unset.map((name) => `Env:${name}`).join(', ')};\n`,
        ...set.map(([name, value]) => `$Env:${name} = ${powershellWord(value)};\n`),
      ].join('')
    case 'dotenv':
      return set.map(([name, value]) => `${name}=${plainWord(name, value)}\n`).join('')
    case 'json':
      return `${jsonText(Object.fromEntries(set), 2)}\n`
  }
}

/**
 * What is printed where there are no credentials. `eval "$(ssoenv env)"` does not see the program's exit status, and a script
 * would go on with the keys of before: so the text itself fails, in POSIX shells with the same status. In the other formats
 * it is empty.
 */
export function failureText(format: EnvFormat, exitCode: number): string {
  if (format === 'bash') return `(exit ${exitCode})\n`
  return format === 'fish' ? 'false;\n' : ''
}

/** In single quotes all is literal but a quote, the typographic ones included; two mean one (PowerShell, about_Quoting_Rules). */
function powershellWord(value: string): string {
  return `'${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
}

function plainWord(name: string, value: string): string {
  if (/^[\w./+=:@,-]*$/.test(value)) return value
  throw new ConfigError(`The value of ${name} has a character that cannot stand in a dotenv file.`)
}
