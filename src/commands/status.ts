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

--check prints nothing and exits with 0 when the active profile's session can be used without asking anybody, else with 4.`
  static override examples = [
    '<%= config.bin %> status',
    'In a script that must not ask:\n<%= config.bin %> status --check --min-ttl 30m || <%= config.bin %> login',
  ]
  static override enableJsonFlag = true
  static override flags = {
    check: Flags.boolean({ description: 'print nothing, answer by the exit status' }),
    'min-ttl': Flags.string({
      dependsOn: ['check'],
      helpValue: '30m',
      description: 'the access token itself must live so long; without it one that can be refreshed will do',
    }),
  }

  /**
   * @returns under --json: `{ active?: { profile?, by, file?, session?, accountId?, roleName?, problem?, warnings, hiddenByKeys },
   *   sessions: [{ name, kind, startUrl, region, token, renewable, loginNeeded, expiresAt?, tokenFile, trouble? }] }`
   */
  async run(): Promise<StatusJson | undefined> {
    const { flags } = await this.parse(Status)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    if (flags.check) {
      const least = flags['min-ttl'] === undefined ? undefined : durationSeconds(flags['min-ttl'])
      if (!(await isReady(world, directory, least))) this.exit(EXIT.loginNeeded)
      return undefined
    }
    const status = await statusHere(world, directory)
    this.log(statusText(status, world.now(), world.paths.home))
    return status
  }
}
