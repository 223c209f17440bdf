/** Choosing a profile where none is named: AWS_PROFILE or the binding for most commands, the picker on a terminal. */
import { reachedBy } from '../../core/binding/binding.js'
import { printable } from '../../core/text/display.js'
import { UsageError } from '../../core/errors.js'
import { findProfile, profileNames } from '../../core/profile/profile.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { recentFirst } from '../../core/profile/recent.js'
import { unlessBroken } from '../../core/session/sso-session.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { pick } from '../../world/terminal/picker.js'
import { recentProfiles } from '../../world/files/recent-profiles.js'
import type { World } from '../../world/world.js'
import { activeProfile } from '../for-shells/active-profile.js'

/**
 * The profile for a command that was given none, chosen from a list in which those used last come first. `use` always asks, since
 * the active one is what the person wants to leave; `link` takes AWS_PROFILE when it is set; what is only for SSO chooses among
 * the profiles that use it.
 *
 * @throws UsageError when there is no terminal to choose on, or no profile to choose from
 */
export async function chooseProfile(
  world: World,
  directory: string,
  command: ChoosingCommand,
): Promise<string> {
  if (command === 'link') {
    const active = await activeProfile(world, directory)
    if (active?.by === 'AWS_PROFILE') return active.name
  }
  const config = await readAwsConfig(world.paths)
  const isOffered = ONLY_SSO.includes(command) ? usesSso(config) : () => true
  const recent = await recentProfiles(world.paths.state)
  const isRecent = new Set(recent)
  const choices = recentFirst(profileNames(config).filter(isOffered), recent).map((name) => ({
    value: name,
    words: wordsFor(config, name),
    ...(isRecent.has(name) ? { mark: 'recent' } : {}),
  }))
  const suggestions = [`ssoenv ${command} PROFILE`]
  if (choices.length === 0) {
    throw new UsageError(`${printable(world.paths.awsConfig)} has no profile to choose from.`, {
      suggestions: ['ssoenv configure'],
    })
  }
  if (!world.interactive)
    throw new UsageError('No profile is named, and there is no terminal to choose on.', { suggestions })
  return pick(MESSAGES[command], choices)
}

/** The commands that may choose, and what their list is headed by. */
const MESSAGES = {
  use: 'Profile to use',
  link: 'Profile to link',
  login: 'Profile to log in for',
  logout: 'Profile whose session to log out of',
  exec: 'Profile to run the command with',
  env: 'Profile whose credentials to print',
  console: 'Profile to open the console for',
  whoami: 'Profile to ask about',
}
export type ChoosingCommand = keyof typeof MESSAGES

const ONLY_SSO: readonly ChoosingCommand[] = ['login', 'logout', 'console']

function usesSso(config: AwsConfig): (name: string) => boolean {
  return (name) => unlessBroken(() => findProfile(config, name))?.kind === 'sso'
}

/** What the filter looks at and the list shows: name, account, role. A broken profile is listed by its name. */
function wordsFor(config: AwsConfig, name: string): string {
  const resolved = unlessBroken(() => findProfile(config, name))
  if (resolved?.kind !== 'sso') return printable(name)
  const { accountId, roleName } = reachedBy(resolved, config)
  return [name, accountId, roleName]
    .filter((word) => word !== undefined)
    .map((word) => printable(word))
    .join('  ')
}
