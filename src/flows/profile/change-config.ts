/** Changing the AWS config for a command: shown, asked for, tried only, done. */
import { configDiff } from '../../core/config/diff.js'
import { utf8Text } from '../../core/config/config-sections.js'
import { CancelledError, UsageError } from '../../core/errors.js'
import { mayColour } from '../../world/terminal/colour.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { readIfPresent } from '../../world/files/files.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'

export interface ChangeOptions {
  /** Change nothing. */
  dryRun: boolean
  /** Asked before it is written, below the difference; default no. */
  question?: string | undefined
  /** The flag that stands for a yes, where nobody can be asked. */
  flag: string
}

export interface ConfigChanged {
  changed: boolean
  /** For a terminal: coloured where standard output (dry run) or standard error is one. Empty where nothing changes. */
  diff: string
  /** The copy of the file as it was. */
  backup?: string
}

/**
 * Lets `edit` compute the new config and writes it, with a backup, after showing and asking where there is a question.
 *
 * While a person is asked nobody else can change the file: what was shown is what is written.
 *
 * @throws UsageError where somebody has to be asked and nobody can be; CancelledError on a no; as `changeConfigFile` does
 */
export async function changeConfig(
  world: World,
  edit: (before: string) => string,
  { dryRun, question, flag }: ChangeOptions,
): Promise<ConfigChanged> {
  const file = world.paths.awsConfig
  if (dryRun) {
    const bytes = await readIfPresent(file)
    const before = bytes === undefined ? '' : utf8Text(bytes, file)
    const after = edit(before)
    const diff = configDiff(before, after, file, { colour: mayColour(world.env, 1) })
    return { changed: after !== before, diff }
  }
  let diff = ''
  const { before, after, backup } = await changeConfigFile(world, file, async (text) => {
    const edited = edit(text)
    if (edited === text) return edited
    diff = configDiff(text, edited, file, { colour: mayColour(world.env, 2) })
    if (question !== undefined) await agree(world, diff, question, flag)
    return edited
  })
  return { changed: after !== before, diff, ...(backup === undefined ? {} : { backup }) }
}

async function agree(world: World, diff: string, question: string, flag: string): Promise<void> {
  if (!world.interactive)
    throw new UsageError(
      `${question} Nobody can be asked here; ${flag} says yes, and --dry-run shows what would change.`,
    )
  for (const line of diff.split('\n')) world.say(line)
  if (!(await askYesNo(world, question))) throw new CancelledError('Nothing was changed.')
}
