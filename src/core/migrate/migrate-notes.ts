/** What somebody should know whose profiles have moved: which tool would undo it, and which keys some SDKs still prefer. */
import type { AwsConfig, ConfigSection } from '../config/aws-config.js'
import { at } from '../config/config-value.js'
import { printable, quoted } from '../text/display.js'
import type { Origin } from './migrate-found.js'
import type { Member } from './migrate-sessions.js'

const WRITERS: Readonly<Partial<Record<Origin, string>>> = {
  // aws-sso-util cli/src/aws_sso_util/populate_profiles.py
  'aws-sso-util': '`aws-sso-util configure` writes its profiles in their old form again.',
  // granted pkg/granted/sso.go; awsconfigfile awscfg.go, `Merge`
  granted: '`granted sso populate` writes its profiles in their old form again.',
  // aws-sso-cli internal/fileutils/fileedit.go; also by itself, with its setting AutoConfigCheck
  'aws-sso-cli':
    '`aws-sso setup profiles` writes what is between # BEGIN_AWS_SSO_CLI and # END_AWS_SSO_CLI in its old form again; ' +
    'so does its setting AutoConfigCheck.',
}

/** Whole printable sentences. */
export function migrationNotes(
  config: AwsConfig,
  moving: readonly { member: Member }[],
  { credentials, credentialsFile }: { credentials: readonly ConfigSection[]; credentialsFile: string },
): string[] {
  const origins = new Set(moving.map(({ member }) => member.found.origin))
  const notes = [...origins].flatMap((origin) => WRITERS[origin] ?? [])
  const stored = new Map(credentials.map((section) => [section.header, section]))
  for (const { member } of moving) {
    const { name } = member
    const section = stored.get(name)
    if (section?.keys.has('aws_access_key_id')) notes.push(keysNote(credentialsFile, section, name))
    const own = config.profiles.get(name)
    if (own?.keys.has('aws_access_key_id')) {
      notes.push(`${at(config, own, 'aws_access_key_id')}: ${preferred(name)}`)
    }
  }
  return notes
}

/** yawsso yawsso/core.py, `update_aws_cli_v1_credentials`: what it copies has these two keys beside the usual three. */
function keysNote(file: string, section: ConfigSection, name: string): string {
  const isCopied = section.keys.has('aws_session_expiration') && section.keys.has('aws_security_token')
  const from = isCopied ? ' yawsso copied them, and they end soon.' : ''
  return `${printable(file)}:${section.line}: ${preferred(name)}${from}`
}

/** @aws-sdk/credential-provider-ini resolveProfileData.ts; aws-sdk-go-v2 config/resolve_credentials.go. */
function preferred(name: string): string {
  return (
    `there are keys for ${quoted(name)}, which the AWS CLI leaves aside and the SDKs for JavaScript and Go use before SSO. ` +
    'They were left as they are.'
  )
}
