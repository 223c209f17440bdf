import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { EXIT } from '../core/errors.js'
import { shellWord } from '../core/session/login-command.js'
import type { Reachable } from '../core/listing/portal-listing.js'
import { isAccount, requireAccount, roleLines } from '../core/listing/portal-listing-text.js'
import { chosenSession } from '../flows/session/choose-session.js'
import { listShown } from '../flows/listing/portal-listing-shown.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

type RolesJson = { session: string } & Reachable

export default class Roles extends SsoenvCommand {
  static override description = `List the roles that an SSO session can take, in one account or in all.

Of one account the names of its roles are printed, one per line. All of them take a while with many accounts: the portal allows
20 calls a second, and one is needed for each. What was listed is kept: after Ctrl-C the same command goes on where it was, and
for six hours only the roles of new accounts are asked for, unless --refresh is given.

Exits with 6 where the roles of some accounts could not be listed.`
  static override examples = [
    '<%= config.bin %> roles acme-dev',
    '<%= config.bin %> roles 111122223333 --session corp',
    'All of them, anew:\n<%= config.bin %> roles --refresh --json',
  ]
  static override enableJsonFlag = true
  static override args = {
    account: Args.string({
      ignoreStdin: true,
      description: 'the account by its id or exact name; without it all',
    }),
  }
  static override flags = {
    session: Flags.string({
      description: 'the SSO session by its name; without it the active profile\u2019s',
      helpValue: 'NAME',
    }),
    refresh: Flags.boolean({ description: 'ask for all roles, also for those that are known' }),
    'no-input': Flags.boolean({ description: 'never log in or ask; exit with 4 where that is needed' }),
  }

  /**
   * @returns under --json: `{ session, accounts: [{ accountId, accountName?, emailAddress?, roles: [NAME] }], complete,
   *   warnings }`; not `complete`: the roles of some accounts could not be listed
   */
  async run(): Promise<RolesJson> {
    const { args, flags } = await this.parse(Roles)
    const world = thisWorld()
    const config = await readAwsConfig(world.paths)
    const session = await chosenSession(world, config, flags.session, workingDirectory(world.env), (one) => {
      return `ssoenv roles --session ${shellWord(one.name)}`
    })
    const { account: word } = args
    const found = await listShown(world, session, {
      roles: word === undefined ? 'all' : (account) => isAccount(word, account),
      refresh: flags.refresh,
      noInput: flags['no-input'],
    })
    const { complete, warnings } = found
    const accounts = word === undefined ? found.accounts : [requireAccount(found.accounts, word, session)]
    const lines = word === undefined ? roleLines(accounts) : (accounts[0]?.roles ?? [])
    if (lines.length > 0) this.log(lines.join('\n'))
    if (!this.jsonEnabled()) for (const warning of warnings) world.say(warning)
    if (!complete) process.exitCode = EXIT.unreachable
    return { session: session.name, accounts, complete, warnings }
  }
}
