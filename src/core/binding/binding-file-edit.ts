/** Changing what a `.ssoenv` says without losing what else stands in it. */
import {
  bindingFileText,
  parseBindingFile,
  BINDING_KEYS,
  type Binding,
  type BindingFields,
} from './binding-file.js'

/**
 * The text with these values instead of its own; comments, order, line ends and `region` stay as they are.
 *
 * @returns undefined where something of the text would be lost: it cannot be read, or it has comments and names its profile in
 *   the other form
 * @throws ConfigError where no `.ssoenv` can hold a value
 */
export function editedBindingFile(text: string, fields: BindingFields): string | undefined {
  const fresh = bindingFileText(fields)
  if (text.split('\n').every(saysNothing)) {
    return text === '' ? fresh : `${text.endsWith('\n') ? text : `${text}\n`}${fresh}`
  }
  const now = parseBindingFile(new TextEncoder().encode(text))
  if (!now.ok) return undefined
  if (keysOf(fieldsOf(now)) === keysOf(fields)) {
    const edited = text
      .split('\n')
      .map((line) => withValue(line, fields))
      .join('\n')
    return says(edited, fields) ? edited : undefined
  }
  const isBare = text.split('\n').every((line) => line.trim() === '' || (keyIn(line) && !/\s#/.test(line)))
  if (!isBare || now.none) return undefined
  return bindingFileText({ ...fields, ...(now.region === undefined ? {} : { region: now.region }) })
}

const withoutMark = (line: string): string => line.replace(/^\ufeff/, '')

function saysNothing(line: string): boolean {
  return /^\s*([#;]|$)/.test(withoutMark(line))
}

/** The key of a line, of those that a `.ssoenv` has. */
function keyIn(line: string): (typeof BINDING_KEYS)[number] | undefined {
  if (saysNothing(line)) return undefined
  const key = withoutMark(line).split('=')[0]?.trim().toLowerCase()
  return BINDING_KEYS.find((each) => each.key === key)
}

/** The line with its value replaced, if it is one that is to have another. */
function withValue(line: string, fields: BindingFields): string {
  const field = keyIn(line)?.field
  const value = field && fields[field]
  if (value === undefined) return line
  const equals = line.indexOf('=')
  const behind = line.slice(equals + 1)
  const kept = /\s+#[^]*$|\s*$/.exec(behind)?.[0] ?? ''
  const blank = /^[ \t]*(?=\S)/.exec(behind.slice(0, behind.length - kept.length))?.[0] ?? ' '
  return `${line.slice(0, equals + 1)}${blank}${value}${kept}`
}

/** What it names its profile by, and not the region that stands beside that. */
function fieldsOf(file: Binding): BindingFields {
  const { profile, startUrl, ssoRegion, accountId, roleName } = file
  const all = { profile: file.none ? '' : profile, startUrl, ssoRegion, accountId, roleName }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function keysOf(fields: BindingFields): string {
  return Object.keys(fields).sort().join(' ')
}

function says(text: string, fields: BindingFields): boolean {
  const back = parseBindingFile(new TextEncoder().encode(text))
  return back.ok && BINDING_KEYS.every(({ field }) => !fields[field] || back[field] === fields[field])
}
