import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { shellWord } from '../core/session/login-command.js'
import { accountLines } from '../core/listing/portal-listing-text.js'
import { chosenSession } from '../flows/session/choose-session.js'
import { listShown } from '../flows/listing/portal-listing-shown.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

interface AccountsJson {
  session: string
  /** Absent members are left out of the text. */
  accounts: { accountId: string; accountName: string | undefined; emailAddress: string | undefined }[]
  warnings: string[]
}

export default class Accounts extends SsoenvCommand {
  static override description = `List the accounts that an SSO session can reach.

The portal is asked each time. On a terminal this logs in where that is needed.`
  static override examples = [
    'Of the active profile\u2019s session:\n<%= config.bin %> accounts',
    '<%= config.bin %> accounts --session corp',
    'In a script that must not ask:\n<%= config.bin %> accounts --no-input --json',
  ]
  static override enableJsonFlag = true
  static override flags = {
    session: Flags.string({
      description: 'the SSO session by its name; without it the active profile\u2019s',
      helpValue: 'NAME',
    }),
    'no-input': Flags.boolean({ description: 'never log in or ask; exit with 4 where that is needed' }),
  }

  /** @returns under --json: `{ session, accounts: [{ accountId, accountName?, emailAddress? }], warnings }` */
  async run(): Promise<AccountsJson> {
    const { flags } = await this.parse(Accounts)
    const world = thisWorld()
    const config = await readAwsConfig(world.paths)
    const session = await chosenSession(world, config, flags.session, workingDirectory(world.env), (one) => {
      return `ssoenv accounts --session ${shellWord(one.name)}`
    })
    const found = await listShown(world, session, { roles: 'none', noInput: flags['no-input'] })
    const { warnings } = found
    this.log(accountLines(found.accounts).join('\n'))
    if (!this.jsonEnabled()) for (const warning of warnings) world.say(warning)
    const accounts = found.accounts.map(({ accountId, accountName, emailAddress }) => {
      return { accountId, accountName, emailAddress }
    })
    return { session: session.name, accounts, warnings }
  }
}
