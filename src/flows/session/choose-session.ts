/** Which SSO sessions a command means. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import { allSessions, findProfile, findSession, requireProfile } from '../../core/profile/profile.js'
import type { SsoSession } from '../../core/session/session.js'
import { activeProfile } from '../for-shells/active-profile.js'
import { chooseProfile } from '../profile/choose-profile.js'
import { noteRecentProfile } from '../../world/files/recent-profiles.js'
import type { World } from '../../world/world.js'

/** The words of a command that name sessions; at most one of them. */
export interface SessionWords {
  /** A profile's name; a session's will do where no profile has it. */
  profile?: string
  session?: string
  all?: boolean
}

export interface ChoiceOptions {
  /** The command for which a profile may be chosen on the terminal. */
  command?: 'login' | 'logout'
  /** The command to type with a session's name, where nothing decides. */
  suggest?: (session: SsoSession) => string
}

/**
 * The sessions that are meant: those named, else that of the active profile, else the only one there is, else that of the profile
 * which is chosen on the terminal. A profile that is named or chosen for a login is noted as used.
 *
 * @throws UsageError when nothing decides, ConfigError when what was named cannot be used
 */
export async function chosenSessions(
  world: World,
  config: AwsConfig,
  words: SessionWords,
  directory: string,
  { command, suggest = loginCommand }: ChoiceOptions = {},
): Promise<SsoSession[]> {
  if ([words.profile, words.session, words.all || undefined].filter((word) => word !== undefined).length > 1)
    throw new UsageError('Name a profile, or --session, or --all.')
  const sessions = allSessions(config)
  if (words.session !== undefined) return [sessionNamed(config, sessions, words.session)]
  if (words.all) return sessions.length > 0 ? sessions : [noSession(config)]
  const chosen = async (profile: string): Promise<SsoSession[]> => {
    const found = sessionOfProfile(config, profile)
    if (command === 'login') await noteRecentProfile(world.paths.state, profile)
    return [found]
  }
  if (words.profile !== undefined) return chosen(words.profile)
  const active = await activeProfile(world, directory)
  if (active) return [sessionOfProfile(config, active.name, active.by)]
  const [only, ...more] = sessions
  if (!only) return [noSession(config)]
  if (more.length === 0) return [only]
  if (command && world.interactive) return chosen(await chooseProfile(world, directory, command))
  throw new UsageError('There are several SSO sessions, and no profile is active here.', {
    suggestions: sessions.map((session) => suggest(session)),
  })
}

/**
 * The one session that is meant: the named one, else that of the active profile, else the only one.
 *
 * @throws as `chosenSessions` does
 */
export async function chosenSession(
  world: World,
  config: AwsConfig,
  session: string | undefined,
  directory: string,
  suggest: (session: SsoSession) => string,
): Promise<SsoSession> {
  const words = session === undefined ? {} : { session }
  const [found] = await chosenSessions(world, config, words, directory, { suggest })
  return found ?? noSession(config)
}

function sessionNamed(config: AwsConfig, sessions: readonly SsoSession[], name: string): SsoSession {
  const found = findSession(config, name) ?? sessions.find((session) => session.name === name)
  if (found) return found
  const others = sessions.map((session) => quoted(session.name)).join(', ')
  throw new ConfigError(
    `There is no SSO session ${quoted(name)} in ${printable(config.file)}.${others ? ` It has: ${others}.` : ''}`,
  )
}

function sessionOfProfile(config: AwsConfig, name: string, by?: string): SsoSession {
  const isProfile = findProfile(config, name) !== undefined
  const session = isProfile || by !== undefined ? undefined : findSession(config, name)
  if (session) return session
  const resolved = requireProfile(config, name)
  if (resolved.kind === 'sso') return resolved.profile.session
  const decided = by === undefined ? '' : ` (from ${by})`
  throw new ConfigError(`Profile ${quoted(name)}${decided} does not use an SSO session.`, {
    suggestions: allSessions(config).map((one) => loginCommand(one)),
  })
}

function noSession(config: AwsConfig): never {
  throw new ConfigError(`${printable(config.file)} has no SSO session.`, {
    suggestions: ['ssoenv configure'],
  })
}
