/** The user's settings, and what they say to the shells (shell/README.md §2.1). */
import { printable } from '../core/display.js'
import type { RecordFields } from '../core/record.js'
import {
  commandsExpression,
  directoryPatterns,
  parseSettings,
  type DirectoryPattern,
  type Settings,
} from '../core/settings.js'
import { readIfPresent } from '../world/files.js'
import { leaveRecord, newGeneration, readMarked, readRecord, removeRecord } from '../world/records.js'
import { version } from '../world/version.js'
import type { World } from '../world/world.js'

export interface LoadedSettings {
  settings: Settings
  warnings: string[]
  patterns: DirectoryPattern[]
}

/** @throws ConfigError when the file is there and cannot be read; its content never throws */
export async function loadSettings(world: World): Promise<LoadedSettings> {
  const bytes = await readIfPresent(world.paths.settings)
  return interpreted(world, bytes)
}

function interpreted(world: World, bytes: Buffer | undefined): LoadedSettings {
  const { settings, warnings } = parseSettings(bytes?.toString('utf8'), world.env, world.paths.settings)
  return { settings, warnings, patterns: directoryPatterns(settings, world.paths.home) }
}

/** What a settled directory needs of the settings, and the record's generation (`none`: there is no settings file). */
export interface SettledSettings extends LoadedSettings {
  gen: string
  fields: RecordFields
}

/** Reads the settings and leaves their record where the one that is there does not describe them. */
export async function settleSettings(world: World): Promise<SettledSettings> {
  const { settings: file, state } = world.paths
  const { value: bytes, mark } = await readMarked(file, readIfPresent)
  const loaded = interpreted(world, bytes)
  const fields: RecordFields = [
    ['file', file],
    ['prompt', loaded.settings.prompt ? 'on' : 'off'],
    ['commands', commandsExpression(loaded.settings.loginBefore)],
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
  const of = `${mark.modifiedNanoseconds} ${version}`
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
