/** `profiles sync`: the config gets a profile for everything that a session can reach. */
import { parseAwsConfig } from '../../core/config/aws-config.js'
import { editAwsConfig } from '../../core/config/config-edit.js'
import { configDiff } from '../../core/config/diff.js'
import { quoted } from '../../core/text/display.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { counted, type Reachable } from '../../core/listing/portal-listing.js'
import {
  planSync,
  syncChanges,
  type SyncedProfile,
  type SyncPlan,
  type SyncRules,
} from '../../core/profile/profile-sync.js'
import { checkWritten } from '../../core/profile/profile-write.js'
import type { SsoSession } from '../../core/session/session.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { mayColour } from '../../world/terminal/colour.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { readIfPresent } from '../../world/files/files.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { refuseWrongProfile } from './configure.js'
import { listShown } from '../listing/portal-listing-shown.js'

export interface SyncOptions {
  rules: SyncRules
  /** Remove what was lost. */
  prune: boolean
  /** Change nothing, show the diff. */
  dryRun: boolean
  /** Remove without asking. */
  yes: boolean
  /** Ask the portal for every account's roles again. */
  refresh: boolean
  /** Never log in or ask. */
  noInput: boolean
}

export interface Synced extends SyncPlan {
  removed: SyncedProfile[]
  /** For a terminal; only of a dry run. */
  diff?: string
  /** The config as it was before. */
  backup?: string
}

const EXAMPLE: Reachable = {
  accounts: [{ accountId: '111111111111', accountName: 'example', roles: ['Example'] }],
  complete: true,
  warnings: [],
}

/**
 * Lists what the session reaches, and changes the config in one step: all of it or nothing.
 *
 * @throws ConfigError for a session of the legacy form; what `listReachable` and `changeConfigFile` throw; UsageError where
 *   something is to be removed and nobody can be asked
 */
export async function syncProfiles(world: World, session: SsoSession, options: SyncOptions): Promise<Synced> {
  if (session.kind === 'legacy') {
    throw new ConfigError(
      `The portal ${quoted(session.startUrl)} is in the config by profiles of the old form only; profiles are made for an sso-session.`,
      { suggestions: ['ssoenv migrate'] },
    )
  }
  const { rules, dryRun } = options
  const file = world.paths.awsConfig
  const taken = [...(await readAwsConfig(world.paths)).credentials.keys()]
  const planFor = (text: string): SyncPlan => planSync(text, file, session, reachable, rules, taken)
  // What is wrong in the words is told before the portal is asked for minutes.
  refuseWrongProfile(file, { region: rules.region, output: rules.output })
  planSync('', file, session, EXAMPLE, rules)
  const { noInput, refresh } = options
  const reachable = await listShown(world, session, { noInput, refresh })
  const seen = planFor((await readIfPresent(file))?.toString('utf8') ?? '')
  const mayRemove =
    options.prune && seen.lost.length > 0 && (dryRun || (await mayPrune(world, seen, options)))
  const agreed = new Set(mayRemove ? seen.lost.map(({ profile }) => profile) : [])
  const removable = ({ lost }: SyncPlan): SyncedProfile[] => lost.filter(({ profile }) => agreed.has(profile))

  const edited = (text: string, plan: SyncPlan): string => {
    const after = editAwsConfig(text, syncChanges(session, rules, plan.added, removable(plan)), file)
    refuseUnusable(after, file, session, plan.added)
    return after
  }
  if (dryRun) {
    const before = (await readIfPresent(file))?.toString('utf8') ?? ''
    const diff = configDiff(before, edited(before, seen), file, { colour: mayColour(world.env, 1) })
    return { ...seen, removed: removable(seen), diff }
  }
  let done = seen
  const { backup } = await changeConfigFile(world, file, (before) => {
    // Somebody may have changed the file while the portal was asked.
    done = planFor(before)
    return edited(before, done)
  })
  return { ...done, removed: removable(done), ...(backup === undefined ? {} : { backup }) }
}

/** @throws ConfigError where a profile is not what was meant: `[DEFAULT]`, or a key of the session's, stands against it */
function refuseUnusable(
  text: string,
  file: string,
  session: SsoSession,
  added: readonly SyncedProfile[],
): void {
  const config = parseAwsConfig(text, file)
  for (const { profile: name, accountId, roleName } of added)
    checkWritten(config, { name, session, isNewSession: false, accountId, roleName })
}

async function mayPrune(world: World, { lost }: SyncPlan, { yes, noInput }: SyncOptions): Promise<boolean> {
  if (yes) return true
  if (!world.interactive || noInput) {
    throw new UsageError(
      `--prune would remove ${counted(lost.length, 'profile')}, and nobody can be asked here.`,
      {
        suggestions: ['ssoenv profiles sync --prune --dry-run', 'ssoenv profiles sync --prune --yes'],
      },
    )
  }
  for (const { profile, accountId, roleName } of lost)
    world.say(`- ${quoted(profile)} (${accountId} ${roleName})`)
  return askYesNo(world, `Remove ${counted(lost.length, 'profile')} that you can no longer use?`)
}
