/** Which account and role a profile's credentials are, where SSO gives them by itself. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { quoted } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { requireProfile } from '../../core/profile/profile.js'
import type { AccountRole } from './role-credentials.js'

/** @throws ConfigError where the profile cannot be used, is none of SSO, or assumes a further role */
export function roleOfProfile(config: AwsConfig, name: string): AccountRole {
  const found = requireProfile(config, name)
  if (found.kind !== 'sso')
    throw new ConfigError(`Profile ${quoted(name)} gets its credentials from elsewhere than SSO.`)
  const { session, accountId, roleName, chain } = found.profile
  const base = chain.at(-1) ?? name
  if (chain.length > 1) {
    throw new ConfigError(
      `Profile ${quoted(name)} assumes a further role, which the AWS tools do by themselves; ${quoted(base)} is the one of SSO.`,
      { suggestions: [`ssoenv credential-process --profile ${shellWord(base)}`] },
    )
  }
  if (accountId === undefined || roleName === undefined)
    throw new ConfigError(`Profile ${quoted(name)} names no account and role.`)
  return { session, accountId, roleName }
}
