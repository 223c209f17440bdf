import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { profileJson, wordsOn, type ProfileJson } from '../flows/profile/profile-told.js'
import { configure } from '../flows/profile/configure.js'
import { thisWorld } from '../world/world.js'

export default class Configure extends SsoenvCommand {
  static override description = `Make or change a profile that uses SSO: its session, account, role and name.

Asks step by step, with lists that filter as you type. A session that is there is used as it is; for a new one the start URL is enough, mostly. Each answer can be given as a flag. Without a terminal, or with --no-input, nobody is asked, and what is missing is named; where both account (by its id) and role are given then, the portal is not asked either, and no login is needed: nobody looks whether it gives you that role.

The config is changed at the end, in one step and with a backup. A profile that is there is changed after you have seen how.`
  static override examples = [
    '<%= config.bin %> configure',
    'The first profile of a new portal:\n<%= config.bin %> configure acme-dev --start-url https://acme.awsapps.com/start',
    'In a script:\n<%= config.bin %> configure acme-dev --session acme --account 111122223333 --role Developer --region eu-west-1 --no-input',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the name of the profile; asked for if not given',
    }),
  }
  static override flags = {
    session: Flags.string({
      description: 'the SSO session, one that is there or a new one',
      helpValue: 'NAME',
    }),
    'start-url': Flags.string({ description: 'of the portal, for a new session', helpValue: 'URL' }),
    'sso-region': Flags.string({
      description: 'of the portal, for a new session; found out where that can be',
      helpValue: 'REGION',
    }),
    scopes: Flags.string({
      description: 'for a new session, with commas between; sso:account:access if not given',
      helpValue: 'LIST',
    }),
    account: Flags.string({ description: 'the account by its id or exact name', helpValue: 'ACCOUNT' }),
    role: Flags.string({ description: 'the role by its name', helpValue: 'NAME' }),
    region: Flags.string({ description: 'for commands that use the profile', helpValue: 'REGION' }),
    output: Flags.string({ description: 'format of the AWS CLI\u2019s output', helpValue: 'FORMAT' }),
    overwrite: Flags.boolean({
      default: false,
      description: 'change a profile that is there without asking',
    }),
    'no-input': Flags.boolean({ description: 'never log in or ask' }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
  }

  /**
   * @returns under --json: `{ profile, session, startUrl, ssoRegion, accountId, roleName, region?, output?, file, changed,
   *   dryRun, newSession, warnings, diff?, backup? }`; `diff` under --dry-run
   */
  async run(): Promise<ProfileJson> {
    const { args, flags } = await this.parse(Configure)
    const here = thisWorld()
    const world = flags['no-input'] ? { ...here, interactive: false } : here
    const answers = {
      profile: args.profile,
      session: flags.session,
      startUrl: flags['start-url'],
      ssoRegion: flags['sso-region'],
      scopes: flags.scopes === undefined ? undefined : scopesIn(flags.scopes),
      account: flags.account,
      role: flags.role,
      region: flags.region,
      output: flags.output,
    }
    const options = { dryRun: flags['dry-run'], overwrite: flags.overwrite }
    const done = await configure(world, answers, options)
    for (const line of wordsOn(world, done, options.dryRun)) this.log(line)
    if (!this.jsonEnabled()) for (const warning of done.warnings) world.say(warning)
    return profileJson(world, done, options.dryRun)
  }
}

/** As the AWS CLI splits them (customizations/sso/utils.py, parse_sso_registration_scopes). */
function scopesIn(text: string): string[] {
  return text
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
}
