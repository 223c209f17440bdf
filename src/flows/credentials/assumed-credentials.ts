/**
 * Credentials of a role that is assumed by STS, kept where the AWS CLI keeps them.
 *
 * 1. The file, as for the portal's roles (`keptCredentials`).
 * 2. Whether the code of a device can be asked for, where the role wants one: a person at a terminal has it.
 * 3. The credentials that it is assumed with: those of the next role of the chain, at its end the portal's.
 * 4. AssumeRole, by one process for all.
 */
import {
  assumedCredentialsText,
  type AssumedCredentials,
  type AssumedRole,
} from '../../core/credentials/assumed-role.js'
import { keptFile, type CredentialSource } from '../../core/credentials/credential-source.js'
import {
  ConfigError,
  LoginFailedError,
  LoginNeededError,
  RefusedError,
  UnreachableError,
} from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { lastsFor, type RoleCredentials } from '../../core/session/role-credentials.js'
import { isRegionName } from '../../core/session/sso-session.js'
import { quoted } from '../../core/text/display.js'
import { minutesAgo } from '../../core/text/words-for-time.js'
import { assumeRole } from '../../world/network/assume-role.js'
import { KeyRefused } from '../../world/network/signed-call.js'
import { askText } from '../../world/terminal/questions.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import { keptCredentials } from './kept-credentials.js'
import { keptRoleCredentials } from './kept-role-credentials.js'

/** So often a code may be mistyped. */
const CODES = 3

/**
 * The credentials that a profile ends in.
 *
 * @param allow `refresh`: nobody is ever asked. `login`: logs in where nothing else helps, and asks for the codes of devices
 * @param leastSeconds of the last ones, as `keptCredentials` takes it; STS gives an hour at most to who is a role already
 * @throws as `keptRoleCredentials` does; RefusedError where a role may not be assumed; LoginNeededError where a code is wanted
 *   and nobody can be asked, LoginFailedError where it was wrong; ConfigError where STS does not take what the profile says
 */
export async function chainCredentials(
  world: World,
  source: CredentialSource,
  allow: 'refresh' | 'login',
  leastSeconds?: number,
): Promise<RoleCredentials> {
  const { base, roles, region } = source
  const [role, ...below] = roles
  if (!role) return keptRoleCredentials(world, base, allow, leastSeconds)
  if (!isRegionName(region)) throw new ConfigError(`${quoted(region)} is not a region's name.`)
  const rest: CredentialSource = { ...source, roles: below }
  return keptCredentials(
    world,
    {
      ...keptFile(source),
      text: (credentials: AssumedCredentials) => assumedCredentialsText(credentials, role.accountId),
      purpose: `credentials of ${quoted(role.roleName)} in ${role.accountId}`,
      prepare: () => {
        if (role.mfaSerial !== undefined && !(allow === 'login' && world.interactive)) throw codeNeeded(role)
        return chainCredentials(world, rest, allow)
      },
      ask: (keys) => assumed(world, role, rest, keys),
    },
    leastSeconds,
  )
}

/** Asks STS, as often as the person mistypes the code. */
async function assumed(
  world: World,
  role: AssumedRole,
  from: CredentialSource,
  keys: RoleCredentials,
): Promise<AssumedCredentials> {
  const network = await networkOf(world, { profile: role.profile })
  const sessionName = `ssoenv-${Math.floor(world.now().getTime() / 1000)}`
  for (let left = CODES; ; left--) {
    const code = role.mfaSerial === undefined ? {} : { code: await askCode(role) }
    try {
      const found = await assumeRole(network, keys, from.region, role, { sessionName, ...code })
      if (lastsFor(found, 0, world.now())) return found
      throw new UnreachableError(
        `STS gives credentials of role ${quoted(role.roleName)} in account ${role.accountId} that ended ` +
          `${minutesAgo(found.expiresAt, world.now())}: this machine's clock is not that of AWS.`,
      )
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      if (error.reason !== 'code') throw refusal(error, role, from)
      if (left === 1) throw new LoginFailedError(`The code for role ${quoted(role.roleName)} was wrong.`)
      world.say('The code is wrong, or was used already.')
    }
  }
}

function askCode({ mfaSerial = '' }: AssumedRole): Promise<string> {
  return askText({
    message: `Code that ${quoted(mfaSerial, 100)} shows:`,
    check: (text) => (/^\d{6}$/.test(text) ? undefined : 'It has six digits.'),
  })
}

function codeNeeded({ profile, mfaSerial = '' }: AssumedRole): LoginNeededError {
  return new LoginNeededError(
    `Profile ${quoted(profile)} wants the code that the device ${quoted(mfaSerial, 100)} shows, and nobody can be asked here.`,
    { suggestions: [`ssoenv whoami ${shellWord(profile)}`] },
  )
}

/** What STS's refusal means for who has to mend it. */
function refusal(
  error: KeyRefused,
  role: AssumedRole,
  from: CredentialSource,
): RefusedError | ConfigError | KeyRefused {
  const asking = from.roles[0] ?? from.base
  const one = `Role ${quoted(asking.roleName)} in account ${asking.accountId}`
  const other = `role ${quoted(role.roleName)} in account ${role.accountId}`
  switch (error.reason) {
    case 'denied':
      return new RefusedError(
        `${one} may not assume ${other}: there is none, it does not trust the first one` +
          `${role.externalId === undefined ? ' or wants an external id' : ''}, or the first one lacks sts:AssumeRole.`,
        { suggestions: [`ssoenv whoami ${shellWord(role.profile)} --explain`] },
      )
    case 'invalid':
      return new ConfigError(`Profile ${quoted(role.profile)}: ${error.message}`)
    case 'expired':
      // They have not by this machine's clock, or others would have been asked for.
      return new KeyRefused(
        `${one} cannot assume ${other}: to STS its credentials have expired, so this machine's clock is not that of AWS.`,
        'clock',
      )
    default:
      return error
  }
}
