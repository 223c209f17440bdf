import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { quoted } from '../../core/text/display.js'
import { UsageError } from '../../core/errors.js'
import { addProfileHere, type AddedHere } from '../../flows/profile/add-profile-here.js'
import { addProfile } from '../../flows/profile/add-profile.js'
import type { Configured } from '../../flows/profile/configure.js'
import { profileJson, wordsOn, type ProfileJson } from '../../flows/profile/profile-told.js'
import { shownPath } from '../../flows/for-shells/verdict.js'
import { workingDirectory } from '../../world/working-directory.js'
import { thisWorld, type World } from '../../world/world.js'

/** `already`: profiles that reach what the `.ssoenv` asks for; nothing was made then. */
type AddJson = ProfileJson | { already: string[]; changed: false }

export default class ProfilesAdd extends SsoenvCommand {
  static override description = `Add a profile to the AWS config, from words alone.

The portal is not asked, and no login is needed.

With --here it is the profile that the nearest .ssoenv asks for by start URL, account and role. A portal that your config does not know yet is shown and asked for; its SSO session is made too, the file is allowed, and the first login there is by hand.`
  static override examples = [
    '<%= config.bin %> profiles add acme-audit --session acme --account 111122223333 --role Audit',
    'What the .ssoenv of a team asks for:\n<%= config.bin %> profiles add --here',
    'Look first:\n<%= config.bin %> profiles add acme-dev --here --dry-run',
  ]
  static override enableJsonFlag = true
  static override args = { name: Args.string({ ignoreStdin: true, description: 'the name of the profile' }) }
  static override flags = {
    here: Flags.boolean({
      description: 'what the nearest .ssoenv asks for',
      exclusive: ['account', 'role'],
    }),
    session: Flags.string({
      description: 'the SSO session; without it the only one, or the one of that portal',
      helpValue: 'NAME',
    }),
    'sso-region': Flags.string({
      description: 'of the portal, where --here makes a session and the file does not say it',
      helpValue: 'REGION',
      dependsOn: ['here'],
    }),
    account: Flags.string({ description: 'the account by its id', helpValue: 'ID' }),
    role: Flags.string({ description: 'the role by its name', helpValue: 'NAME' }),
    region: Flags.string({ description: 'for commands that use the profile', helpValue: 'REGION' }),
    output: Flags.string({ description: 'format of the AWS CLI\u2019s output', helpValue: 'FORMAT' }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
  }

  /** @returns under --json: as `configure`; with --here also `{ already: [NAME], changed: false }` */
  async run(): Promise<AddJson> {
    const { args, flags } = await this.parse(ProfilesAdd)
    const world = thisWorld()
    const { session, region, output } = flags
    const dryRun = flags['dry-run']
    const words = { profile: args.name, session, region, output }
    if (!flags.here) {
      const added = await addProfile(world, { ...words, account: flags.account, role: flags.role }, dryRun)
      return this.told(world, added, dryRun)
    }
    const here = { ...words, ssoRegion: flags['sso-region'] }
    const done = await addProfileHere(world, workingDirectory(world.env), here, dryRun)
    const json = done.already
      ? this.toldAlready(done.already, args.name)
      : this.told(world, done.added, dryRun)
    this.hintAllow(world, done, dryRun)
    return json
  }

  private told(world: World, added: Configured, dryRun: boolean): ProfileJson {
    for (const line of wordsOn(world, added, dryRun)) this.log(line)
    if (!this.jsonEnabled()) for (const warning of added.warnings) world.say(warning)
    return profileJson(world, added, dryRun)
  }

  private toldAlready(already: string[], wished: string | undefined): AddJson {
    const names = already.map((name) => quoted(name)).join(', ')
    const words = already.length === 1 ? `Profile ${names} reaches` : `The profiles ${names} reach`
    if (wished !== undefined && !already.includes(wished)) throw new UsageError(`${words} that already.`)
    this.log(`${words} that already.`)
    return { already, changed: false }
  }

  private hintAllow(world: World, { file, isAllowed }: AddedHere, dryRun: boolean): void {
    if (!isAllowed && !dryRun && !this.jsonEnabled())
      world.say(`To use ${shownPath(world, file)}: ssoenv allow`)
  }
}
