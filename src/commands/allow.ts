import { Args } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { printable } from '../core/text/display.js'
import { allow, bindingDirectory, type Allowed } from '../flows/trust.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Allow extends SsoenvCommand {
  static override description = 'Trust a .ssoenv with the very content that it has now; show what it will do.'
  static override examples = ['<%= config.bin %> allow', '<%= config.bin %> allow ~/src/acme']
  static override enableJsonFlag = true
  static override args = {
    path: Args.string({
      ignoreStdin: true,
      description: 'the .ssoenv or its directory; without it the nearest one upward',
    }),
  }

  /** @returns under --json: `{ file, effect, warnings, profile?, accountId?, roleName? }` */
  async run(): Promise<Allowed> {
    const { args } = await this.parse(Allow)
    const world = thisWorld()
    const allowed = await allow(world, await bindingDirectory(args.path, workingDirectory(world.env)))
    this.log(`${shownPath(world, allowed.file)} is allowed: ${allowed.effect}.`)
    for (const warning of allowed.warnings) this.warn(printable(warning))
    return allowed
  }
}
