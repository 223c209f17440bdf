/** What holds for the AWS CLI and surprises all the same: warnings about a profile that can be used. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at } from '../config/config-value.js'
import { quoted } from '../text/display.js'
import type { SsoSession } from '../session/session.js'

/** One printable sentence for each surprise in the profiles of a chain and the session at its end. */
export function notesOn(
  config: AwsConfig,
  chain: readonly string[],
  session: SsoSession | undefined,
): string[] {
  const notes: string[] = []
  for (const name of chain) {
    const section = config.profiles.get(name)
    if (section) notes.push(...sectionNotes(config, section, 'profile', name))
  }
  const base = config.profiles.get(chain.at(-1) ?? '')
  if (session && base?.keys.has('credential_process')) {
    notes.push(
      `${at(config, base, 'credential_process')}: beside SSO keys, credential_process is left out by the AWS CLI and ` +
        'preferred by the JavaScript SDK. Remove one of them.',
    )
  }
  const shared = session?.kind === 'sso-session' ? config.sessions.get(session.name) : undefined
  if (session && shared) notes.push(...sectionNotes(config, shared, 'sso-session', session.name))
  return notes
}

// @smithy/core submodules/config, loadSharedConfigFiles/parseIni: what its expression for section names takes.
const JAVASCRIPT_NAME = /^[\w@+.%:/-]+$/

function sectionNotes(
  config: AwsConfig,
  section: ConfigSection,
  kind: 'profile' | 'sso-session',
  name: string,
): string[] {
  const notes: string[] = []
  if (!JAVASCRIPT_NAME.test(name)) {
    notes.push(
      `${at(config, section)}: the JavaScript SDK cannot see the ${kind} ${quoted(name)}: it knows letters, digits and ` +
        '_@+.%:/- in names.',
    )
  }
  for (const each of config.shadowed) {
    if (each.kind !== kind || each.name !== name) continue
    notes.push(
      `${at(config, section)}: the ${kind} ${quoted(name)} stands on line ${each.line} too, and only the later one counts.`,
    )
  }
  for (const [key, value] of section.keys) {
    // Nested blocks and continued values are nothing that is used here.
    if (value.text.includes('\n') || !/\s[#;]/.test(value.text)) continue
    notes.push(
      `${at(config, section, key)}: what looks like a comment behind ${key} is part of its value. Give the comment its ` +
        'own line.',
    )
  }
  return notes
}
