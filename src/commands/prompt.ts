import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { tmuxText, type Segment } from '../core/for-shells/segment.js'
import { jsonText } from '../core/text/json-text.js'
import { promptSegment } from '../flows/for-shells/prompt-segment.js'
import { print } from '../world/terminal/standard-output.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Prompt extends SsoenvCommand {
  static override description = `Print the prompt segment, for programs that are no shell with a hook.

In a shell with the hook the same text is in the variable SSOENV_PROMPT, without starting a program.`
  static override examples = ['<%= config.bin %> prompt', '<%= config.bin %> prompt --format json']
  static override enableJsonFlag = true
  static override flags = {
    format: Flags.string({
      options: ['plain', 'json', 'tmux', 'starship'],
      default: 'plain',
      description: 'plain and starship: the text; tmux: with its colours; json: text and state',
    }),
  }

  /** @returns under --json: `{ text, state, protected, shadowed }` */
  async run(): Promise<Segment> {
    const { flags } = await this.parse(Prompt)
    const world = thisWorld()
    const found = await promptSegment(world, workingDirectory(world.env))
    if (this.jsonEnabled()) return found
    if (flags.format === 'json') print(`${jsonText(found)}\n`)
    else this.log(flags.format === 'tmux' ? tmuxText(found) : found.text)
    return found
  }
}
