/**
 * Allowing a `.ssoenv`, making one, and taking both back.
 *
 * `allow` opens the file once, checks it, shows what it will do, and stores those very bytes with what they resolve to.
 * A portal that the user's config does not know yet is shown by its host and path and asked for, default no.
 */
import path from 'node:path'
import { editedBindingFile } from '../core/binding/binding-file-edit.js'
import { parseBindingFile, type BindingFields, type BindingFile } from '../core/binding/binding-file.js'
import { reachedBy, resolveBinding } from '../core/binding/binding.js'
import { printable, quoted } from '../core/text/display.js'
import { ConfigError, RefusedError, SsoenvError, UsageError } from '../core/errors.js'
import { shellWord } from '../core/session/login-command.js'
import { portalAddress, sameStartUrl } from '../core/profile/profile-match.js'
import { allSessions, requireProfile, type ResolvedProfile } from '../core/profile/profile.js'
import type { AwsConfig } from '../core/config/aws-config.js'
import { sameBytes, targetOf, targetWords, type TrustedTarget } from '../core/binding/trust.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { BINDING_FILE, bindingExists, readBindingSource } from '../world/for-shells/binding-source.js'
import { removeFile, writeWhole } from '../world/files/files.js'
import { noteRecentProfile } from '../world/files/recent-profiles.js'
import { askYesNo } from '../world/terminal/terminal.js'
import { readTrust, removeTrust, saveTrust } from '../world/for-shells/trust-store.js'
import type { World } from '../world/world.js'
import { settledHere } from './for-shells/active-profile.js'
import { upward } from './for-shells/find-binding.js'
import { resolvedName, shownPath } from './for-shells/verdict.js'

export interface Allowed {
  file: string
  /** What it does now, in words. */
  effect: string
  profile?: string
  /** Where commands end up. */
  accountId?: string
  roleName?: string
  warnings: string[]
}

/** The directory whose `.ssoenv` a PATH means: the file itself, its directory, or the nearest upward when left out. */
export async function bindingDirectory(given: string | undefined, cwd: string): Promise<string> {
  if (given !== undefined) {
    const absolute = path.resolve(cwd, given)
    return path.basename(absolute) === BINDING_FILE && !(await bindingExists(absolute))
      ? path.dirname(absolute)
      : absolute
  }
  for (const directory of upward(cwd)) if (await bindingExists(directory)) return directory
  throw new UsageError(`There is no ${BINDING_FILE} in ${printable(cwd)} or above it.`, {
    suggestions: ['ssoenv link PROFILE'],
  })
}

/** As `bindingDirectory`, also where the file itself is gone and only the trust is left. */
export async function trustedDirectory(
  world: World,
  given: string | undefined,
  cwd: string,
): Promise<string> {
  if (given !== undefined) return bindingDirectory(given, cwd)
  for (const directory of upward(cwd)) {
    if ((await bindingExists(directory)) || (await readTrust(world.paths, directory))) return directory
  }
  return bindingDirectory(given, cwd)
}

/**
 * @param expected the only bytes that may be allowed, where we wrote them ourselves or have shown them
 * @param options.newPortal the person has just agreed to its portal, and the config learned it for this file
 * @throws RefusedError when the file may not be used or the person declines a new portal; ConfigError when the file or the
 *   config cannot be read
 */
