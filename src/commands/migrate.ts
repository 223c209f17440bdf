import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { configDiff } from '../core/config/diff.js'
import { printable, quoted, withTilde } from '../core/text/display.js'
import { CancelledError, ConfigError, EXIT, UsageError } from '../core/errors.js'
import { loginCommand } from '../core/session/login-command.js'
import type { MigrationPlan } from '../core/migrate/migrate.js'
import { isRegionName, isWebAddress } from '../core/session/sso-session.js'
import { table } from '../core/text/table.js'
import { sessionOf } from '../flows/migrate/migrate-tokens.js'
import {
  migrate,
  planFor,
  planUndo,
  undoMigration,
  type Migrated,
  type MigrationWords,
} from '../flows/migrate/migrate.js'
import { shownPath } from '../flows/for-shells/verdict.js'
import { askYesNo } from '../world/terminal/terminal.js'
import { thisWorld, type World } from '../world/world.js'

interface MigrateJson {
  file: string
  changed: boolean
  migrated: MigrationPlan['migrated']
  tidied: string[]
  sessions: { name: string; startUrl: string; region: string; isNew: boolean; tokenCarried: boolean }[]
  skipped: MigrationPlan['skipped']
  notes: string[]
  diff: string
  backup?: string
}

interface UndoJson {
  file: string
  changed: boolean
  diff: string
  warnings: string[]
  backup?: string
}

export default class Migrate extends SsoenvCommand {
  static override description = `Move profiles of older forms and other tools to SSO sessions.

Profiles with their own sso_start_url, and those of aws-sso-util, Granted and aws-sso-cli, get an sso_session. One [sso-session] section is made for each portal and region, or one that is there is used. Account, role, region, comments and all other keys stay. A profile that cannot move stays as it is, and you hear why.

You see the change and are asked before it is made; a copy of the file is kept. A token that is still good goes on being used, without a new login.`
  static override examples = [
    'Only look:\n<%= config.bin %> migrate --dry-run',
    '<%= config.bin %> migrate',
    '<%= config.bin %> migrate acme-dev acme-prod --session acme',
    'Where the portal of aws-sso-cli is not found:\n<%= config.bin %> migrate --start-url https://acme.awsapps.com/start --sso-region eu-west-1',
    'Put back what the last migration replaced:\n<%= config.bin %> migrate --undo',
  ]
  static override enableJsonFlag = true
  static override strict = false
  static override args = {
    profile: Args.string({ ignoreStdin: true, description: 'profiles to move; without one, all that can' }),
  }
  static override flags = {
    'dry-run': Flags.boolean({ default: false, description: 'show the change and make none' }),
    yes: Flags.boolean({ char: 'y', description: 'make the change without asking' }),
    undo: Flags.boolean({ description: 'take the last migration of this config back' }),
    session: Flags.string({
      description: 'which SSO session to use where there are several, or how to call the new one',
      helpValue: 'NAME',
    }),
    'start-url': Flags.string({
      description: 'the portal of profiles that do not say it themselves',
      helpValue: 'URL',
    }),
    'sso-region': Flags.string({ description: 'the region of that portal', helpValue: 'REGION' }),
  }

  /**
   * @returns under --json: `{ file, changed, migrated: [{ profile, from, session }], tidied, sessions: [{ name, startUrl, region,
   *   isNew, tokenCarried }], skipped: [{ profile, reason }], notes, diff, backup? }`; with --undo `{ file, changed, diff, warnings, backup? }`
   */
  async run(): Promise<MigrateJson | UndoJson> {
    const { argv, flags } = await this.parse(Migrate)
    const names = argv as string[]
    const world = thisWorld()
    const look = flags['dry-run']
    if (this.jsonEnabled() && !look && !flags.yes) {
      throw new UsageError('With --json nothing is asked: say --yes, or --dry-run to look only.')
    }
    const others = names.length > 0 || flags.session !== undefined || flags['start-url'] !== undefined
    if (flags.undo && (others || flags['sso-region'] !== undefined)) {
      throw new UsageError(
        '--undo takes all of the last migration back, and nothing else can be said with it.',
      )
    }
    if (flags.undo) return this.undo(world, look, flags.yes)
    const [startUrl, region] = [flags['start-url'], flags['sso-region']]
    if (startUrl !== undefined && !isWebAddress(startUrl))
      throw new UsageError(`${quoted(startUrl)} is no web address.`)
    if (region !== undefined && !isRegionName(region))
      throw new UsageError(`${quoted(region)} is no region's name.`)
    return this.migrate(world, look, flags.yes, {
      fallback: {
        ...(startUrl === undefined ? {} : { startUrl }),
        ...(region === undefined ? {} : { region }),
      },
      ...(flags.session === undefined ? {} : { session: flags.session }),
      ...(names.length === 0 ? {} : { only: [...new Set(names)] }),
    })
  }

