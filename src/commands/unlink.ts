import path from 'node:path'
import { SsoenvCommand } from '../command.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { unlink } from '../flows/trust.js'
import { BINDING_FILE } from '../world/for-shells/binding-source.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Unlink extends SsoenvCommand {
  static override description = 'Remove the .ssoenv of this directory and the trust in it.'
  static override examples = ['<%= config.bin %> unlink']
  static override enableJsonFlag = true

  /** @returns under --json: `{ file, removed }` */
  async run(): Promise<{ file: string; removed: boolean }> {
    await this.parse(Unlink)
    const world = thisWorld()
    const directory = workingDirectory(world.env)
    const removed = await unlink(world, directory)
    const file = path.join(directory, BINDING_FILE)
    this.log(`${shownPath(world, file)} ${removed ? 'is removed' : 'does not exist; nothing to do'}.`)
    return { file, removed }
  }
}
