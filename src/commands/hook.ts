import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { runHook } from '../flows/for-shells/answer-hook.js'
import { SHELLS, type Shell } from '../shells/dialect.js'

export default class Hook extends SsoenvCommand {
  static override description = 'Print the integration of a shell, or of direnv, for evaluation.'
  static override examples = [
    'In ~/.bashrc:  eval "$(ssoenv hook bash)"',
    'In ~/.zshrc:  eval "$(ssoenv hook zsh)"',
    'In ~/.config/fish/config.fish:  ssoenv hook fish | source',
    'For "use sso_profile" in .envrc, as `ssoenv setup --direnv` does:  ssoenv hook direnv > ~/.config/direnv/lib/ssoenv.sh',
  ]
  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      required: true,
      options: [...SHELLS, 'direnv'],
      description: 'the shell',
    }),
  }
  static override flags = {
    'no-prompt': Flags.boolean({ description: 'leave the prompt alone' }),
    'no-cd': Flags.boolean({ description: 'bash: do not define cd, pushd and popd' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Hook)
    await runHook(args.shell as Shell | 'direnv', { prompt: !flags['no-prompt'], cd: !flags['no-cd'] })
  }
}