export async function allow(
  world: World,
  directory: string,
  expected?: Uint8Array,
  { newPortal = false } = {},
): Promise<Allowed> {
  const file = path.join(directory, BINDING_FILE)
  const source = await readBindingSource(directory)
  if (source.kind === 'absent') {
    throw new UsageError(`${shownPath(world, file)} does not exist.`, {
      suggestions: ['ssoenv link PROFILE'],
    })
  }
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} cannot be allowed: ${source.reason}.`)
  if (expected && !sameBytes(expected, source.bytes))
    throw new RefusedError(`${shownPath(world, file)} is not what was written; somebody else has changed it.`)
  const parsed = parseBindingFile(source.bytes)
  if (!parsed.ok) throw new ConfigError(`${shownPath(world, file)} cannot be allowed: ${parsed.reason}.`)
  const config = await readAwsConfig(world.paths)
  const { effect, target, reached } = effectOf(parsed, config)
  const known = await readTrust(world.paths, directory)
  const alreadyKnown = known && sameBytes(known.bytes, source.bytes) ? known.target : undefined
  if (isNewPortal(parsed, config)) {
    if (!alreadyKnown?.newPortal) await askForPortal(world, file, parsed.startUrl ?? '')
    target.newPortal = true
  } else if (newPortal || alreadyKnown?.newPortal) {
    // The config knows it by now, but whoever wrote it there did so for this file: a first login stays one by hand.
    target.newPortal = true
  }
  await saveTrust(world.paths, directory, { bytes: source.bytes, target })
  await settleForShells(world, directory)
  return {
    file,
    effect,
    warnings: parsed.warnings,
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    ...reached,
  }
}

/** `cd acme && aws …`, before there was a prompt in it, then runs with the binding already. */
async function settleForShells(world: World, directory: string): Promise<void> {
  try {
    await settledHere(world, directory)
  } catch (error) {
    // What is wrong with the settings is told at the next prompt; the file is allowed.
    if (!(error instanceof SsoenvError)) throw error
  }
}

function effectOf(
  parsed: BindingFile & { ok: true },
  config: AwsConfig,
): { effect: string; target: TrustedTarget; reached?: { accountId?: string; roleName?: string } } {
  const resolution = resolveBinding(parsed, config)
  if (resolution.state === 'none') return { effect: 'below it no profile is set', target: {} }
  if (resolution.state === 'refused') {
    return { effect: `refused for now: ${resolution.reason.replace(/\.$/, '')}`, target: {} }
  }
  const { resolved } = resolution
  const target = targetOf(resolved, config)
  const region = parsed.region === undefined ? '' : ` and AWS_REGION to ${quoted(parsed.region)}`
  const profile = `${quoted(resolvedName(resolved))} (${targetWords(target)})`
  return {
    effect: `sets AWS_PROFILE to ${profile}${region}`,
    target,
    ...(resolved.kind === 'sso' ? { reached: reachedBy(resolved, config) } : {}),
  }
}

function isNewPortal(parsed: BindingFile & { ok: true }, config: AwsConfig): boolean {
  if (parsed.startUrl === undefined) return false
  const { startUrl } = parsed
  return !allSessions(config).some((session) => sameStartUrl(session.startUrl, startUrl))
}

async function askForPortal(world: World, file: string, startUrl: string): Promise<void> {
  const portal = printable(portalAddress(startUrl))
  const question = `ssoenv: ${shownPath(world, file)} names the portal ${portal}, which your AWS config does not know. Allow it?`
  if (!world.interactive) {
    throw new RefusedError(
      `${shownPath(world, file)} names the portal ${portal}, which your AWS config does not know, and there is no terminal to ask on.`,
      { suggestions: [`ssoenv configure PROFILE --start-url ${shellWord(startUrl)} --no-input`] },
    )
  }
  if (!(await askYesNo(world, question)))
    throw new RefusedError(`The portal ${portal} was not allowed; nothing was changed.`)
}

/** Withdraws the trust. @returns whether there was any */
export async function deny(world: World, directory: string): Promise<boolean> {
  return removeTrust(world.paths, directory)
}

/**
 * Writes `directory/.ssoenv` for a profile and allows it. Of a file that is there only the values are changed.
 *
 * @param team writes start URL, account and role instead of the name
 * @throws ConfigError when the profile does not exist or (team) is not an SSO profile; RefusedError when something that is
 *   not a plain file of ours stands there, or one that would lose what it says
 */
export async function link(world: World, directory: string, name: string, team: boolean): Promise<Allowed> {
  const config = await readAwsConfig(world.paths)
  const resolved = requireProfile(config, name)
  const file = path.join(directory, BINDING_FILE)
  const source = await readBindingSource(directory)
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} is not replaced: ${source.reason}.`)
  const before = source.kind === 'bytes' ? source.bytes.toString('utf8') : ''
  const fields = team ? teamFields(world, resolved) : { profile: resolvedName(resolved) }
  const text = editedBindingFile(before, fields)
  if (text === undefined) {
    throw new RefusedError(`${shownPath(world, file)} says more than this and is not replaced.`, {
      suggestions: ['ssoenv unlink'],
    })
  }
  // The file is made to be committed: readable by others, as any file of the project.
  const mode = source.kind === 'absent' ? { mode: 0o644, underUmask: true } : { keepMode: true }
  if (text !== before) await writeWhole(file, text, { ...mode, replaceLink: true })
  await noteRecentProfile(world.paths.state, name)
  return allow(world, directory, Buffer.from(text))
}

function teamFields(world: World, resolved: ResolvedProfile): BindingFields {
  const profile = resolved.kind === 'sso' ? resolved.profile : undefined
  if (profile?.accountId === undefined || profile.roleName === undefined) {
    throw new ConfigError(
      `Profile ${quoted(resolvedName(resolved))} in ${shownPath(world, world.paths.awsConfig)} has no SSO account and role, which the team form needs.`,
    )
  }
  const { session, accountId, roleName, chain } = profile
  if (chain.length > 1) {
    throw new ConfigError(
      `Profile ${quoted(profile.name)} assumes a role from ${quoted(chain.at(-1) ?? '')}; the team form can say an SSO role only.`,
      { suggestions: [`ssoenv link ${shellWord(profile.name)}`] },
    )
  }
  return { startUrl: session.startUrl, ssoRegion: session.region, accountId, roleName }
}

/**
 * Removes `directory/.ssoenv` and its trust. @returns whether there was a file
 *
 * @throws RefusedError when it is not a plain file of ours; ConfigError when it cannot be removed
 */
export async function unlink(world: World, directory: string): Promise<boolean> {
  const source = await readBindingSource(directory)
  const file = path.join(directory, BINDING_FILE)
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} is not removed: ${source.reason}.`)
  await removeTrust(world.paths, directory)
  return source.kind === 'absent' ? false : removeFile(file)
}
