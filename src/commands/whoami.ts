import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import type { WhoAmI } from '../core/credentials/caller.js'
import { callerText } from '../core/credentials/caller-text.js'
import type { Explanation } from '../core/credentials/explanation.js'
import { explanationText } from '../core/credentials/sources-text.js'
import { CancelledError, SsoenvError } from '../core/errors.js'
import { meantHere, type Meant } from '../flows/credentials/meant-source.js'
import { whoAmI } from '../flows/credentials/who-am-i.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld, type World } from '../world/world.js'

type WhoAmIJson = WhoAmI & { explanation?: Omit<Explanation, 'conflicts'> }

export default class Whoami extends SsoenvCommand {
  static override description = `Show as whom tools act here: account, role and identity, by STS.

Without PROFILE with the credentials that the AWS CLI would use: keys in variables hide AWS_PROFILE, and then it is their identity that is shown. --explain lists every place where tools look for credentials, in the order of each tool (the AWS CLI, boto3 and the SDKs for JavaScript, Go, Java and Rust; Terraform is Go), which one each of them uses, and the line that mends what hides what. The Java SDK also takes its own system properties, which cannot be seen from here.`
  static override examples = [
    '<%= config.bin %> whoami',
    'Another profile:\n<%= config.bin %> whoami acme-prod',
    'Why is this the wrong account?\n<%= config.bin %> whoami --explain --offline',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the profile; without it what the AWS CLI would use here',
    }),
  }
  static override flags = {
    explain: Flags.boolean({
      default: false,
      description: 'every source of credentials, and which one each tool uses',
    }),
    offline: Flags.boolean({
      default: false,
      description: 'do not ask STS: account and role as the config has them',
    }),
  }

  /**
   * @returns under --json: `{ source, profile?, by?, file?, accountId?, accountName?, arn?, kind?, roleName?, sessionName?, userName?,
   *   keyId?, region?, asked, conflicts: [{ says, command? }], explanation? }`. `kind` is `sso-role`, `role`, `user`, `root`,
   *   `federated-user` or `other`; `by` is `argument`, `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, `.ssoenv`, `settings` or `default`.
   *   With --explain `explanation` is `{ tools: [{ tool, profile, profileBy, source?, problem?, region?, regionBy }], sources: [{ source,
   *   profile?, isSet?, where?, keyId?, places: { TOOL: number }, usedBy: [TOOL] }], chain: [{ profile, kind, where, roleArn?,
   *   roleSessionName?, mfaSerial?, source? }], chainProblem? }`, and where who it is cannot be said, `{ error, conflicts, explanation }`
   */
  async run(): Promise<WhoAmIJson> {
    const { args, flags } = await this.parse(Whoami)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    const meant = await meantHere(world, directory, args.profile)
    if (!flags.explain) {
      const found = await whoAmI(world, directory, meant, { ...flags, choose: true })
      this.log(callerText(found, world.paths.home))
      return found
    }
    return this.explained(world, directory, meant, flags)
  }

  /** The explanation comes first: it is what helps where the rest fails, or has to wait for a login. */
  private async explained(
    world: World,
    directory: string,
    meant: Meant,
    flags: { offline: boolean },
  ): Promise<WhoAmIJson> {
    const { conflicts, ...explanation } = meant.explanation
    this.log(`${explanationText(meant.explanation, world.paths.home)}\n`)
    try {
      const found = await whoAmI(world, directory, meant, { ...flags, choose: false })
      this.log(callerText({ ...found, conflicts: [] }, world.paths.home))
      return { ...found, explanation }
    } catch (error) {
      if (!this.jsonEnabled() || !(error instanceof SsoenvError) || error instanceof CancelledError)
        throw error
      this.logJson({ ...(this.toErrorJson(error) as object), conflicts, explanation })
      return this.exit(error.exitCode)
    }
  }
}
