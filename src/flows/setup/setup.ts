/**
 * `ssoenv setup`: the hook's line in rc files, the files that it reads, and direnv's extension; and all of it away again,
 * with the code that is kept compiled.
 *
 * 1. Look: what each file has, what would change                  → planSetup
 * 2. Show, and ask where an rc file changes                       → the command
 * 3. Do: first the lines, since a line works without its file too, and most can go wrong with them  → doSetup
 */
import { existsSync } from 'node:fs'
import { hookLines, openLine, rcLine, withoutRcLines, withRcLine } from '../../shells/rc-line.js'
import { SHELLS, type Shell } from '../../shells/dialect.js'
import { utf8Text } from '../../core/config/config-sections.js'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { readIfPresent, removeFile, removeFolder } from '../../world/files/files.js'
import { compiledCodeFolder, keepNoCompiledCode } from '../../world/process/compiled-code.js'
import type { World } from '../../world/world.js'
import { copyFile, copyState, optionWords, writeCopy, type CopyKind } from '../for-shells/hook-copies.js'
import type { HookOptions } from '../for-shells/hook-text.js'
import { shownPath } from '../for-shells/verdict.js'
import { filesFor, rcFiles, shellInUse } from './rc-files.js'

export interface SetupWords {
  /** None: the shell in use; to remove, all of them and direnv's extension. */
  shells: readonly Shell[]
  direnv: boolean
  remove: boolean
  options: HookOptions
}

/** What an rc file has and would have; `after` is undefined where the file goes. */
export interface RcChange {
  shell: Shell
  file: string
  before: string
  after: string | undefined
}

export type CopyChange =
  | { kind: CopyKind; file: string; change: 'written' | 'removed' }
  /** The folder with what is kept of our own code. */
  | { kind: 'compiled'; file: string; change: 'removed' }

export interface SetupPlan {
  words: SetupWords
  shells: readonly Shell[]
  rcChanges: RcChange[]
  copyChanges: CopyChange[]
  /** Whole sentences. */
  notes: string[]
}

/**
 * What would change.
 *
 * @throws UsageError where it is not known which shell; ConfigError for a file that cannot be read, or is not ours to replace
 */
export async function planSetup(world: World, words: SetupWords): Promise<SetupPlan> {
  const isAll = words.remove && words.shells.length === 0 && !words.direnv
  const shells = isAll ? SHELLS : words.shells.length > 0 || words.remove ? words.shells : [shellInUse(world)]
  const plan: SetupPlan = { words, shells, rcChanges: [], copyChanges: [], notes: [] }
  for (const shell of shells) await (words.remove ? planRemoval : planLine)(world, plan, shell)
  if (words.direnv || isAll) await planExtension(world, plan)
  if (isAll) {
    keepNoCompiledCode()
    const file = compiledCodeFolder(world.paths.home)
    if (existsSync(file)) plan.copyChanges.push({ kind: 'compiled', file, change: 'removed' })
  }
  return plan
}

async function planLine(world: World, plan: SetupPlan, shell: Shell): Promise<void> {
  const { options } = plan.words
  const line = rcLine(shell, {
    file: checked(copyFile(world, shell)),
    home: world.paths.home,
    options: optionWords(shell, options),
  })
  const { files, note } = await filesFor(world, shell)
  let isRead = false
  for (const file of files) {
    const before = await textOf(file)
    const found = before === undefined ? [] : hookLines(shell, before)
    const theirs = found.find(({ isOurs }) => !isOurs)
    if (theirs) {
      plan.notes.push(
        `${shownPath(world, file)} loads the hook on line ${theirs.number} already, and is left as it is. ` +
          'Without that line, `ssoenv setup` adds one that starts no program.',
      )
      continue
    }
    isRead = true
    const after = lineAdded(world, { shell, file, before, line })
    if (after === before) continue
    plan.rcChanges.push({ shell, file, before: before ?? '', after })
    if (note !== undefined) plan.notes.push(note)
  }
  if (!isRead) return
  const copy = await copyState(world, shell)
  const isSame =
    copy.state === 'current' && optionWords(shell, copy.options).join() === optionWords(shell, options).join()
  if (!isSame) plan.copyChanges.push({ kind: shell, file: copyFile(world, shell), change: 'written' })
}

/** A path goes into a line. */
function checked(file: string): string {
  if (printable(file, file.length) === file) return file
  throw new ConfigError(`${printable(file)} cannot be written into an rc file: its name is not printable.`)
}

interface Addition {
  shell: Shell
  file: string
  before: string | undefined
  line: string
}

function lineAdded(world: World, { shell, file, before, line }: Addition): string {
  const open = before === undefined ? undefined : openLine(before)
  if (open !== undefined) {
    throw new ConfigError(
      `${shownPath(world, file)} ends with a backslash (line ${open}), so that a new line would be part of that one. ` +
        'Put an empty line below it first.',
    )
  }
  return withRcLine(shell, before, line)
}

async function planRemoval(world: World, plan: SetupPlan, shell: Shell): Promise<void> {
  for (const file of rcFiles(world, shell)) {
    const before = await textOf(file)
    if (before === undefined) continue
    for (const { number } of hookLines(shell, before).filter(({ isOurs }) => !isOurs)) {
      plan.notes.push(
        `${shownPath(world, file)} loads the hook on line ${number}; setup has not added that, so it stays.`,
      )
    }
    const after = withoutRcLines(shell, before)
    if (after !== before) plan.rcChanges.push({ shell, file, before, after })
  }
  if ((await copyState(world, shell)).state !== 'absent')
    plan.copyChanges.push({ kind: shell, file: copyFile(world, shell), change: 'removed' })
}

async function planExtension(world: World, { words, copyChanges, notes }: SetupPlan): Promise<void> {
  const file = copyFile(world, 'direnv')
  const { state } = await copyState(world, 'direnv')
  if (state === 'foreign') {
    const found = `${shownPath(world, file)} is not what ssoenv has written; it is left alone.`
    if (!words.remove) throw new ConfigError(`${found} Move it away first.`)
    notes.push(found)
  } else if (words.remove ? state !== 'absent' : state !== 'current') {
    copyChanges.push({ kind: 'direnv', file, change: words.remove ? 'removed' : 'written' })
  }
}

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readIfPresent(file)
  return bytes === undefined ? undefined : utf8Text(bytes, file)
}

/**
 * Does what was planned.
 *
 * @returns the copies of the changed rc files, by file
 * @throws RefusedError, ConfigError: where a file cannot be written, or is not what was shown any more
 */
export async function doSetup(world: World, plan: SetupPlan): Promise<Map<string, string>> {
  const backups = new Map<string, string>()
  for (const { file, before, after } of plan.rcChanges) {
    const { backup } = await changeConfigFile(world, file, (now) => {
      if (now === before) return after
      throw new ConfigError(`${shownPath(world, file)} was changed meanwhile. Run the command again.`)
    })
    if (backup !== undefined) backups.set(file, backup)
  }
  await changeCopies(world, plan)
  return backups
}

async function changeCopies(world: World, { words, copyChanges }: SetupPlan): Promise<void> {
  for (const { kind, file, change } of copyChanges) {
    if (kind === 'compiled') await removeFolder(file)
    else if (change === 'removed') await removeFile(file)
    else await writeCopy(world, kind, words.options)
  }
}
