/** `profiles add NAME`: a profile of a session that is there, from words alone; nobody is asked, here or at the portal. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { allSessions, findSession } from '../../core/profile/profile.js'
import type { SsoSession } from '../../core/session/session.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import type { World } from '../../world/world.js'
import { refuseWrongProfile, writeProfile, type Configured } from './configure.js'
import { usableRole } from './configure-role.js'

export interface AddWords {
  profile?: string | undefined
  session?: string | undefined
  /** 12 digits: names are the portal's, which is not asked. */
  account?: string | undefined
  role?: string | undefined
  region?: string | undefined
  output?: string | undefined
}

/**
 * @throws UsageError naming all that is missing, or an account or role that cannot be one; ConfigError for a session that is
 *   not there, a profile of that name that says something else, or a file that cannot be changed
 */
export async function addProfile(world: World, words: AddWords, dryRun: boolean): Promise<Configured> {
  const config = await readAwsConfig(world.paths)
  const session = words.session === undefined ? onlySession(config) : sessionNamed(config, words)
  const { profile, account, role, region, output } = words
  if (profile === undefined || account === undefined || role === undefined || session === undefined)
    throw missing({ ...words, session: session?.name })
  refuseWrongProfile(config.file, words)
  if (!/^\d{12}$/.test(account))
    throw new UsageError(`--account: ${quoted(account)} is not 12 digits; "ssoenv accounts" lists them.`)
  const wanted = {
    name: profile,
    session,
    isNewSession: false,
    accountId: account,
    roleName: usableRole(role),
    region,
    output,
  }
  return writeProfile(world, wanted, { dryRun, mayReplace: 'no' })
}

function missing({ profile, session, account, role }: AddWords): UsageError {
  const words = Object.entries({ NAME: profile, '--session': session, '--account': account, '--role': role })
  const names = words.filter(([, value]) => value === undefined).map(([name]) => name)
  return new UsageError(`${names.join(', ')}: missing.`, {
    suggestions: [
      'ssoenv profiles add NAME --session NAME --account ID --role NAME',
      'ssoenv profiles add --here',
      'ssoenv configure',
    ],
  })
}

function onlySession(config: AwsConfig): SsoSession | undefined {
  const [only, ...more] = allSessions(config).filter(({ kind }) => kind === 'sso-session')
  return more.length === 0 ? only : undefined
}

function sessionNamed(config: AwsConfig, { session = '', profile }: AddWords): SsoSession {
  const found = findSession(config, session)
  if (found) return found
  const name = profile === undefined ? '' : ` ${shellWord(profile)}`
  throw new ConfigError(`There is no SSO session ${quoted(session)} in ${printable(config.file)}.`, {
    suggestions: [`ssoenv configure${name} --session ${shellWord(session)}`],
  })
}
