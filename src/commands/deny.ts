import { Args } from '@oclif/core'
import path from 'node:path'
import { SsoenvCommand } from '../command.js'
import { deny, trustedDirectory } from '../flows/trust.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { BINDING_FILE } from '../world/for-shells/binding-source.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Deny extends SsoenvCommand {
  static override description = 'Withdraw the trust in a .ssoenv.'
  static override examples = ['<%= config.bin %> deny', '<%= config.bin %> deny ~/src/acme']
  static override enableJsonFlag = true
  static override args = {
    path: Args.string({
      ignoreStdin: true,
      description: 'the .ssoenv or its directory; without it the nearest one upward',
    }),
  }

  /** @returns under --json: `{ file, withdrawn }` */
  async run(): Promise<{ file: string; withdrawn: boolean }> {
    const { args } = await this.parse(Deny)
    const world = thisWorld()
    const directory = await trustedDirectory(world, args.path, workingDirectory(world.env))
    const withdrawn = await deny(world, directory)
    const file = path.join(directory, BINDING_FILE)
    this.log(
      `${shownPath(world, file)} ${withdrawn ? 'is no longer trusted' : 'was not trusted; nothing to do'}.`,
    )
    return { file, withdrawn }
  }
}
