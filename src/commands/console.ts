import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { quoted } from '../core/text/display.js'
import { guard } from '../flows/binding/guard.js'
import { meantProfile } from '../flows/profile/meant-profile.js'
import { consoleOfProfile, openConsole } from '../flows/profile/open-console.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

interface ConsoleJson {
  profile: string
  accountId: string
  roleName: string
  region?: string
  url: string
  opened: boolean
}

export default class Console extends SsoenvCommand {
  static override description = `Open the AWS console in the account and role of a profile.

By the access portal's own link, in which there is no secret: the portal
logs you in, where you are not. The region is that of the AWS CLI:
AWS_REGION, AWS_DEFAULT_REGION, else the profile's. Where no browser can be
opened (without a terminal, over SSH) the link is printed.`
  static override examples = [
    '<%= config.bin %> console acme-dev',
    'A service in another region:\n<%= config.bin %> console acme-dev --service cloudformation --region us-east-1',
    'The link, to send or to open elsewhere:\n<%= config.bin %> console acme-dev --print',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the profile; without it the active one, or you choose on the terminal',
    }),
  }
  static override flags = {
    service: Flags.string({
      description: 'the service, as its console is called, like s3',
      helpValue: 'NAME',
    }),
    region: Flags.string({ description: 'the region', helpValue: 'REGION' }),
    print: Flags.boolean({ description: 'only print the link' }),
    yes: Flags.boolean({ description: 'say yes where the guard asks' }),
  }

  /** @returns under --json: `{ profile, accountId, roleName, region?, url, opened }` */
  async run(): Promise<ConsoleJson> {
    const { args, flags } = await this.parse(Console)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    const config = await readAwsConfig(world.paths)
    const profile = await meantProfile(world, directory, args.profile, 'console')
    const found = consoleOfProfile(world, config, profile, flags)
    await guard(world, { profile, directory, deed: 'console', yes: flags.yes, config })
    const { accountId, roleName, region, link } = found
    const opened = !flags.print && (await openConsole(world, found))
    if (opened) this.log(`The console of ${quoted(profile)} (account ${accountId}) opens in the browser.`)
    else {
      if (!flags.print && !this.jsonEnabled()) world.say('No browser can be opened from here. The link:')
      this.log(link)
    }
    return { profile, accountId, roleName, ...(region === undefined ? {} : { region }), url: link, opened }
  }
}
