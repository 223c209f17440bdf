/**
 * `ssoenv keys restore`: a parked key goes back to where it was.
 *
 * 1. `planRestore`: each edit of the parking is taken back; what stands there by now is not overwritten.
 * 2. The person sees the difference and agrees.
 * 3. `requireActive`: where we set it Inactive it becomes Active again, by the SSO role.
 * 4. `writePlanned`: the credentials file, then the config, so that the profile has credentials all the time.
 * 5. `removeParkedKey`, last. Killed at any earlier point, the key is in its file, and the same command goes on from there.
 */
import { configDiff } from '../../core/config/diff.js'
import { quoted } from '../../core/text/display.js'
import { CancelledError, ConfigError, RefusedError, SsoenvError, UsageError } from '../../core/errors.js'
import { shownKeyId } from '../../core/keys/keys.js'
import { planRestore } from '../../core/keys/keys-restore.js'
import { shellWord } from '../../core/session/login-command.js'
import type { ParkedKey } from '../../core/keys/parked-key.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { mayColour } from '../../world/terminal/colour.js'
import { callerIdentity, KeyRefused } from '../../world/network/key-services.js'
import { readIfPresent } from '../../world/files/files.js'
import { parkedKeys, readParkedKey, removeParkedKey } from '../../world/files/parked-keys.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import { activateKey } from './keys-deactivate.js'
import { withKeysLock, writePlanned, type PlannedFile } from './keys-files-edit.js'
import { targetNamed } from './keys-target.js'
import { roleCredentials } from '../credentials/role-credentials.js'

export interface RestoreOptions {
  /** The SSO profile whose role makes it Active again; absent: the profile itself. */
  by?: string
  dryRun: boolean
  yes: boolean
  noInput: boolean
}

export interface Restored {
  profile: string
  keyId: string
  accountId: string
  user?: string
  /** Whether it was Inactive by our doing, and is Active again. */
  activated: boolean
  /** The files that were changed. */
  files: string[]
  backups: string[]
  /** Only of a dry run. */
  diff?: string
}

/**
 * @throws ConfigError where no key of that profile is parked; RefusedError where something else stands in its place, or it
 *   cannot be made Active again; CancelledError where the person says no. Nothing was changed then.
 */
export async function restoreKey(world: World, profile: string, options: RestoreOptions): Promise<Restored> {
  const parked = await readParkedKey(world.paths, profile)
  if (!parked) throw await nothingParked(world, profile)
  const planned = await plannedFiles(parked)
  const { accessKeyId, accountId, userName } = parked
  const about = {
    profile,
    keyId: shownKeyId(accessKeyId),
    accountId,
    ...(userName === undefined ? {} : { user: userName }),
    files: planned.map(({ file }) => file),
  }
  const shown = (colour: boolean): string =>
    planned.map(({ file, before, after }) => configDiff(before, after, file, { colour })).join('\n')
  if (options.dryRun) return { ...about, activated: false, backups: [], diff: shown(mayColour(world.env, 1)) }
  if (!options.yes && planned.length > 0) await requireAgreement(world, parked, shown, options)
  return withKeysLock(world, async () => {
    const now = await readParkedKey(world.paths, profile)
    if (now?.accessKeyId !== accessKeyId) throw await nothingParked(world, profile)
    const activated = now.setInactive && (await requireActive(world, now, options))
    const backups = await writePlanned(world, planned)
    await removeParkedKey(world.paths, profile)
    return { ...about, activated, backups }
  })
}

/** The files that change, in the order in which they are written. */
async function plannedFiles({ profile, edits }: ParkedKey): Promise<PlannedFile[]> {
  const planned: PlannedFile[] = []
  const conflicts: string[] = []
  for (const edit of [...edits].reverse()) {
    const text = (await readIfPresent(edit.file))?.toString('utf8') ?? ''
    const plan = planRestore(text, edit)
    if ('conflicts' in plan) conflicts.push(...plan.conflicts)
    else if (plan.before !== plan.after) planned.push({ file: edit.file, ...plan })
  }
  if (conflicts.length === 0) return planned
  throw new RefusedError(
    `Profile ${quoted(profile)} has been changed since its key was parked, so nothing was changed now. ${conflicts.join(' ')} ` +
      'Take that away first, if the key is to come back.',
  )
}

async function nothingParked(world: World, profile: string): Promise<ConfigError> {
  const others = await parkedKeys(world.paths)
  return new ConfigError(`No key of profile ${quoted(profile)} is parked.`, {
    suggestions: others.map((one) => `ssoenv keys restore ${shellWord(one.profile)}`),
  })
}

async function requireAgreement(
  world: World,
  { profile, accessKeyId, setInactive }: ParkedKey,
  shown: (colour: boolean) => string,
  { noInput }: RestoreOptions,
): Promise<void> {
  if (!world.interactive || noInput) {
    const command = `ssoenv keys restore ${shellWord(profile)}`
    throw new UsageError(`Files would be changed for ${quoted(profile)}, and nobody can be asked here.`, {
      suggestions: [`${command} --dry-run`, `${command} --yes`],
    })
  }
  world.say(shown(mayColour(world.env, 2)))
  const active = setInactive ? ' and make it Active in IAM' : ''
  if (!(await askYesNo(world, `Restore the key ${shownKeyId(accessKeyId)} of ${quoted(profile)}${active}?`)))
    throw new CancelledError('Nothing was changed.')
}

/**
 * @returns whether it had to be made Active
 * @throws RefusedError where it is not and may not become so
 */
async function requireActive(
  world: World,
  parked: ParkedKey,
  { by, noInput }: RestoreOptions,
): Promise<boolean> {
  const { profile, accessKeyId, secretAccessKey, region, accountId, userName } = parked
  try {
    const network = await networkOf(world, { profile })
    await callerIdentity(network, { accessKeyId, secretAccessKey }, region)
    return false
  } catch (error) {
    if (!(error instanceof KeyRefused) || error.reason !== 'unknown') throw error
  }
  try {
    const config = await readAwsConfig(world.paths)
    const target = targetNamed(config, by ?? profile, parked, parked)
    const allow = world.interactive && !noInput ? 'login' : 'refresh'
    await activateKey(world, parked, await roleCredentials(world, target, allow))
    return true
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof ConfigError)) throw error
    throw new RefusedError(
      `The key ${shownKeyId(accessKeyId)} is Inactive in IAM and could not be made Active. ${sentence(error)} Nothing was changed. ` +
        `An administrator of account ${accountId} can make it Active (user ${quoted(userName ?? 'root')}); then run this again.`,
      { suggestions: [`ssoenv keys restore ${shellWord(profile)} --by SSO_PROFILE`] },
    )
  }
}

const sentence = ({ message }: SsoenvError): string => (/[.!?]$/.test(message) ? message : `${message}.`)
