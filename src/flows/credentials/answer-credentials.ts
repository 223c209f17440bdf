/** `credential-process`, from words to output, for both doors (quick-door.ts, commands/credential-process.ts). */
import { EXIT, SsoenvError } from '../../core/errors.js'
import { credentialProcessText } from '../../core/session/role-credentials.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { print } from '../../world/terminal/standard-output.js'
import { InterruptedError, dieOf } from '../../world/terminal/terminal.js'
import { workingDirectory } from '../../world/working-directory.js'
import { thisWorld, type World } from '../../world/world.js'
import { requireActiveProfile } from '../for-shells/active-profile.js'
import { profileCredentials } from './profile-credentials.js'

/**
 * Prints them, or says in one line on standard error why not, with the command to type: that line is what the SDKs show.
 * Nobody is ever asked, and no browser opened.
 */
export async function answerCredentials(profile: string | undefined): Promise<void> {
  try {
    print(await credentialsText(thisWorld(), profile))
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    if (error instanceof InterruptedError && error.by !== 'SIGTSTP') dieOf(error.by)
    const [command] = error.suggestions
    process.stderr.write(`ssoenv: ${error.message}${command === undefined ? '' : ` Run: ${command}`}\n`)
    process.exitCode = error.exitCode === EXIT.done ? EXIT.bug : error.exitCode
  }
}

async function credentialsText(world: World, profile: string | undefined): Promise<string> {
  const name = profile ?? (await requireActiveProfile(world, workingDirectory(world.env))).name
  // On success the error stream is nobody's, and some tools log it; what they are to log is why their calls will fail.
  const quiet: World = { ...world, say: () => undefined, warn: (line) => world.say(`ssoenv: ${line}`) }
  const config = await readAwsConfig(world.paths)
  const { credentials, accountId } = await profileCredentials(quiet, config, name, { allow: 'refresh' })
  return credentialProcessText(credentials, accountId)
}
