import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { UsageError } from '../core/errors.js'
import { recordLine } from '../core/for-shells/record.js'
import { guard } from '../flows/binding/guard.js'
import { chooseProfile } from '../flows/profile/choose-profile.js'
import { usableProfile } from '../flows/profile/use-profile.js'
import { print } from '../world/terminal/standard-output.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

export default class Use extends SsoenvCommand {
  static override description = `Switch this shell to a profile, until it leaves the tree that is bound here.

A protected profile asks first, and a profile of another account than the directory's .ssoenv says is refused.

The hook makes ssoenv a function of the shell for this: a program cannot change the shell that started it.`
  static override examples = [
    '<%= config.bin %> use acme-dev',
    'Back to the previous one:\n<%= config.bin %> use -',
    'No profile at all:\n<%= config.bin %> use --unset',
  ]
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description: 'the profile, or - for the previous one; without it you choose on the terminal',
    }),
  }
  static override flags = {
    unset: Flags.boolean({ description: 'take AWS_PROFILE away' }),
    yes: Flags.boolean({ description: 'say yes where the guard asks' }),
    'for-shell': Flags.boolean({ hidden: true, description: 'print lines for the shell function' }),
    // A hook that was loaded before an upgrade takes every line for the name, so a new one has to ask.
    'say-protected': Flags.boolean({ hidden: true, description: 'print too whether it is protected' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Use)
    if (!flags['for-shell']) {
      throw new UsageError('The hook is not loaded in this shell, so it cannot be switched.', {
        suggestions: ['eval "$(ssoenv hook bash)"', 'eval "$(ssoenv hook zsh)"', 'ssoenv hook fish | source'],
      })
    }
    if (flags.unset) {
      if (args.profile !== undefined) throw new UsageError('Either a profile or --unset, not both.')
      print('unset\nend\n')
      return
    }
    const world = thisWorld()
    if (args.profile === '-') throw new UsageError('There is no previous profile in this shell.')
    const directory = workingDirectory(world.env)
    const name = args.profile ?? (await chooseProfile(world, directory, 'use'))
    await guard(world, { profile: name, directory, deed: 'use', yes: flags.yes })
    const usable = await usableProfile(world, name)
    if (usable.note !== undefined) world.say(`ssoenv: ${usable.note}`)
    const lines = [recordLine(['profile', usable.profile])]
    if (usable.protected && flags['say-protected']) lines.push(recordLine(['protected', '1']))
    print(`${lines.join('\n')}\nend\n`)
  }
}
