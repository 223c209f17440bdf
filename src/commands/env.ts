import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { EXIT, SsoenvError } from '../core/errors.js'
import { durationSeconds } from '../core/text/duration.js'
import { envOutput } from '../flows/credentials/env.js'
import { ENV_FORMATS, failureText, type EnvFormat } from '../shells/env-text.js'
import { print } from '../world/terminal/standard-output.js'
import { oclifStatus } from '../usage.js'
import { thisWorld } from '../world/world.js'

export default class Env extends SsoenvCommand {
  static override description = `Print role credentials as variables, for eval.

For tools that know no profiles, and for places where no config is: a container, a remote shell. It sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION, AWS_ACCOUNT_ID and AWS_REGION with AWS_DEFAULT_REGION (what the environment says, else the region of the profile), and takes away AWS_PROFILE and whatever else would win over them.

The keys end after an hour or so and do not renew themselves: for a program that runs here, exec and AWS_PROFILE are better. Where there are no credentials, what is printed for eval fails.`
  static override examples = [
    'In bash, zsh and any POSIX shell:\neval "$(<%= config.bin %> env acme-dev)"',
    'In fish:\n<%= config.bin %> env acme-dev --format fish | source',
    'In PowerShell:\n<%= config.bin %> env acme-dev --format powershell | Out-String | Invoke-Expression',
    'For a container:\ndocker run --env-file <(<%= config.bin %> env acme-dev --format dotenv) amazon/aws-cli sts get-caller-identity',
  ]
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the profile; without it the active one, or you choose on the terminal',
    }),
  }
  static override flags = {
    format: Flags.string({
      options: [...ENV_FORMATS],
      default: 'bash',
      description:
        'whose spelling; bash is also for zsh, dotenv and json hold the values only, json as one object by their names',
    }),
    'min-ttl': Flags.string({
      description: 'how long they must last at least, as 30m or 1h',
      helpValue: 'DURATION',
    }),
    yes: Flags.boolean({ description: 'say yes where the guard asks' }),
  }

  private static hasFailed = false

  /** What is evaluated if this fails. */
  private failing: EnvFormat = 'bash'

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Env)
    const format = flags.format as EnvFormat
    this.failing = format
    const leastSeconds = flags['min-ttl'] === undefined ? undefined : durationSeconds(flags['min-ttl'])
    print(
      await envOutput(thisWorld(), {
        format,
        yes: flags.yes,
        ...(args.profile === undefined ? {} : { profile: args.profile }),
        ...(leastSeconds === undefined ? {} : { leastSeconds }),
      }),
    )
  }

  protected override async catch(error: Error & { exitCode?: number; code?: string }): Promise<unknown> {
    // --help ends in here too, and a mistake in the words twice: oclif runs the command once more, to tell it.
    if (error.code !== 'EEXIT' && !Env.hasFailed) {
      Env.hasFailed = true
      const exitCode = SsoenvError.isOne(error) ? error.exitCode : (oclifStatus(error) ?? EXIT.bug)
      // On a terminal nobody evaluates it.
      if (!process.stdout.isTTY) print(failureText(this.failing, exitCode))
    }
    return super.catch(error)
  }
}
