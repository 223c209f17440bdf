/** `.ssoenv`, which comes from anywhere. */
import {
  BINDING_KEYS,
  bindingFileText,
  parseBindingFile,
  type Binding,
  type BindingFields,
} from '../../src/core/binding/binding-file.js'
import { editedBindingFile } from '../../src/core/binding/binding-file-edit.js'
import { parseTrust, trustBytes } from '../../src/core/binding/trust.js'
import { ConfigError } from '../../src/core/errors.js'
import { printable } from '../../src/core/text/display.js'
import { Chance, NASTY } from './chance.js'
import { damaged } from './json-chance.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

export const bindingFiles: Target = {
  name: 'binding-files',
  made: '`.ssoenv` files: its keys and others, twice and without value, portals that look like AWS, blanks and controls of Unicode, comments, sections, too many bytes, no UTF-8',
  holds:
    'The file is read or refused with a reason, and nothing in that moves a cursor; what it says is the same after it was printed, edited and kept as trusted.',
  count: 200_000,
  inTests: 6000,
  run: (seed, count) => Promise.resolve(run(seed, count)),
}

function run(seed: number, count: number): Outcome {
  const findings: Finding[] = []
  const words: string[] = []
  for (let at = seed; at < seed + count; at++) {
    const bytes = bindingBytes(new Chance(at))
    try {
      words.push(judge(bytes))
    } catch (error) {
      findings.push({ seed: at, what: reason(error), shown: shown(bytes) })
    }
  }
  return { count, came: tally(words), findings }
}

// prettier-ignore
const KEYS = ['profile', 'profile', 'Profile', 'sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name', 'region', 'sso-role-name', 'REGION', '__proto__', 'export AWS_PROFILE', '', 'a b', 'constructor']
// prettier-ignore
const VALUES: Readonly<Record<string, readonly string[]>> = {
  profile: ['acme-dev', 'acme-prod', '', 'a b', "it's", '#x', 'a #b', 'a  # b', '$(id)', '%F{red}', '../x', '.', '\u00fc', '-', 'x'.repeat(128), 'x'.repeat(129), '__proto__'],
  sso_start_url: [
    'https://acme.awsapps.com/start', 'https://acme.awsapps.com/start/#/', 'http://127.0.0.1:8080/start', 'https://acme.awsapps.com.evil.example/start',
    'https://acme.awsapps.com@evil.example/', 'https://evil.example/.awsapps.com', 'https://x.app.aws', 'https://acme.awsapps.com\\@evil.example/',
    'https://ACME.AWSAPPS.COM/start', 'https://acme。awsapps。com/start', 'javascript:alert(1)', 'https://', 'https://a b.awsapps.com', 'https://[::1]:1/',
  ],
  sso_region: ['eu-west-1', 'us-gov-west-1', 'EU-WEST-1', '', '..', 'x'.repeat(41), 'a.b'],
  sso_account_id: ['111122223333', '000000000001', '11112222333', '1111222233334', '１１１１２２２２３３３３', '1e11', ''],
  sso_role_name: ['Developer', 'Audit+Export@2026', 'a b', 'a/b', '', 'x'.repeat(65), '\u00dcber'],
}

function bindingBytes(chance: Chance): Buffer {
  const end = chance.one(['\n', '\n', '\n', '\r\n', '\r'])
  if (chance.once(2)) return Buffer.from(tameLines(chance).join(end) + end)
  const lines = chance.some(0, 7, () => {
    if (chance.once(8))
      return chance.one([
        '# x',
        '; x',
        '',
        ' ',
        '[profile a]',
        'bare',
        '=',
        '= v',
        '\ufeff',
        '#\u001b[2J',
        '\t#',
      ])
    const key = chance.one(KEYS)
    const known = VALUES[key.toLowerCase()] ?? VALUES['profile']!
    const nasty = (): string => chance.some(0, 4, () => chance.one([...NASTY, 'a', ' # '])).join('')
    const value = chance.once(8) ? nasty() : chance.one(known)
    const tail = chance.once(5)
      ? chance.one([' # why', '#why', '\t# why', ' ;why', ' ', '\u00a0', '\u2028# x'])
      : ''
    return `${chance.one(['', '', '', ' ', '\t', '\u00a0'])}${key}${chance.one([' = ', '=', ' =', '= ', '\t=\t', ': ', ' == '])}${value}${tail}`
  })
  return damaged(chance, Buffer.from(lines.join(end) + (chance.once(3) ? '' : end)))
}

/** A file that mostly can be used: with a profile, or in the form for teams. */
function tameLines(chance: Chance): string[] {
  const first = (key: string): string =>
    VALUES[key]![chance.once(12) ? chance.below(VALUES[key]!.length) : chance.below(2)]!
  const line = (key: string): string =>
    `${key}${chance.one([' = ', '=', '\t=\t'])}${first(key)}${chance.once(6) ? chance.one([' # why', '#why']) : ''}`
  const team = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name']
  const keys = [...(chance.once(3) ? [] : ['profile']), ...(chance.once(2) ? team : [])]
  return keys.map((key) => (chance.once(8) ? `# ${key}\n` : '') + line(key))
}

const isPlain = (text: string): boolean => printable(text, text.length) === text

/** @throws what is wrong; @returns what became of the file */
function judge(bytes: Buffer): string {
  const file = parseBindingFile(bytes)
  if (!file.ok) {
    if (!isPlain(file.reason)) throw new Error('the reason is not printable')
    return 'refused'
  }
  if (!file.warnings.every(isPlain)) throw new Error('a warning is not printable')
  const { none } = file
  const fields: BindingFields = Object.fromEntries(
    BINDING_KEYS.flatMap(({ field }) => (file[field] === undefined ? [] : [[field, file[field]]])),
  )
  if (!Object.values(fields).every(isPlain)) throw new Error('a value is not printable')
  if (bytes.length > 1024) throw new Error('it is too long')
  const kept = parseTrust(trustBytes({ bytes, target: { profile: 'x' } }))
  if (!kept || !Buffer.from(kept.bytes).equals(bytes)) throw new Error('trust has other bytes')
  if (none) return 'for no profile'
  try {
    const text = bindingFileText(fields)
    requireSame(file, Buffer.from(text))
    const changed = fields.profile === undefined ? fields : { ...fields, profile: 'other' }
    const edited = editedBindingFile(bytes.toString(), changed)
    if (edited !== undefined) requireSame({ ...file, ...changed }, Buffer.from(edited))
  } catch (error) {
    // A name that begins a comment cannot be written.
    if (!(error instanceof ConfigError) || !fields.profile?.includes('#')) throw error
  }
  return 'used'
}

function requireSame(file: Binding, bytes: Buffer): void {
  const again = parseBindingFile(bytes)
  const said = (each: object): string =>
    JSON.stringify({ ...each, warnings: [] }, Object.keys({ ...each }).sort())
  if (!again.ok || said(again) !== said(file)) throw new Error(`printed it says ${shown(again, 300)}`)
}
