import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { configDiff } from '../core/config/diff.js'
import { CancelledError, UsageError } from '../core/errors.js'
import { printable } from '../core/text/display.js'
import { doSetup, planSetup, type CopyChange, type RcChange, type SetupPlan } from '../flows/setup/setup.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { SHELLS, type Shell } from '../shells/dialect.js'
import { mayColour } from '../world/terminal/colour.js'
import { askYesNo } from '../world/terminal/terminal.js'
import { thisWorld, type World } from '../world/world.js'

const COPY_NAMES: Partial<Record<CopyChange['kind'], string>> = {
  direnv: "direnv's extension",
  compiled: "ssoenv's compiled code",
}

interface SetupJson {
  changed: boolean
  dryRun: boolean
  shells: Shell[]
  rcFiles: { file: string; shell: Shell; diff: string; backup?: string }[]
  files: { file: string; change: CopyChange['change'] }[]
  notes: string[]
}

export default class Setup extends SsoenvCommand {
  static override description = `Load the hook in every new shell: one line in the shell's rc file.

The line reads a file with the hook, which ssoenv makes anew after an upgrade: a new shell starts no program. You see the line and are asked before it is added. --remove takes away what was added, and leaves every other byte as it is.`
  static override examples = [
    '<%= config.bin %> setup',
    'Only look:\n<%= config.bin %> setup --dry-run',
    'For other shells than this one:\n<%= config.bin %> setup --shell bash --shell fish',
    'With "use sso_profile" in .envrc:\n<%= config.bin %> setup --direnv',
    'All of it away:\n<%= config.bin %> setup --remove',
  ]
  static override enableJsonFlag = true
  static override flags = {
    shell: Flags.string({
      multiple: true,
      options: [...SHELLS],
      description: 'the shell; without it, the one that you use now',
    }),
    direnv: Flags.boolean({ default: false, description: "also direnv's extension" }),
    'no-prompt': Flags.boolean({ default: false, description: 'the hook leaves the prompt alone' }),
    'no-cd': Flags.boolean({
      default: false,
      description: 'bash: the hook does not define cd, pushd and popd',
    }),
    remove: Flags.boolean({
      default: false,
      description: 'take it away: of all shells, and of direnv, unless one is named',
    }),
    'dry-run': Flags.boolean({ default: false, description: 'show the change and make none' }),
    yes: Flags.boolean({ char: 'y', default: false, description: 'without asking' }),
  }

  /**
   * @returns under --json: `{ changed, dryRun, shells: [SHELL], rcFiles: [{ file, shell, diff, backup? }], files: [{ file, change:
   *   "written" | "removed" }], notes: [SENTENCE] }`; with dryRun, what would change
   */
  async run(): Promise<SetupJson> {
    const { flags } = await this.parse(Setup)
    const world = thisWorld()
    const { direnv, remove, yes, 'dry-run': dryRun } = flags
    if (this.jsonEnabled() && !dryRun && !yes)
      throw new UsageError('With --json nothing is asked: say --yes, or --dry-run to look only.')
    const plan = await planSetup(world, {
      shells: SHELLS.filter((shell) => flags.shell?.includes(shell)),
      direnv,
      remove,
      options: { prompt: !flags['no-prompt'], cd: !flags['no-cd'] },
    })
    this.show(world, plan)
    const isNew = plan.rcChanges.length + plan.copyChanges.length > 0
    const backups = isNew && !dryRun ? await this.change(world, plan, yes) : new Map<string, string>()
    return {
      changed: isNew && !dryRun,
      dryRun,
      shells: [...plan.shells],
      rcFiles: plan.rcChanges.map((change) => {
        const { file, shell } = change
        const backup = backups.get(file)
        const diff = shownChange(change, false)
        return { file: printable(file, 4096), shell, diff, ...(backup === undefined ? {} : { backup }) }
      }),
      files: plan.copyChanges.map(({ file, change }) => ({ file: printable(file, 4096), change })),
      notes: plan.notes,
    }
  }

  private show(world: World, { rcChanges, copyChanges, notes, words }: SetupPlan): void {
    for (const change of rcChanges) this.log(shownChange(change, mayColour(world.env, 1)))
    for (const { kind, file, change } of copyChanges) {
      const what = COPY_NAMES[kind] ?? `the hook for ${kind}`
      this.log(
        `${shownPath(world, file)}: ${what}, ${change === 'written' ? 'to be written' : 'to be removed'}.`,
      )
    }
    for (const note of notes) this.log(`Note: ${note}`)
    if (rcChanges.length + copyChanges.length === 0)
      this.log(words.remove ? 'There is nothing to take away.' : 'All of it is there already.')
  }

  private async change(world: World, plan: SetupPlan, yes: boolean): Promise<Map<string, string>> {
    const { rcChanges, words, shells } = plan
    const [first, ...more] = rcChanges
    if (first && !yes) {
      const question = `Change ${more.length === 0 ? shownPath(world, first.file) : `these ${rcChanges.length} files`}?`
      if (!world.interactive)
        throw new UsageError(
          `${question} Nobody can be asked here; --yes says yes, and --dry-run shows what would change.`,
        )
      if (!(await askYesNo(world, question))) throw new CancelledError('Nothing was changed.')
    }
    const backups = await doSetup(world, plan)
    for (const [file, backup] of backups)
      this.log(`${shownPath(world, file)} as it was: ${shownPath(world, backup)}`)
    if (words.remove) this.log('Done. In shells that are open: ssoenv_deactivate')
    else if (first) this.log(`Done. Open a new terminal, or: exec ${shells[0] ?? ''}\nThen: ssoenv configure`)
    else this.log('Done.')
    return backups
  }
}

/** The difference in our lines alone: an rc file may have secrets, and its last line perhaps no end. */
function shownChange({ file, before, after = '' }: RcChange, colour: boolean): string {
  const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
  return configDiff(ended(before), ended(after), file, { colour, context: 0 })
}
