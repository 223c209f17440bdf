/** What restoring a parked key changes: the edits of the parking, taken back where nothing else stands there by now. */
import { parseAwsConfig } from '../config/aws-config.js'
import { ownKeys } from '../config/config-edit-keys.js'
import { editAwsConfig, type ConfigChange, type SectionName } from '../config/config-edit.js'
import { parseSections, type ConfigSection } from '../config/config-sections.js'
import { printable, quoted } from '../text/display.js'
import { shownKeyId } from './keys.js'
import { withoutPatch } from '../config/line-patch.js'
import type { KeyChange, ParkedEdit } from './parked-key.js'
import { unlessBroken } from '../session/sso-session.js'

/** A text before and after, or what stands in the way: whole sentences that show no secret. */
export type Restoring = { before: string; after: string } | { conflicts: string[] }

/**
 * Takes back one edit.
 *
 * Where the lines around it are still the same, the file becomes what it was byte for byte; otherwise its section gets
 * back the keys that it had. What is back already stays.
 *
 * @param text the file's; empty where it is gone
 * @throws ConfigError where the file cannot be read or edited
 */
export function planRestore(text: string, edit: ParkedEdit): Restoring {
  const { file, keys } = edit
  const section = sectionOf(text, edit)
  const conflicts = keys
    .filter(({ key, before, after }) => {
      const now = section?.keys.get(key)?.text
      return now !== undefined && now !== before && now !== after
    })
    .map((one) => conflict(file, section, one))
  if (conflicts.length > 0) return { conflicts }
  const back = changesBack(section, section ? ownKeys(text, section) : [], edit)
  if (back.length === 0) return { before: text, after: text }
  const edited = editAwsConfig(text, back, file)
  const unpatched = withoutPatch(text, edit.patch)
  const isSame =
    unpatched !== undefined && unlessBroken(() => reading(unpatched, file)) === reading(edited, file)
  return { before: text, after: isSame ? unpatched : edited }
}

function sectionOf(text: string, { file, section }: ParkedEdit): ConfigSection | undefined {
  return section.kind === 'profile'
    ? parseAwsConfig(text, file).profiles.get(section.name)
    : parseSections(text, file).find(({ header }) => header === section.name)
}

function conflict(file: string, section: ConfigSection | undefined, { key, after }: KeyChange): string {
  const line = section?.keys.get(key)?.line ?? section?.line ?? 0
  const now = section?.keys.get(key)?.text ?? ''
  const shown =
    key === 'aws_access_key_id' ? shownKeyId(now) : /secret|token/.test(key) ? 'another value' : quoted(now)
  const then = after === undefined ? 'there was none after the parking' : `parking left ${quoted(after)}`
  return `${printable(file)}:${line}: ${key} is ${shown}; ${then}.`
}

function changesBack(
  found: ConfigSection | undefined,
  own: readonly string[],
  { section, was, keys }: ParkedEdit,
): ConfigChange[] {
  const isOurs = own.every((key) => keys.some((one) => one.key === key))
  if (was === 'added' && isOurs) return found ? [{ change: 'remove-section', section }] : []
  return keys.flatMap(({ key, before }) => changeBack(section, key, found?.keys.get(key)?.text, before))
}

function changeBack(
  section: SectionName,
  key: string,
  now: string | undefined,
  before: string | undefined,
): ConfigChange[] {
  if (now === before) return []
  return before === undefined
    ? [{ change: 'remove-key', section, key }]
    : [{ change: 'set', section, key, value: before }]
}

/** What a text says, whatever the order of its sections. */
function reading(text: string, file: string): string {
  const sections = parseSections(text, file).map(({ header, keys }) => {
    const values = [...keys].map(([key, value]) => [key, value.text]).sort()
    return JSON.stringify([header, values])
  })
  return sections.sort().join('\n')
}
