/**
 * `profiles add --here`: the profile that the `.ssoenv` of a team asks for.
 *
 * A portal that the config does not know is shown and asked for, default no. The file may come from anywhere: so on a yes it is
 * allowed as one that brought a new portal, and the first login there stays one by hand.
 */
import path from 'node:path'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { parseBindingFile, type Binding } from '../../core/binding/binding-file.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError, RefusedError, UsageError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { sessionNameFor } from '../../core/session/portal-address.js'
import { portalAddress, profilesMatching, sameStartUrl } from '../../core/profile/profile-match.js'
import { nameFromTemplate } from '../../core/profile/profile-name.js'
import { nameProblem } from '../../core/profile/profile-write.js'
import { allSessions, findSession } from '../../core/profile/profile.js'
import type { SsoSession } from '../../core/session/session.js'
import { sameBytes } from '../../core/binding/trust.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { BINDING_FILE, readBindingSource } from '../../world/for-shells/binding-source.js'
import { askText } from '../../world/terminal/questions.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import { readTrust } from '../../world/for-shells/trust-store.js'
import type { World } from '../../world/world.js'
import { refuseWrongProfile, writeProfile, type Configured } from './configure.js'
import { findPortal } from './find-portal.js'
import { allow, bindingDirectory } from '../trust.js'
import { shownPath } from '../for-shells/verdict.js'

export interface HereWords {
  profile?: string | undefined
  /** The name of the session, where one has to be made. */
  session?: string | undefined
  ssoRegion?: string | undefined
  region?: string | undefined
  output?: string | undefined
}

/** The profiles that reach it already, or the one that was made. */
export type AddedHere = { file: string; isAllowed: boolean } & (
  { already: string[] } | { already?: never; added: Configured }
)

/** What the file asks for. */
interface Asked {
  file: string
  bytes: Uint8Array
  binding: Binding
  startUrl: string
  accountId: string
  roleName: string
}

/**
 * @param cwd the nearest `.ssoenv` there or above it is meant
 * @throws UsageError where there is none, or it names a profile only; RefusedError for one that may not be used, and for a portal
 *   that is declined or cannot be asked for; ConfigError as `writeProfile` does
 */
export async function addProfileHere(
  world: World,
  cwd: string,
  words: HereWords,
  dryRun: boolean,
): Promise<AddedHere> {
  const directory = await bindingDirectory(undefined, cwd)
  const asked = await askedFor(world, directory)
  const { file, bytes } = asked
  const config = await readAwsConfig(world.paths)
  const isTrusted = async (): Promise<boolean> => {
    const trust = await readTrust(world.paths, directory)
    return trust !== undefined && sameBytes(trust.bytes, bytes)
  }
  const already = profilesMatching(config, asked).map(({ name }) => name)
  if (already.length > 0) return { file, already, isAllowed: await isTrusted() }
  refuseWrongProfile(config.file, words)
  const known = knownSession(config, asked, words.session)
  const isNewPortal = !allSessions(config).some(({ startUrl }) => sameStartUrl(startUrl, asked.startUrl))
  const agreed = dryRun || !isNewPortal || (await agreeToPortal(world, asked))
  if (!agreed)
    throw new RefusedError(`The portal ${shownPortal(asked)} was not allowed; nothing was changed.`)
  const session = known ?? (await newSession(world, config, asked, words, dryRun))
  const wanted = {
    name: words.profile ?? (await nameFor(world, config, asked, session, dryRun)),
    session,
    isNewSession: known === undefined,
    accountId: asked.accountId,
    roleName: asked.roleName,
    region: words.region ?? asked.binding.region,
    output: words.output,
  }
  const added = await writeProfile(world, wanted, { dryRun, mayReplace: 'no' })
  if (isNewPortal && !dryRun) await allow(world, directory, bytes, { newPortal: true })
  return { file, added, isAllowed: await isTrusted() }
}

