import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { printable, quoted } from '../../core/text/display.js'
import { removeProfiles } from '../../flows/profile/remove-profiles.js'
import { withoutColours } from '../../flows/profile/profile-told.js'
import { shownPath } from '../../flows/for-shells/verdict.js'
import { thisWorld } from '../../world/world.js'

interface RemoveJson {
  removed: string[]
  file: string
  dryRun: boolean
  diff?: string
  backup?: string
}

export default class ProfilesRemove extends SsoenvCommand {
  static override description = `Take profiles out of the AWS config, after showing what goes.

Comments that belong to a profile go with it. Its SSO session, its login and other profiles stay. One that is the source_profile of another is refused, unless that one goes too.`
  static override examples = [
    '<%= config.bin %> profiles remove acme-old',
    'In a script:\n<%= config.bin %> profiles remove acme-old acme-older --yes',
  ]
  static override enableJsonFlag = true
  static override strict = false
  static override args = {
    name: Args.string({ ignoreStdin: true, description: 'the profiles by their names', required: true }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', default: false, description: 'without asking' }),
    force: Flags.boolean({ default: false, description: 'also where another profile stands on one of them' }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
  }

  /** @returns under --json: `{ removed: [NAME], file, dryRun, diff?, backup? }` */
  async run(): Promise<RemoveJson> {
    const { argv, flags } = await this.parse(ProfilesRemove)
    const world = thisWorld()
    const removed = [...new Set(argv.map(String))]
    const { yes, force, 'dry-run': dryRun } = flags
    const { diff, backup } = await removeProfiles(world, removed, { dryRun, yes, force })
    const file = world.paths.awsConfig
    if (dryRun) this.log(diff)
    else {
      const names = removed.map((name) => quoted(name)).join(', ')
      this.log(`${names}: removed from ${shownPath(world, file)}.`)
      if (backup !== undefined) this.log(`The file as it was: ${printable(shownPath(world, backup))}`)
    }
    return {
      removed,
      file,
      dryRun,
      ...(dryRun ? { diff: withoutColours(diff) } : {}),
      ...(backup === undefined ? {} : { backup }),
    }
  }
}
