import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { printable, quoted } from '../../core/text/display.js'
import { restoreKey, type Restored } from '../../flows/keys/keys-restore.js'
import { thisWorld } from '../../world/world.js'

type RestoreJson = Omit<Restored, 'diff'> & { dryRun: boolean }

export default class KeysRestore extends SsoenvCommand {
  static override description = `Put a parked key back where it was.

The profile uses the key again, and no longer SSO; where the files have not been changed since, they become what they were, byte for byte. A key that was set Inactive by keys park is made Active again, which the SSO role must be allowed to do. What stands in its place by now is never overwritten.`
  static override examples = [
    '<%= config.bin %> keys restore old-ci',
    'See what would change:\n<%= config.bin %> keys restore old-ci --dry-run',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({ ignoreStdin: true, required: true, description: 'the profile that had the key' }),
  }
  static override flags = {
    by: Flags.string({
      helpValue: 'SSO_PROFILE',
      description: 'the profile whose role makes it Active again in IAM; without it the profile itself',
    }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    'no-input': Flags.boolean({ description: 'never log in or ask; exit with 4 where that is needed' }),
  }

  /** @returns under --json: `{ profile, keyId, accountId, user?, activated, files, backups, dryRun }` */
  async run(): Promise<RestoreJson> {
    const { args, flags } = await this.parse(KeysRestore)
    const world = thisWorld()
    const dryRun = flags['dry-run']
    const { diff, ...restored } = await restoreKey(world, args.profile, {
      ...(flags.by === undefined ? {} : { by: flags.by }),
      dryRun,
      yes: flags.yes,
      noInput: flags['no-input'],
    })
    if (diff !== undefined) this.log(diff)
    else {
      const { profile, keyId, activated, backups } = restored
      const active = activated ? ', and is Active in IAM again' : ''
      this.log(`Profile ${quoted(profile)} has its key ${keyId} back${active}.`)
      for (const backup of backups) this.log(`A file as it was: ${printable(backup)}`)
    }
    return { ...restored, dryRun }
  }
}
