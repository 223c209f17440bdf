/** Credentials of a profile as the text of variables. */
import { CONFLICTING_VARIABLES } from '../../core/credentials/conflicting-variables.js'
import { keyVariables } from '../../core/credentials/key-variables.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { ConfigError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import { findProfile } from '../../core/profile/profile.js'
import { printable, quoted } from '../../core/text/display.js'
import { envText, type EnvFormat } from '../../shells/env-text.js'
import type { ProfileCredentials } from './profile-credentials.js'

/**
 * The keys, and away with what would win over them.
 *
 * @throws ConfigError as `envText` does; where the region has what a terminal obeys
 */
export function keysText(format: EnvFormat, found: ProfileCredentials, region: string | undefined): string {
  if (region !== undefined && printable(region, region.length) !== region)
    throw new ConfigError(`${quoted(region)} is not a region's name.`)
  const keys = keyVariables({ ...found, ...(region === undefined ? {} : { region }) })
  return envText(format, CONFLICTING_VARIABLES, keys)
}

/**
 * Where tools are to go: what the environment says, as for any AWS tool, else the profile's own region. What a shell's hook
 * has set for another profile (shell/README.md §4) says nothing here; what was there before that does.
 */
export function regionFor(env: Env, config: AwsConfig, name: string): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION, SSOENV_APPLIED, SSOENV_APPLIED_REGION, SSOENV_PREV_REGION } = env
  const isOfAnother =
    SSOENV_APPLIED_REGION !== undefined && SSOENV_APPLIED_REGION === AWS_REGION && SSOENV_APPLIED !== name
  const before = SSOENV_PREV_REGION?.startsWith('=') ? SSOENV_PREV_REGION.slice(1) : undefined
  const found = findProfile(config, name)
  const own = found?.kind === 'sso' ? found.profile.region : found?.region
  return (isOfAnother ? before : AWS_REGION) || AWS_DEFAULT_REGION || own
}
