import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { EVENTS, type SettleEvent } from '../core/for-shells/settle-event.js'
import { UsageError } from '../core/errors.js'
import { runSettle } from '../flows/for-shells/answer-settle.js'
import { SHELLS } from '../shells/dialect.js'

export default class Settle extends SsoenvCommand {
  static override hidden = true
  static override description = 'What the hooks start when a record no longer holds (shell/README.md).'
  static override examples = ['<%= config.bin %> settle --shell bash --event prompt --dir "$PWD"']
  static override flags = {
    shell: Flags.string({
      options: [...SHELLS, 'direnv'],
      required: true,
      description: 'the shell that asks',
    }),
    event: Flags.string({ options: [...EVENTS], required: true, description: 'why it asks' }),
    dir: Flags.string({ required: true, description: "the shell's $PWD" }),
    direnv: Flags.boolean({ description: "direnv's hook is loaded in this shell" }),
    profile: Flags.string({ description: 'the profile that .envrc names' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Settle)
    if (!flags.dir.startsWith('/')) throw new UsageError('--dir takes an absolute path.')
    await runSettle({
      event: flags.event as SettleEvent,
      directory: flags.dir,
      direnv: flags.direnv,
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    })
  }
}