  private async migrate(
    world: World,
    look: boolean,
    yes: boolean,
    words: MigrationWords,
  ): Promise<MigrateJson> {
    const plan = await planFor(world, words)
    const file = world.paths.awsConfig
    this.tell(world, plan, words)
    // Who names a profile wants that one moved.
    if (words.only && plan.skipped.length > 0) process.exitCode = EXIT.configuration
    let done: Migrated | undefined
    if (plan.after !== plan.before && !look) {
      await this.ask(world, yes, `Change ${shownPath(world, file)}?`)
      done = await migrate(world, plan)
      this.tellDone(world, plan, done)
    }
    return {
      file: printable(file),
      changed: done !== undefined,
      migrated: plan.migrated,
      tidied: plan.tidied,
      sessions: plan.sessions.map(({ name, startUrl, region, isNew }) => {
        return { name, startUrl, region, isNew, tokenCarried: done?.carried.includes(name) ?? false }
      }),
      skipped: plan.skipped,
      notes: [...plan.notes, ...(done?.warnings ?? [])],
      diff: configDiff(plan.before, plan.after, file, { colour: false }),
      ...(done ? { backup: done.backup } : {}),
    }
  }

  private tell(world: World, plan: MigrationPlan, { only = [] }: MigrationWords): void {
    const { migrated, tidied, skipped, notes } = plan
    this.showDiff(world, plan)
    const rows = migrated.map(({ profile, from, session }) => [
      `  ${printable(profile)}`,
      from === 'sso-session' ? 'leftovers' : from,
      `→ ${printable(session)}`,
    ])
    for (const line of table(rows)) this.log(line)
    if (plan.after !== plan.before) this.log('')
    for (const { reason } of skipped) this.log(`Left as it is: ${withTilde(reason, world.paths.home)}`)
    for (const note of notes) this.log(`Note: ${withTilde(note, world.paths.home)}`)
    const known = new Set([...migrated, ...skipped].map(({ profile }) => profile).concat(tidied))
    for (const name of only.filter((each) => !known.has(each))) {
      this.log(`The profile ${quoted(name)} has nothing to move.`)
    }
    if (plan.after === plan.before && only.length === 0) {
      this.log(
        `There is nothing ${skipped.length > 0 ? 'else ' : ''}to migrate in ${shownPath(world, world.paths.awsConfig)}.`,
      )
    }
  }

  private tellDone(world: World, plan: MigrationPlan, done: Migrated): void {
    const back = `the file as it was is ${shownPath(world, done.backup)}, and \`ssoenv migrate --undo\` puts it back.`
    this.log(`${shownPath(world, world.paths.awsConfig)} is changed; ${back}`)
    for (const target of plan.sessions) {
      const name = quoted(target.name)
      if (done.carried.includes(target.name))
        this.log(`SSO session ${name} goes on with the token that there was.`)
      else if (target.isNew) this.log(`SSO session ${name} needs a login: ${loginCommand(sessionOf(target))}`)
    }
    if (!this.jsonEnabled()) for (const warning of done.warnings) world.say(warning)
  }

  private async undo(world: World, look: boolean, yes: boolean): Promise<UndoJson> {
    const file = world.paths.awsConfig
    const plan = await planUndo(world)
    if (plan.kind === 'kept') {
      this.showDiff(world, { before: plan.now, after: plan.before })
      const copy =
        plan.backup === undefined ? '' : `; the file as it was before it is ${shownPath(world, plan.backup)}`
      throw new ConfigError(
        `${shownPath(world, file)} was changed since in the same places, so the migration is not taken back. ` +
          `All that would change is shown above${copy}.`,
      )
    }
    this.showDiff(world, plan)
    if (plan.isMerged) this.log('\nWhat was changed since the migration stays.')
    const diff = configDiff(plan.before, plan.after, file, { colour: false })
    if (look) return { file: printable(file), changed: false, diff, warnings: [] }
    await this.ask(world, yes, `Take the migration of ${shownPath(world, file)} back?`)
    const { backup, warnings } = await undoMigration(world, plan)
    this.log(
      `${shownPath(world, file)} is as it was before the migration${plan.isMerged ? ', but for what was changed since' : ''}.`,
    )
    if (!this.jsonEnabled()) for (const warning of warnings) world.say(warning)
    return {
      file: printable(file),
      changed: true,
      diff,
      warnings,
      ...(backup === undefined ? {} : { backup }),
    }
  }

  private showDiff(world: World, { before, after }: { before: string; after: string }): void {
    const { env } = world
    const colour = process.stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
    const diff = configDiff(before, after, world.paths.awsConfig, { colour })
    if (diff !== '') this.log(`${diff}\n`)
  }

  /** @throws UsageError where nobody can be asked; CancelledError when the answer is no */
  private async ask(world: World, yes: boolean, question: string): Promise<void> {
    if (yes) return
    if (!world.interactive) {
      throw new UsageError('There is no terminal to ask on, so nothing was changed. Say --yes to change it.')
    }
    if (!(await askYesNo(world, question))) throw new CancelledError('Nothing was changed.')
  }
}
