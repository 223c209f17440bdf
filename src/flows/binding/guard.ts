/**
 * The guard: whoever is about to act with a profile is kept from the wrong account.
 *
 * 1. Does the directory belong to an account?                  → pinOf
 *    Another one is refused, and nothing but `--yes` goes past that: SSOENV_YES says yes to questions, and this is none.
 * 2. Is the profile protected?                                 → isProtected
 *    The person is asked, once an hour in each shell           → agree
 */
import { reachedBy } from '../../core/binding/binding.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { CancelledError, RefusedError } from '../../core/errors.js'
import { findProfile, type ResolvedProfile } from '../../core/profile/profile.js'
import { shellWord } from '../../core/session/login-command.js'
import { isProtected } from '../../core/settings/settings.js'
import { printable, quoted } from '../../core/text/display.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { isAgreed, noteAgreement } from '../../world/files/agreements.js'
import { shellAtTerminal } from '../../world/terminal/shell-at-terminal.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'
import { pinnedElsewhere, pinOf } from './pin.js'

export interface Guarded {
  profile: string
  /** Where it happens: what is pinned there binds. */
  directory: string
  /** The command, for the question and the message. */
  deed: Deed
  /** `--yes`. */
  yes: boolean
  /** The one that the command goes by: what is allowed and what is done must be the same. */
  config?: AwsConfig
}

export type Deed = 'exec' | 'use' | 'env' | 'console'

/** How long a yes counts in the shell in which it was said. */
export const AGREEMENT_SECONDS = 3600

/**
 * Returns where nothing is in the way; asks where the profile is protected. A profile that the config does not have is for the
 * command to miss.
 *
 * @throws RefusedError where the directory belongs to another account, or the profile is protected and nobody can be asked;
 *   CancelledError on a no; ConfigError where the config or the profile is broken
 */
export async function guard(world: World, guarded: Guarded): Promise<void> {
  const { profile, directory, deed, yes } = guarded
  if (yes) return
  const { settings, patterns } = await loadSettings(world)
  const pin = await pinOf(world, directory, patterns)
  const asks = isProtected(settings, profile) && world.env['SSOENV_YES'] !== '1'
  if (!pin && !asks) return
  const config = guarded.config ?? (await readAwsConfig(world.paths))
  const resolved = findProfile(config, profile)
  if (!resolved) return
  const reason = pin && pinnedElsewhere(world, pin, profile, resolved, config)
  if (reason !== undefined) {
    throw new RefusedError(`${reason} Where that is meant, --yes goes on.`, {
      suggestions: [`ssoenv ${deed} ${deed === 'exec' ? '--yes ' : ''}${shellWord(profile)}${MORE[deed]}`],
    })
  }
  if (asks) await agree(world, profile, accountWords(resolved, config), deed)
}

const MORE: Readonly<Record<Deed, string>> = {
  exec: ' -- COMMAND',
  use: ' --yes',
  env: ' --yes',
  console: ' --yes',
}

/** Asks, unless this shell has heard a yes to the same within the hour. */
async function agree(world: World, profile: string, account: string, deed: Deed): Promise<void> {
  if (!world.interactive)
    throw new RefusedError(
      `Profile ${quoted(profile)} is protected (${account}), and nobody can be asked here. --yes says yes, and so does SSOENV_YES=1.`,
    )
  const shell = shellAtTerminal(world.env)
  const { state } = world.paths
  const subject = [shell, profile, account].join('\n')
  if (shell !== undefined && (await isAgreed(state, subject, world.now(), AGREEMENT_SECONDS))) return
  if (!(await askYesNo(world, `Profile ${quoted(profile)} is protected: ${account}. ${QUESTIONS[deed]}`)))
    throw new CancelledError('Nothing was done.')
  if (shell !== undefined) await noteAgreement(state, subject, world.now(), AGREEMENT_SECONDS)
}

const QUESTIONS: Readonly<Record<Deed, string>> = {
  exec: 'Run the command with it?',
  use: 'Use it in this shell?',
  env: 'Print its credentials?',
  console: 'Open the console with it?',
}

function accountWords(resolved: ResolvedProfile, config: AwsConfig): string {
  const reached = resolved.kind === 'sso' ? reachedBy(resolved, config) : {}
  const { accountId, roleName } = reached
  if (accountId === undefined || roleName === undefined) return 'which account it reaches is not known'
  return `account ${printable(accountId)}, role ${printable(roleName)}`
}
