/** Credentials of a profile as the text of variables. */
import { CONFLICTING_VARIABLES } from '../../core/credentials/conflicting-variables.js'
import { keyVariables } from '../../core/credentials/key-variables.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import type { Env } from '../../core/paths.js'
import { findProfile } from '../../core/profile/profile.js'
import { envText, type EnvFormat } from '../../shells/env-text.js'
import type { ProfileCredentials } from './profile-credentials.js'

/** The keys, and away with what would win over them. @throws ConfigError as `envText` does */
export function keysText(format: EnvFormat, found: ProfileCredentials, region: string | undefined): string {
  const keys = keyVariables({ ...found, ...(region === undefined ? {} : { region }) })
  return envText(format, CONFLICTING_VARIABLES, keys)
}

/**
 * Where tools are to go. For a profile that is named its own region, since AWS_REGION here belongs to another one; else what
 * tools use already, AWS_REGION before the profile's.
 */
export function regionFor(env: Env, config: AwsConfig, name: string, isNamed: boolean): string | undefined {
  const found = findProfile(config, name)
  const own = found?.kind === 'sso' ? found.profile.region : found?.region
  return (isNamed ? undefined : env['AWS_REGION'] || undefined) ?? own
}
