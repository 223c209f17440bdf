/**
 * `ssoenv migrate`: profiles of older forms and other tools become users of an `[sso-session]`.
 *
 * 1. `planFor` reads the config, and what is needed beside it, and plans (core/migrate/migrate.ts). Nothing is locked while the person looks.
 * 2. `migrate` changes the file, if it is still what was looked at, and keeps a backup (world/files/config-file.ts).
 * 3. Before the file is replaced, it is noted what with (world/files/migration-record.ts), which `undoMigration` takes back,
 * 4. and `carryToken` (migrate-tokens.ts) lets each session go on with the token that there was.
 *
 * The file comes last, so that who is killed on the way has it as it was, and the next run does all of it.
 */
import { parseSections, utf8Text, type ConfigSection } from '../../core/config/config-sections.js'
import { printable } from '../../core/text/display.js'
import { ConfigError, SsoenvError } from '../../core/errors.js'
import { planMigration, type MigrationPlan, type MigrationRequest } from '../../core/migrate/migrate.js'
import { undone } from '../../core/migrate/migrate-undo.js'
import { readAwsSsoCliConfig } from '../../world/files/aws-sso-cli-file.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { readIfPresent } from '../../world/files/files.js'
import { access } from '../../world/files/fs.js'
import {
  readMigration,
  removeHalves,
  removeMigration,
  saveMigration,
  type MigrationRecord,
} from '../../world/files/migration-record.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'
import { carryToken, carryTokensBack, hasForeignToken } from './migrate-tokens.js'

export type MigrationWords = Pick<MigrationRequest, 'only' | 'session' | 'fallback'>

/**
 * The plan for the config file as it is now. What a migration that was killed has left goes, also where nothing is left to do.
 *
 * @throws ConfigError as planMigration
 */
export async function planFor(world: World, words: MigrationWords): Promise<MigrationPlan> {
  const { awsConfig: file, awsCredentials: credentialsFile } = world.paths
  await removeHalves(world.paths, file)
  const text = await textOf(file)
  const awsSsoCli = text.includes('aws-sso') ? await readAwsSsoCliConfig(world) : undefined
  const credentials = await credentialSections(credentialsFile)
  const taken = new Set<string>()
  const mirrored = (await loadSettings(world)).settings.tokenMirror
  for (;;) {
    const plan = planMigration({
      text,
      file,
      credentials,
      credentialsFile,
      awsSsoCli,
      taken,
      mirrored,
      ...words,
    })
    const before = taken.size
    for (const target of plan.sessions) {
      if (target.isNew && target.name !== words.session && (await hasForeignToken(world, target)))
        taken.add(target.name)
    }
    if (taken.size === before) return plan
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readIfPresent(file)
  return bytes === undefined ? '' : utf8Text(bytes, file)
}

/** A credentials file that cannot be read is none, as for botocore. @throws ConfigError where it cannot be parsed */
async function credentialSections(file: string): Promise<ConfigSection[]> {
  const bytes = await readIfPresent(file).catch((error: unknown) => {
    if (error instanceof ConfigError) return undefined
    throw error
  })
  return bytes === undefined ? [] : parseSections(bytes, file)
}

export interface Migrated {
  backup: string
  /** The sessions that go on with the token that their legacy profiles had. */
  carried: string[]
  /** What did not go well and does no harm to the config. */
  warnings: string[]
}

/**
 * Makes the planned change.
 *
 * @throws ConfigError when the file is not what was planned for any more, or cannot be written; it is then as it was
 */
export async function migrate(world: World, plan: MigrationPlan): Promise<Migrated> {
  const file = world.paths.awsConfig
  const done: Migrated = { backup: '', carried: [], warnings: [] }
  const { before, after } = plan
  const at = world.now().toISOString()
  const note = (backup: string): Promise<boolean> =>
    unlessFailing(done, () => saveMigration(world.paths, file, { before, after, backup, at }))
  const earlier = await readMigration(world.paths, file).catch(() => undefined)
  const record = { isNoted: false }
  const change = await changeConfigFile(world, file, async (now) => {
    if (now !== before) throw changedMeanwhile(file)
    record.isNoted = await note('')
    for (const target of plan.sessions) {
      await unlessFailing(done, async () => {
        if (await carryToken(world, target)) done.carried.push(target.name)
      })
    }
    return after
  }).catch(async (error: unknown) => {
    if (record.isNoted) await putBack(world, earlier)
    throw error
  })
  done.backup = change.backup ?? ''
  if (record.isNoted) await note(done.backup)
  return done
}

/** The record of an earlier migration, where this one came to nothing. */
async function putBack({ paths }: World, earlier: MigrationRecord | undefined): Promise<void> {
  const file = paths.awsConfig
  await (earlier ? saveMigration(paths, file, earlier) : removeMigration(paths, file)).catch(() => undefined)
}

function changedMeanwhile(file: string): ConfigError {
  return new ConfigError(
    `${printable(file)} has changed meanwhile. Nothing was written; run the command again.`,
  )
}

/** What comes with the change of the config is told where it fails, and does not hinder that. @returns whether it was done */
async function unlessFailing(
  { warnings }: Pick<Migrated, 'warnings'>,
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    warnings.push(error.message)
    return false
  }
}

export interface Undo {
  before: string
  after: string
  /** Whether the file was changed by others since; their changes stay. */
  isMerged: boolean
}

/**
 * What taking the last migration of this config back would change.
 *
 * @returns `kept` where the file was changed since in a way that it cannot be taken out of; with the copy that the migration kept
 * @throws ConfigError where there is nothing to take back
 */
export async function planUndo(
  world: World,
): Promise<({ kind: 'undo' } & Undo) | { kind: 'kept'; before: string; now: string; backup?: string }> {
  const file = world.paths.awsConfig
  const record = await readMigration(world.paths, file)
  const now = await textOf(file)
  if (!record || now === record.before) {
    throw new ConfigError(`No migration of ${printable(file)} is known that could be taken back.`)
  }
  const text = undone(record, now, file)
  if (text !== undefined) return { kind: 'undo', before: now, after: text, isMerged: now !== record.after }
  // Of the copies only the latest are kept.
  const isThere = await access(record.backup).then(
    () => true,
    () => false,
  )
  return { kind: 'kept', before: record.before, now, ...(isThere ? { backup: record.backup } : {}) }
}

export type Undone = Pick<Migrated, 'warnings'> & Partial<Pick<Migrated, 'backup'>>

/**
 * Takes the last migration back.
 *
 * @throws ConfigError when the file is not what was planned for any more, or cannot be written; it is then as it was
 */
export async function undoMigration(world: World, { before, after }: Undo): Promise<Undone> {
  const file = world.paths.awsConfig
  const done: Pick<Migrated, 'warnings'> = { warnings: [] }
  const { backup } = await changeConfigFile(world, file, async (now) => {
    if (now !== before) throw changedMeanwhile(file)
    await unlessFailing(done, () => carryTokensBack(world, before, after))
    return after
  })
  await unlessFailing(done, () => removeMigration(world.paths, file))
  return { ...(backup === undefined ? {} : { backup }), ...done }
}
