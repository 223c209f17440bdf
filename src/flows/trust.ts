/**
 * Allowing a `.ssoenv`, making one, and taking both back.
 *
 * `allow` opens the file once, checks it, shows what it will do, and stores those very bytes with what they resolve to.
 * A portal that the user's config does not know yet is shown by its host and asked for, default no.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { bindingFileText, parseBindingFile, type BindingFile } from '../core/binding-file.js'
import { resolveBinding } from '../core/binding.js'
import { printable, quoted } from '../core/display.js'
import { ConfigError, RefusedError, UsageError } from '../core/errors.js'
import { allSessions, findProfile, type ResolvedProfile } from '../core/profile.js'
import type { AwsConfig } from '../core/aws-config.js'
import { portalHost, sameBytes, targetOf, type TrustedTarget } from '../core/trust.js'
import { readAwsConfig } from '../world/aws-config-file.js'
import { BINDING_FILE, bindingExists, readBindingSource } from '../world/binding-source.js'
import { writeWhole } from '../world/files.js'
import { askYesNo } from '../world/terminal.js'
import { readTrust, removeTrust, saveTrust } from '../world/trust-store.js'
import type { World } from '../world/world.js'
import { upward } from './find-binding.js'
import { resolvedName, shownPath } from './settle-directory.js'

export interface Allowed {
  file: string
  /** What it does now, in words. */
  effect: string
  profile?: string
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

/**
 * @throws RefusedError when the file may not be used or the person declines a new portal; ConfigError when the file or the
 *   config cannot be read
 */
export async function allow(world: World, directory: string): Promise<Allowed> {
  const file = path.join(directory, BINDING_FILE)
  const source = await readBindingSource(directory)
  if (source.kind === 'absent') {
    throw new UsageError(`${shownPath(world, file)} does not exist.`, {
      suggestions: ['ssoenv link PROFILE'],
    })
  }
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} cannot be allowed: ${source.reason}.`)
  const parsed = parseBindingFile(source.bytes)
  if (!parsed.ok) throw new ConfigError(`${shownPath(world, file)} cannot be allowed: ${parsed.reason}.`)
  const config = await readAwsConfig(world.paths)
  const { effect, target } = effectOf(world, parsed, config)
  const known = await readTrust(world.paths, directory)
  const alreadyKnown = known && sameBytes(known.bytes, source.bytes) ? known.target : undefined
  if (isNewPortal(parsed, config)) {
    if (!alreadyKnown?.newPortal) await askForPortal(world, file, parsed.startUrl ?? '')
    target.newPortal = true
  } else if (alreadyKnown?.newPortal) {
    // The config knows it by now, but whoever wrote it there did so for this file: a first login stays one by hand.
    target.newPortal = true
  }
  await saveTrust(world.paths, directory, { bytes: source.bytes, target })
  return {
    file,
    effect,
    warnings: parsed.warnings,
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    ...(target.accountId === undefined ? {} : { accountId: target.accountId }),
    ...(target.roleName === undefined ? {} : { roleName: target.roleName }),
  }
}

function effectOf(
  world: World,
  parsed: BindingFile & { ok: true },
  config: AwsConfig,
): { effect: string; target: TrustedTarget } {
  const resolution = resolveBinding(parsed, config)
  if (resolution.state === 'none') return { effect: 'below it no profile is set', target: {} }
  if (resolution.state === 'refused') {
    return { effect: `refused for now: ${resolution.reason}`, target: {} }
  }
  const target = targetOf(resolution.resolved)
  const region = parsed.region === undefined ? '' : ` and AWS_REGION to ${quoted(parsed.region)}`
  return { effect: `sets AWS_PROFILE to ${describe(resolution.resolved)}${region}`, target }
}

function describe(resolved: ResolvedProfile): string {
  if (resolved.kind === 'other') return quoted(resolved.name)
  const { name, accountId, roleName, session } = resolved.profile
  const role =
    accountId === undefined ? '' : `account ${printable(accountId)}, role ${printable(roleName ?? '')}, `
  return `${quoted(name)} (${role}${printable(portalHost(session.startUrl))})`
}

function isNewPortal(parsed: BindingFile & { ok: true }, config: AwsConfig): boolean {
  if (parsed.startUrl === undefined) return false
  const host = portalHost(parsed.startUrl)
  return !allSessions(config).some((session) => portalHost(session.startUrl) === host)
}

async function askForPortal(world: World, file: string, startUrl: string): Promise<void> {
  const host = printable(portalHost(startUrl))
  const question = `ssoenv: ${shownPath(world, file)} names the portal ${host}, which your AWS config does not know. Allow it?`
  if (!world.interactive) {
    throw new RefusedError(
      `${shownPath(world, file)} names the portal ${host}, which your AWS config does not know, and there is no terminal to ask on.`,
      { suggestions: ['aws configure sso-session'] },
    )
  }
  if (!(await askYesNo(world, question)))
    throw new RefusedError(`The portal ${host} was not allowed; nothing was changed.`)
}

/** Withdraws the trust. @returns whether there was any */
export async function deny(world: World, directory: string): Promise<boolean> {
  return removeTrust(world.paths, directory)
}

/**
 * Writes `directory/.ssoenv` for a profile and allows it.
 *
 * @param team writes start URL, account and role instead of the name
 * @throws ConfigError when the profile does not exist or (team) is not an SSO profile; RefusedError when something that is
 *   not a plain file of ours stands there
 */
export async function link(world: World, directory: string, name: string, team: boolean): Promise<Allowed> {
  const config = await readAwsConfig(world.paths)
  const resolved = findProfile(config, name)
  if (!resolved) {
    throw new ConfigError(`Profile ${quoted(name)} is not in ${shownPath(world, world.paths.awsConfig)}.`, {
      suggestions: ['aws configure sso'],
    })
  }
  const file = path.join(directory, BINDING_FILE)
  const source = await readBindingSource(directory)
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} is not replaced: ${source.reason}.`)
  // The file is made to be committed: readable by others, as any file of the project.
  await writeWhole(
    file,
    bindingFileText(team ? teamFields(world, resolved) : { profile: resolvedName(resolved) }),
    { mode: 0o644, keepMode: true, underUmask: true },
  )
  return allow(world, directory)
}

function teamFields(world: World, resolved: ResolvedProfile): Parameters<typeof bindingFileText>[0] {
  const profile = resolved.kind === 'sso' ? resolved.profile : undefined
  if (profile?.accountId === undefined || profile.roleName === undefined) {
    throw new ConfigError(
      `Profile ${quoted(resolvedName(resolved))} in ${shownPath(world, world.paths.awsConfig)} has no SSO account and role, which the team form needs.`,
    )
  }
  const { session, accountId, roleName } = profile
  return { startUrl: session.startUrl, ssoRegion: session.region, accountId, roleName }
}

/** Removes `directory/.ssoenv` and its trust. @throws RefusedError when it is not a plain file of ours */
export async function unlink(world: World, directory: string): Promise<boolean> {
  const source = await readBindingSource(directory)
  const file = path.join(directory, BINDING_FILE)
  if (source.kind === 'unusable')
    throw new RefusedError(`${shownPath(world, file)} is not removed: ${source.reason}.`)
  await removeTrust(world.paths, directory)
  if (source.kind === 'absent') return false
  await rm(file)
  return true
}