async function askedFor(world: World, directory: string): Promise<Asked> {
  const file = path.join(directory, BINDING_FILE)
  const shown = shownPath(world, file)
  const source = await readBindingSource(directory)
  if (source.kind === 'absent') throw new UsageError(`${shown} does not exist.`)
  if (source.kind === 'unusable') throw new RefusedError(`${shown} cannot be used: ${source.reason}.`)
  const binding = parseBindingFile(source.bytes)
  if (!binding.ok) throw new ConfigError(`${shown} cannot be used: ${binding.reason}.`)
  const { startUrl, accountId, roleName, profile } = binding
  if (startUrl === undefined || accountId === undefined || roleName === undefined) {
    const says =
      profile === undefined ? 'says that there is no profile here' : `names the profile ${quoted(profile)}`
    throw new UsageError(`${shown} ${says}, and not with start URL, account and role.`, {
      suggestions: profile === undefined ? [] : [`ssoenv configure ${shellWord(profile)}`],
    })
  }
  return { file, bytes: source.bytes, binding, startUrl, accountId, roleName }
}

const shownPortal = ({ startUrl }: Asked): string => printable(portalAddress(startUrl))

async function agreeToPortal(world: World, asked: Asked): Promise<boolean> {
  const { file, accountId, roleName, startUrl } = asked
  const names = `${shownPath(world, file)} names the portal ${shownPortal(asked)}, which your AWS config does not know`
  if (!world.interactive) {
    const words = ['--start-url', startUrl, '--account', accountId, '--role', roleName].map(shellWord)
    throw new RefusedError(`${names}, and there is no terminal to ask on.`, {
      suggestions: [`ssoenv configure PROFILE ${words.join(' ')} --no-input`],
    })
  }
  const purpose = `Make a profile for account ${accountId}, role ${quoted(roleName)}, there, and allow the file?`
  return askYesNo(world, `ssoenv: ${names}. ${purpose}`)
}

/** A session of that portal, in the region that the file names. */
function knownSession(config: AwsConfig, asked: Asked, name: string | undefined): SsoSession | undefined {
  const { ssoRegion } = asked.binding
  const isIt = (session: SsoSession): boolean =>
    session.kind === 'sso-session' &&
    sameStartUrl(session.startUrl, asked.startUrl) &&
    (ssoRegion === undefined || session.region === ssoRegion)
  if (name === undefined) return allSessions(config).find(isIt)
  const named = findSession(config, name)
  if (named === undefined || isIt(named)) return named
  throw new UsageError(`SSO session ${quoted(name)} is of another portal or region than the file asks for.`)
}

async function newSession(
  world: World,
  config: AwsConfig,
  asked: Asked,
  words: HereWords,
  dryRun: boolean,
): Promise<SsoSession> {
  const { startUrl, binding } = asked
  // Profiles of the old form may know it.
  const old = allSessions(config).find((session) => sameStartUrl(session.startUrl, startUrl))
  const region =
    words.ssoRegion ??
    binding.ssoRegion ??
    old?.region ??
    (dryRun ? undefined : await regionOf(world, startUrl))
  if (region === undefined)
    throw new UsageError(`The region of ${shownPortal(asked)} is not known; --sso-region says it.`)
  const name = words.session ?? sessionNameFor(startUrl, new Set(config.sessions.keys()))
  return { kind: 'sso-session', name, startUrl, region }
}

async function regionOf(world: World, startUrl: string): Promise<string | undefined> {
  const portal = await findPortal(world, startUrl)
  return typeof portal === 'string' ? undefined : portal.region
}

/** The name that the file has for it, else one that is asked for; as the AWS CLI would call it, where nobody can be asked. */
async function nameFor(
  world: World,
  config: AwsConfig,
  { binding, accountId, roleName }: Asked,
  session: SsoSession,
  dryRun: boolean,
): Promise<string> {
  const isFree = (name: string): boolean => !config.profiles.has(name) && !config.credentials.has(name)
  const problem = (name: string): string | undefined =>
    nameProblem('profile', name, config.file) ??
    (isFree(name) ? undefined : `There is a profile ${quoted(name)} already.`)
  if (binding.profile !== undefined && problem(binding.profile) === undefined) return binding.profile
  const made = nameFromTemplate('{role}-{account_id}', { accountId, roleName, sessionName: session.name })
  let otherwise = made
  for (let number = 2; !isFree(otherwise); number++) otherwise = `${made}-${number}`
  if (!world.interactive || dryRun) return otherwise
  return askText({ message: 'Name for the profile', otherwise, check: problem })
}
