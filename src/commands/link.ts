import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { printable } from '../core/text/display.js'
import { chooseProfile } from '../flows/profile/choose-profile.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { link, type Allowed } from '../flows/trust.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Link extends SsoenvCommand {
  static override description =
    'Write and trust a .ssoenv, so that this directory and all below use a profile.'
  static override examples = [
    '<%= config.bin %> link acme-dev',
    'For a team, with start URL, account and role instead of your own name for them:\n<%= config.bin %> link acme-dev --team',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the profile; without it AWS_PROFILE decides, or you choose on the terminal',
    }),
  }
  static override flags = {
    team: Flags.boolean({ description: 'write start URL, region, account and role instead of the name' }),
  }

  /** @returns under --json: `{ file, effect, warnings, profile?, accountId?, roleName? }` */
  async run(): Promise<Allowed> {
    const { args, flags } = await this.parse(Link)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    const name = args.profile ?? (await chooseProfile(world, directory, 'link'))
    const linked = await link(world, directory, name, flags.team)
    this.log(`${shownPath(world, linked.file)} is written and allowed: ${linked.effect}.`)
    for (const warning of linked.warnings) this.warn(printable(warning))
    return linked
  }
}
