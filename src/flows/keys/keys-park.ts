/**
 * `ssoenv keys park`: a profile goes from its long-lived key to SSO.
 *
 * 1. `requireParkable`: the one key of the profile.
 * 2. `callerIdentity`: whose it is.
 * 3. `targetFor`: the SSO profile that is to take its place; another account is refused.
 * 4. `proveTarget`: a login, role credentials, and STS: SSO reaches that account in fact.
 * 5. `planPark`; the person sees the difference and agrees.
 * 6. `saveParkedKey`: the copy is on the disk before anything else is written. Killed at any later point, the key is in that
 *    file, and the same command goes on from there.
 * 7. `writePlanned`: the config, then the credentials file, so that the profile has credentials all the time.
 * 8. `deactivateKey`, where that is asked for.
 */
import { configDiff } from '../../core/config/diff.js'
import { printable, quoted } from '../../core/text/display.js'
import { CancelledError, RefusedError, UsageError, type SsoenvError } from '../../core/errors.js'
import { keysIn, keysOfProfile, shownKeyId, type FoundKey } from '../../core/keys/keys.js'
import { planPark, requireParkable, type FileChange } from '../../core/keys/keys-park.js'
import { shellWord } from '../../core/session/login-command.js'
import type { ParkedKey } from '../../core/keys/parked-key.js'
import { unlessBroken } from '../../core/session/sso-session.js'
import { mayColour } from '../../world/terminal/colour.js'
import { callerIdentity, KeyRefused, type CallerIdentity } from '../../world/network/key-services.js'
import {
  parkedKeyFile,
  readParkedKey,
  removeParkedKey,
  saveParkedKey,
} from '../../world/files/parked-keys.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import { deactivateKey } from './keys-deactivate.js'
import { readAwsFiles, type ReadFiles } from './keys-files.js'
import { withKeysLock, writePlanned } from './keys-files-edit.js'
import { proveTarget, targetFor, targetNamed } from './keys-target.js'

export interface ParkOptions {
  /** The SSO profile that takes the key's place; absent: the one that reaches its account. */
  to?: string
  /** Set it Inactive in IAM too. */
  deactivate: boolean
  /** The SSO profile whose role does that; absent: the one that takes the key's place. */
  by?: string
  dryRun: boolean
  yes: boolean
  noInput: boolean
}

export interface Parked {
  profile: string
  keyId: string
  accountId: string
  user?: string
  /** What the profile uses now; absent where it was parked before. */
  sso?: { session: string; accountId: string; roleName: string }
  /** Where the key is now. */
  file: string
  /** What the files were before. */
  backups: string[]
  /** Other places where the same key stands, for a person. */
  elsewhere: string[]
  /** Whether the key is Inactive in IAM by our doing. */
  inactive: boolean
  /** Why it could not be made Inactive, though that was asked for. */
  trouble?: SsoenvError
  /** Only of a dry run. */
  diff?: string
}

/**
 * @throws RefusedError where SSO does not reach the key's account, or the key or profile cannot be parked; what logging in
 *   and `changeConfigFile` throw; CancelledError where the person says no. The key is then where it was.
 */
export async function parkKey(world: World, profile: string, options: ParkOptions): Promise<Parked> {
  const files = await readAwsFiles(world)
  const earlier = await readParkedKey(world.paths, profile)
  const found = keysOfProfile(files.config, files.credentials, world.env, profile)
  if (earlier && found.length === 0) return deactivateParked(world, earlier, options)
  const key = requireParkable(files.config, files.credentials.sections, profile, found)
  if (earlier && earlier.accessKeyId !== key.accessKeyId) {
    throw new RefusedError(
      `Another key of ${quoted(profile)}, ${shownKeyId(earlier.accessKeyId)}, is parked already, in ` +
        `${printable(parkedKeyFile(world.paths, profile))}. Restore it, or move that file away, first.`,
    )
  }
  const caller = await requireCaller(world, key, earlier)
  const target = await targetFor(world, files.config, profile, key, caller, options)
  const asking = options.by === undefined ? target : targetNamed(files.config, options.by, key, caller)
  const allow = world.interactive && !options.noInput ? 'login' : 'refresh'
  await proveTarget(world, target, key, caller, allow)
  const changes = planPark(files.texts, profile, target)
  const about = {
    profile,
    keyId: shownKeyId(key.accessKeyId),
    accountId: caller.accountId,
    ...(caller.userName === undefined ? {} : { user: caller.userName }),
    sso: { session: target.session.name, accountId: target.accountId, roleName: target.roleName },
    file: parkedKeyFile(world.paths, profile),
    elsewhere: elsewhere(files, world, key),
  }
  const shown = (colour: boolean): string =>
    changes.map(({ file, before, after }) => configDiff(before, after, file, { colour })).join('\n')
  if (options.dryRun) return { ...about, backups: [], inactive: false, diff: shown(mayColour(world.env, 1)) }
  if (!options.yes) await requireAgreement(world, about, shown, options)
  const parked: ParkedKey = {
    profile,
    accessKeyId: key.accessKeyId,
    secretAccessKey: key.secretAccessKey,
    accountId: caller.accountId,
    ...(caller.userName === undefined ? {} : { userName: caller.userName }),
    region: key.region,
    parkedAt: world.now(),
    setInactive: earlier?.setInactive ?? false,
    edits: editsOf(changes, earlier),
  }
  return withKeysLock(world, async () => {
    const backups = await park(world, parked, changes)
    const done = options.deactivate ? await deactivateKey(world, parked, asking) : {}
    return { ...about, backups, inactive: false, ...done }
  })
}

