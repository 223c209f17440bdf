import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { durationSeconds } from '../core/text/duration.js'
import { EXIT } from '../core/errors.js'
import { statusText } from '../core/text/status-text.js'
import { isReady, statusHere, type Status as StatusJson } from '../flows/status.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Status extends SsoenvCommand {
  static override description = `Show which profile is active here and why, and how the SSO sessions stand.

Of each session: the session itself, which somebody logged in to and only a
login brings back; its access token, which is refreshed without asking as
long as the session lasts; and the role credentials that are kept. No
service says when a session ends. What earlier ones lasted is learned from
your logins and from refreshes that were refused; until then it is not
known, and that is what is said.

--check prints nothing and exits with 0 when the active profile's session
can be used without asking anybody, else with 4; a refresh that is due is
made for it. With --min-ttl, when it can be used for so long, as far as is
known: that is no promise while the session's end is unknown.`
  static override examples = [
    '<%= config.bin %> status',
    'In a script that must not ask:\n<%= config.bin %> status --check || exit',
    'Before something that takes two hours:\n<%= config.bin %> status --check --min-ttl 2h || <%= config.bin %> login --force',
  ]
  static override enableJsonFlag = true
  static override flags = {
    check: Flags.boolean({ description: 'print nothing, answer by the exit status' }),
    'min-ttl': Flags.string({
      dependsOn: ['check'],
      helpValue: '30m',
      description: 'nobody may have to be asked for so long, as far as is known',
    }),
  }

  /**
   * @returns under --json: `{ active?: { profile?, by, file?, session?, accountId?, roleName?, problem?, warnings, hiddenByKeys },
   *   sessions: [{ name, kind, startUrl, region, token, renewable, loginNeeded, expiresAt?, session: { loggedInAt?, endedAt?,
   *   endsAbout?, basis?, usuallyLastsSeconds?, renewableUntil? }, roleCredentials: [{ accountId, roleName, profile, expiresAt }],
   *   tokenFile, trouble? }] }`; `expiresAt` beside `token` is the access token's, and no session's unless `basis` is `token`
   */
  async run(): Promise<StatusJson | undefined> {
    const { flags } = await this.parse(Status)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    if (flags.check) {
      const least = flags['min-ttl']
      if (!(await isReady(world, directory, least === undefined ? 0 : durationSeconds(least))))
        this.exit(EXIT.loginNeeded)
      return undefined
    }
    const status = await statusHere(world, directory)
    this.log(statusText(status, world.now(), world.paths.home))
    return status
  }
}
