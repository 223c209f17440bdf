/**
 * `keys-for-direnv`, from words to output: what `use sso_credentials` in an .envrc starts (shell/direnv/ssoenv.sh,
 * shell/README.md §5).
 */
import { credentialSource, keptFile } from '../../core/credentials/credential-source.js'
import { keyVariables } from '../../core/credentials/key-variables.js'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { EXIT, LoginNeededError, SsoenvError } from '../../core/errors.js'
import { recordLine, type RecordFields } from '../../core/for-shells/record.js'
import { lastsFor, LEAST_SECONDS } from '../../core/session/role-credentials.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { roleCredentialsFile } from '../../world/files/role-credentials-cache.js'
import { print } from '../../world/terminal/standard-output.js'
import { InterruptedError, dieOf } from '../../world/terminal/terminal.js'
import { workingDirectory } from '../../world/working-directory.js'
import { thisWorld, type World } from '../../world/world.js'
import { guard } from '../binding/guard.js'
import { regionFor } from './env-keys.js'
import { profileCredentials, type ProfileCredentials } from './profile-credentials.js'

/** When others cannot be had, those that last at least so long are used on. */
const BARELY_SECONDS = 60

/**
 * Prints the lines for the .envrc, or says in one line on standard error why there are none. Nobody is asked and no login made;
 * that one is needed is left to the shell's hook to say, where that is loaded.
 */
export async function answerKeys(profile: string, yes: boolean): Promise<void> {
  const world = Object.defineProperty(thisWorld(), 'interactive', { value: false })
  try {
    const lines = await keyLines(world, profile, yes)
    print(`${[...lines, ['end', ''] as const].map((line) => recordLine(line).trimEnd()).join('\n')}\n`)
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    if (error instanceof InterruptedError && error.by !== 'SIGTSTP') dieOf(error.by)
    process.exitCode = error.exitCode
    if (error instanceof LoginNeededError && world.env['SSOENV_SHELL']) return
    const command = error.exitCode === EXIT.unreachable ? 'direnv reload' : error.suggestions[0]
    process.stderr.write(`ssoenv: ${error.message}${command === undefined ? '' : ` Try: ${command}`}\n`)
  }
}

/**
 * - `set NAME VALUE`: a variable
 * - `until SECONDS`: from when on newer keys can be had
 * - `watch FILE`: changes when another tool gets newer ones
 */
async function keyLines(world: World, profile: string, yes: boolean): Promise<RecordFields> {
  const config = await readAwsConfig(world.paths)
  await guard(world, { profile, directory: workingDirectory(world.env), deed: 'env', yes, config })
  const { found, until } = await keysUntil(world, config, profile)
  const region = regionFor(world.env, config, profile)
  const keys = keyVariables({ ...found, ...(region === undefined ? {} : { region }) })
  const file = roleCredentialsFile(world.paths, keptFile(credentialSource(config, profile)).fileName)
  return [
    ...keys.map(([name, value]) => ['set', `${name} ${value}`] as const),
    ['until', String(Math.floor(until.getTime() / 1000))],
    ['watch', file],
  ]
}

/** Keys that are renewed 15 minutes before their end; where they cannot be, they serve until they end. */
async function keysUntil(
  world: World,
  config: AwsConfig,
  profile: string,
): Promise<{ found: ProfileCredentials; until: Date }> {
  const ask = (leastSeconds: number): Promise<ProfileCredentials> =>
    profileCredentials(world, config, profile, { allow: 'refresh', leastSeconds })
  const inSeconds = (seconds: number): number => world.now().getTime() + seconds * 1000
  let found = await ask(BARELY_SECONDS)
  if (!lastsFor(found.credentials, LEAST_SECONDS, world.now())) {
    try {
      found = await ask(LEAST_SECONDS)
    } catch (error) {
      if (!(error instanceof SsoenvError) || error instanceof InterruptedError) throw error
      // Not at each prompt: what just failed takes its time.
      const end = found.credentials.expiresAt.getTime()
      return {
        found,
        until: new Date(error instanceof LoginNeededError ? end : Math.min(end, inSeconds(300))),
      }
    }
  }
  const due = found.credentials.expiresAt.getTime() - LEAST_SECONDS * 1000
  return { found, until: new Date(Math.max(due, inSeconds(BARELY_SECONDS))) }
}