/** The copy, then the files. Where nothing could be written, the copy goes again. */
async function park(world: World, parked: ParkedKey, changes: readonly FileChange[]): Promise<string[]> {
  const before = await readParkedKey(world.paths, parked.profile)
  if (before && before.accessKeyId !== parked.accessKeyId) {
    throw new RefusedError(
      `Another key of ${quoted(parked.profile)} was parked at the same moment. Nothing was written.`,
    )
  }
  await saveParkedKey(world.paths, parked)
  try {
    return await writePlanned(world, changes)
  } catch (error) {
    if (before) await saveParkedKey(world.paths, before)
    else if (await isAsBefore(world, parked, changes)) await removeParkedKey(world.paths, parked.profile)
    throw error
  }
}

/** Whether the key is still in the files and none of them was changed by us: the copy is not needed. */
async function isAsBefore(
  world: World,
  { profile, accessKeyId, secretAccessKey }: ParkedKey,
  changes: readonly FileChange[],
): Promise<boolean> {
  const { config, credentials, texts } = await readAwsFiles(world)
  const now = [texts.config, texts.credentials]
  return (
    keysOfProfile(config, credentials, world.env, profile).some(
      (key) => key.accessKeyId === accessKeyId && key.secretAccessKey === secretAccessKey,
    ) && !changes.some(({ file, after }) => now.some((one) => one.file === file && one.text === after))
  )
}

/** A file that an interrupted parking changed already keeps what was noted of it then. */
function editsOf(changes: readonly FileChange[], earlier: ParkedKey | undefined): ParkedKey['edits'] {
  const edits = changes.map(({ edit }) => edit)
  const isAnew = (file: string): boolean => edits.some((edit) => edit.file === file)
  return [...(earlier?.edits.filter(({ file }) => !isAnew(file)) ?? []), ...edits]
}

/** Whose the key is. Of one that we made Inactive ourselves it is known. */
async function requireCaller(
  world: World,
  key: FoundKey & { secretAccessKey: string },
  earlier: ParkedKey | undefined,
): Promise<CallerIdentity> {
  if (earlier) {
    const { accountId, userName } = earlier
    return { accountId, arn: '', ...(userName === undefined ? {} : { userName }) }
  }
  const { accessKeyId, secretAccessKey, region } = key
  try {
    const network = await networkOf(world, { profile: key.profile })
    return await callerIdentity(network, { accessKeyId, secretAccessKey }, region)
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    throw new RefusedError(
      `Whose key ${shownKeyId(accessKeyId)} is cannot be seen, so nothing can be proved to take its place. ${error.message}`,
    )
  }
}

/** The same key in other profiles, and in the environment. */
function elsewhere({ config, credentials }: ReadFiles, world: World, key: FoundKey): string[] {
  return keysIn(config, credentials, world.env)
    .filter((one) => one.accessKeyId === key.accessKeyId && one.profile !== key.profile)
    .map(({ profile, file, line }) =>
      profile === undefined
        ? 'AWS_ACCESS_KEY_ID'
        : `${quoted(profile)} (${printable(file ?? '')}:${line ?? 0})`,
    )
}

async function requireAgreement(
  world: World,
  { profile, keyId, elsewhere: others }: Pick<Parked, 'profile' | 'keyId' | 'elsewhere'>,
  shown: (colour: boolean) => string,
  options: ParkOptions,
): Promise<void> {
  const inactive = options.deactivate ? ' and set it Inactive in IAM' : ''
  const question = `Park the key ${keyId} of ${quoted(profile)}${inactive}?`
  await requireYes(world, question, options, `ssoenv keys park ${shellWord(profile)}`, () => {
    world.say(shown(mayColour(world.env, 2)))
    if (others.length > 0) world.say(`The same key is in: ${others.join(', ')}. It stays there.`)
  })
}

/**
 * @param command what to type, with `--yes`, where nobody can be asked
 * @param show what the person has to see before
 */
async function requireYes(
  world: World,
  question: string,
  { noInput }: ParkOptions,
  command: string,
  show: () => void = () => undefined,
): Promise<void> {
  if (!world.interactive || noInput) {
    throw new UsageError(`${question} Nobody can be asked here.`, {
      suggestions: [`${command} --dry-run`, `${command} --yes`],
    })
  }
  show()
  if (!(await askYesNo(world, question))) throw new CancelledError('Nothing was changed.')
}

/** The profile's key is parked already: at most it is still to be made Inactive. */
async function deactivateParked(world: World, parked: ParkedKey, options: ParkOptions): Promise<Parked> {
  const { profile, accessKeyId, accountId, userName, setInactive } = parked
  const about: Parked = {
    profile,
    keyId: shownKeyId(accessKeyId),
    accountId,
    ...(userName === undefined ? {} : { user: userName }),
    file: parkedKeyFile(world.paths, profile),
    backups: [],
    elsewhere: [],
    inactive: setInactive,
  }
  if (!options.deactivate || options.dryRun) return about
  const { config } = await readAwsFiles(world)
  const by = options.by ?? profile
  const asking = unlessBroken(() => targetNamed(config, by, parked, parked))
  const question = `Set the parked key ${about.keyId} of ${quoted(profile)} Inactive in IAM?`
  if (!options.yes)
    await requireYes(world, question, options, `ssoenv keys park ${shellWord(profile)} --deactivate`)
  return withKeysLock(world, async () => {
    const now = await readParkedKey(world.paths, profile)
    if (now?.accessKeyId !== accessKeyId)
      throw new RefusedError(`The key of ${quoted(profile)} was restored at the same moment.`)
    return { ...about, ...(await deactivateKey(world, now, asking)) }
  })
}
