import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { printable, quoted } from '../../core/text/display.js'
import { shellWord } from '../../core/session/login-command.js'
import { accountWords, counted } from '../../core/listing/portal-listing.js'
import { DEFAULT_TEMPLATE } from '../../core/profile/profile-name.js'
import type { SyncedProfile } from '../../core/profile/profile-sync.js'
import { chosenSession } from '../../flows/session/choose-session.js'
import { syncProfiles, type Synced } from '../../flows/profile/sync-profiles.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { workingDirectory } from '../../world/working-directory.js'
import { thisWorld } from '../../world/world.js'

interface SyncJson {
  session: string
  dryRun: boolean
  added: SyncedProfile[]
  removed: SyncedProfile[]
  lost: SyncedProfile[]
  kept: number
  warnings: string[]
  backup?: string
}

export default class ProfilesSync extends SsoenvCommand {
  static override description = `Make a profile for every account and role that an SSO session can reach.

Where some profile reaches an account and role already, nothing is added, whatever its name is. A profile that was made here says so in a comment; edit it, and it is yours: no sync touches it again. The config is changed in one step, with a backup.

Interrupted, it goes on from there the next time; accounts whose roles were listed within the last hours are not asked for again.`
  static override examples = [
    'See what would be written:\n<%= config.bin %> profiles sync --session corp --dry-run',
    'Only two kinds of roles, not the sandboxes, with names of your own:\n<%= config.bin %> profiles sync --include "*/Developer" --include "*/ReadOnly" --exclude "sandbox-*" --template "{account_name}.{role}"',
    'Take back what you lost:\n<%= config.bin %> profiles sync --prune',
  ]
  static override enableJsonFlag = true
  static override flags = {
    session: Flags.string({
      description: 'the SSO session by its name; without it the active profile\u2019s',
      helpValue: 'NAME',
    }),
    template: Flags.string({
      description:
        'names of new profiles, of {account_name}, {account_id}, {role}, {session} and {email}; an account id is added where two would have one name',
      default: DEFAULT_TEMPLATE,
    }),
    include: Flags.string({
      multiple: true,
      helpValue: 'FILTER',
      description: 'only these: ACCOUNT or ACCOUNT/ROLE, ACCOUNT a name or an id, with * and ?',
    }),
    exclude: Flags.string({ multiple: true, helpValue: 'FILTER', description: 'not these' }),
    region: Flags.string({ description: 'the region of new profiles' }),
    output: Flags.string({ description: 'the output format of new profiles' }),
    prune: Flags.boolean({
      description: 'remove profiles that were made here, not edited since, and whose role you have lost',
    }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
    refresh: Flags.boolean({ description: 'ask for the roles of every account again' }),
    yes: Flags.boolean({ char: 'y', description: 'remove without asking' }),
    'no-input': Flags.boolean({ description: 'never log in or ask; exit with 4 where that is needed' }),
  }

  /**
   * @returns under --json: `{ session, dryRun, added, removed, lost: [{ profile, accountId, accountName?, roleName }], kept,
   *   warnings, backup? }`; `lost` holds what --prune removes
   */
  async run(): Promise<SyncJson> {
    const { flags } = await this.parse(ProfilesSync)
    const world = thisWorld()
    const config = await readAwsConfig(world.paths)
    const session = await chosenSession(world, config, flags.session, workingDirectory(world.env), (one) => {
      return `ssoenv profiles sync --session ${shellWord(one.name)}`
    })
    const { template, include = [], exclude = [], region, output } = flags
    const rules = {
      template,
      include,
      exclude,
      ...(region === undefined ? {} : { region }),
      ...(output === undefined ? {} : { output }),
    }
    const synced = await syncProfiles(world, session, {
      rules,
      prune: flags.prune,
      dryRun: flags['dry-run'],
      yes: flags.yes,
      refresh: flags.refresh,
      noInput: flags['no-input'],
    })
    if (!this.jsonEnabled()) {
      for (const warning of synced.warnings) world.say(warning)
      if (synced.diff) this.log(synced.diff)
      else for (const line of lines(synced, flags['dry-run'])) this.log(line)
    }
    const { added, removed, lost, kept, warnings, backup } = synced
    const dryRun = flags['dry-run']
    const json = { session: session.name, dryRun, added, removed, lost, kept, warnings }
    return backup === undefined ? json : { ...json, backup }
  }
}

/** What was done, one line for each profile and a sum. */
function lines({ added, removed, lost, kept, backup }: Synced, dryRun: boolean): string[] {
  const line = (sign: string, { profile, accountId, accountName, roleName }: SyncedProfile): string =>
    `${sign} ${quoted(profile)}  ${accountWords({ accountId, ...(accountName && { accountName }) })} ${roleName}`
  const left = lost.length - removed.length
  return [
    ...added.map((one) => line('+', one)),
    ...removed.map((one) => line('-', one)),
    `${counted(added.length, 'profile')} ${dryRun ? 'to add' : 'added'}, ${removed.length} removed, ${kept} there already.`,
    ...(left > 0
      ? [
          `${counted(left, 'profile')} reach${left === 1 ? 'es' : ''} a role that you no longer have: ssoenv profiles sync --prune`,
        ]
      : []),
    ...(backup === undefined ? [] : [`The config as it was: ${printable(backup)}`]),
  ]
}
