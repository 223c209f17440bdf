import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { UsageError } from '../core/errors.js'
import { shellWord } from '../core/session/login-command.js'
import { durationSeconds } from '../core/text/duration.js'
import { quoted } from '../core/text/display.js'
import { execEnvironment, type ExecWords } from '../flows/credentials/exec.js'
import { become } from '../world/process/become.js'
import { commandProblem } from '../world/process/find-command.js'
import { thisWorld, type World } from '../world/world.js'

export default class Exec extends SsoenvCommand {
  static override description = `Run a command in the account and role of a profile.

The command gets AWS_PROFILE, or with --keys short-lived keys for a tool that knows no profiles; other AWS_* variables that would win over these are taken away. Where the session has ended it is refreshed, or logged in to on a terminal. Input, output, terminal, signals and exit status are the command's own.`
  static override usage = 'exec [PROFILE] [--min-ttl 30m] [--keys] [--yes] -- COMMAND ARGUMENTS…'
  static override examples = [
    '<%= config.bin %> exec acme-dev -- terraform plan',
    'The active profile:\n<%= config.bin %> exec -- aws s3 ls',
    'Keys that last at least 45 minutes, for a tool that knows no profiles:\n<%= config.bin %> exec acme-dev --keys --min-ttl 45m -- ./deploy.sh',
  ]
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'without it the active profile, or you choose on the terminal',
    }),
  }
  static override flags = {
    keys: Flags.boolean({ default: false, description: 'hand over short-lived keys, and no profile' }),
    'min-ttl': Flags.string({
      helpValue: '30m',
      description: 'what the command gets must last so long; otherwise refresh or log in first',
    }),
    yes: Flags.boolean({ default: false, description: 'say yes where the guard asks' }),
  }

  async run(): Promise<void> {
    const words = await this.words()
    const [name] = words.command
    const problem = commandProblem(name, process.env['PATH'])
    // As it was handed to us: the SDK sets variables of its own.
    const world: World = Object.assign(thisWorld(), { env: { ...process.env } })
    const ended = problem ?? (await become(words.command, await execEnvironment(world, words)))
    this.logToStderr(`ssoenv: ${ended.message}`)
    this.exit(ended.status)
  }

  /** What is behind the first `--` is the command's, whatever it looks like. */
  private async words(): Promise<ExecWords> {
    const typed = [...this.argv] // oclif takes its words away as it reads them
    const at = typed.indexOf('--')
    const { args, flags } = await this.parse(Exec, at < 0 ? [] : typed.slice(0, at))
    const [name, ...rest] = at < 0 ? [] : typed.slice(at + 1)
    if (name === undefined) throw noCommand(typed)
    const command = [name, ...rest] as const
    const broken = command.find((word) => word.includes('\ufffd'))
    if (broken !== undefined)
      throw new UsageError(
        `The word ${quoted(broken)} of the command is not UTF-8, and would reach the command as another one.`,
      )
    const least = flags['min-ttl'] === undefined ? {} : { leastSeconds: durationSeconds(flags['min-ttl']) }
    const profile = args.profile === undefined ? {} : { profile: args.profile }
    return { ...profile, ...least, command, keys: flags.keys, yes: flags.yes }
  }
}

/** With the words that were typed in the example, where it is plain which of them is what. */
function noCommand(typed: readonly string[]): UsageError {
  const [profile, ...command] = typed.filter((word) => word !== '--')
  const isPlain = command.length > 0 && !typed.includes('--') && !typed.some((word) => word.startsWith('-'))
  const words = isPlain ? [profile ?? '', '--', ...command] : ['acme-dev', '--', 'aws', 's3', 'ls']
  return new UsageError('The command to run is missing: it stands behind " -- ".', {
    suggestions: [`ssoenv exec ${words.map(shellWord).join(' ')}`],
  })
}
