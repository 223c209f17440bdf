/** The user's settings, and what they say to the shells (shell/README.md §2.1). */
import { printable } from '../core/text/display.js'
import { ConfigError } from '../core/errors.js'
import type { RecordFields } from '../core/for-shells/record.js'
import {
  commandsExpression,
  directoryPatterns,
  parseSettings,
  type DirectoryPattern,
  type Settings,
} from '../core/settings/settings.js'
import { readIfPresent } from '../world/files/files.js'
import {
  leaveRecord,
  newGeneration,
  readMarked,
  readRecord,
  removeRecord,
} from '../world/for-shells/records.js'
import { version } from '../world/version.js'
import type { World } from '../world/world.js'

export interface LoadedSettings {
  settings: Settings
  warnings: string[]
  patterns: DirectoryPattern[]
}

/** More than anybody writes; a line that cannot be used costs a warning. */
const LIMIT_BYTES = 1024 * 1024

/** The settings that hold; a file that cannot be read is a warning, as a line that cannot be used is. */
export async function loadSettings(world: World): Promise<LoadedSettings> {
  return interpreted(world, await readSettings(world.paths.settings))
}

/** The file's text, undefined where there is none, or why it cannot be read. */
type SettingsText = string | undefined | ConfigError

async function readSettings(file: string): Promise<SettingsText> {
  try {
    return (await readIfPresent(file, { limit: LIMIT_BYTES, own: true }))?.toString('utf8')
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function interpreted(world: Pick<World, 'env' | 'paths'>, text: SettingsText): LoadedSettings {
  const problem = text instanceof ConfigError ? [`${text.message} The defaults hold.`] : []
  const readable = text instanceof ConfigError ? undefined : text
  const { settings, warnings } = parseSettings(readable, world.env, world.paths.settings)
  return {
    settings,
    warnings: [...problem, ...warnings],
    patterns: directoryPatterns(settings, world.paths.home),
  }
}

/** What a settled directory needs of the settings, and the record's generation (`none`: there is no settings file). */
export interface SettledSettings extends LoadedSettings {
  gen: string
  fields: RecordFields
}

/** Reads the settings and leaves their record where the one that is there does not describe them. */
export async function settleSettings(world: World): Promise<SettledSettings> {
  const { settings: file, state } = world.paths
  const { value: text, mark } = await readMarked(file, readSettings)
  const loaded = interpreted(world, text)
  // The record is for every shell, and each environment has its own say.
  const { settings: common } = interpreted({ paths: world.paths, env: {} }, text)
  const fields: RecordFields = [
    ['file', file],
    ['prompt', common.prompt ? 'on' : 'off'],
    ['shadow', common.shadow],
    ['commands', commandsExpression(common.loginBefore)],
    ...loaded.patterns.flatMap((pattern) => [
      ['dir', `${pattern.depth} ${pattern.pattern}`] as const,
      ['dirre', `${pattern.depth} ${pattern.regex}`] as const,
    ]),
  ]
  if (mark === undefined) {
    await removeRecord(state, '', 'settings').catch(() => undefined)
    return { ...loaded, gen: 'none', fields }
  }
  const earlier = await readRecord(state, '', 'settings')
  const of = `${mark.modifiedNanoseconds} ${version} ${printable(world.paths.home)}`
  const earlierGen = earlier?.get('gen')
  if (earlierGen && earlier?.get('of') === of && earlier.get('file') === file) {
    return { ...loaded, gen: earlierGen, fields }
  }
  const gen = newGeneration()
  await leaveRecord(state, {
    folder: '',
    name: 'settings',
    fields: [['gen', gen], ['of', of], ...fields],
    brackets: [[`settings.${gen}`, mark]],
    isBracket: (name) => name.startsWith('settings.'),
  }).catch(() => undefined)
  return { ...loaded, gen, fields }
}

/** Warnings of the settings as one line to tell, if any. */
export function settingsWarning(loaded: LoadedSettings): string | undefined {
  const [first] = loaded.warnings
  return first === undefined ? undefined : printable(first)
}
