/** `profiles remove`: takes profiles out of the AWS config, and leaves none behind that stood on them. */
import { parseAwsConfig, type AwsConfig } from '../../core/config/aws-config.js'
import { editAwsConfig } from '../../core/config/config-edit.js'
import { at } from '../../core/config/config-value.js'
import { quoted } from '../../core/text/display.js'
import { ConfigError, RefusedError } from '../../core/errors.js'
import { counted } from '../../core/listing/portal-listing.js'
import { missingProfile } from '../../core/profile/profile.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import type { World } from '../../world/world.js'
import { changeConfig, type ConfigChanged } from './change-config.js'
import { shownPath } from '../for-shells/verdict.js'

export interface RemoveOptions {
  dryRun: boolean
  /** Without asking. */
  yes: boolean
  /** Also where another profile has one of them as its source_profile. */
  force: boolean
}

/**
 * @throws ConfigError for a name that the config does not have; RefusedError where another profile stands on one of them;
 *   as `changeConfig` does
 */
export async function removeProfiles(
  world: World,
  names: readonly string[],
  { dryRun, yes, force }: RemoveOptions,
): Promise<ConfigChanged> {
  const file = world.paths.awsConfig
  const { credentials } = await readAwsConfig(world.paths)
  const unique = [...new Set(names)]
  const edit = (before: string): string => {
    const config = { ...parseAwsConfig(before, file), credentials }
    for (const name of unique) if (!config.profiles.has(name)) throw notThere(world, config, name)
    if (!force) refuseSources(config, unique)
    return editAwsConfig(
      before,
      unique.map((name) => ({ change: 'remove-section', section: { kind: 'profile', name } })),
      file,
    )
  }
  const [only = '', ...more] = unique
  const what = more.length === 0 ? `the profile ${quoted(only)}` : counted(unique.length, 'profile')
  return changeConfig(world, edit, { dryRun, question: yes ? undefined : `Remove ${what}?`, flag: '--yes' })
}

function notThere(world: World, config: AwsConfig, name: string): ConfigError {
  if (!config.credentials.has(name)) return missingProfile(config, name)
  const { awsCredentials } = world.paths
  return new ConfigError(
    `Profile ${quoted(name)} is only in ${shownPath(world, awsCredentials)}, which ssoenv does not change.`,
  )
}

/** botocore: a profile whose source_profile is missing gives no credentials. */
function refuseSources(config: AwsConfig, names: readonly string[]): void {
  const gone = new Set(names)
  for (const [name, section] of config.profiles) {
    if (gone.has(name) || !section.mentions('source_profile')) continue
    const source = section.keys.get('source_profile')?.text
    if (source === undefined || !gone.has(source)) continue
    throw new RefusedError(
      `${at(config, section, 'source_profile')}: the profile ${quoted(name)} gets its credentials from ${quoted(source)}, and would ` +
        'have none. Remove it too, or use --force.',
    )
  }
}
