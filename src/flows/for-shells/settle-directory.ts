/**
 * Which profile holds in a directory, and why: the decision that the shells only compare (shell/README.md §2.2).
 *
 * 1. The nearest `.ssoenv` or `[directories]` entry upward        → find-binding
 * 2. Is the file one to be opened at all?                         → readBindingSource
 * 3. Is it trusted, with these very bytes?                        → readTrust
 * 4. What does it say, and which profile of the config is that?   → parseBindingFile, resolveBinding
 * 5. Is that still what the person allowed?                       → isAsAllowed
 *
 * Whatever is in doubt inside a tree that is bound is refused; outside of one, nothing changes.
 */
import path from 'node:path'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { parseBindingFile, type BindingFile } from '../../core/binding/binding-file.js'
import { resolveBinding } from '../../core/binding/binding.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { findProfile, type ResolvedProfile } from '../../core/profile/profile.js'
import type { RecordFields } from '../../core/for-shells/record.js'
import type { SsoSession } from '../../core/session/session.js'
import {
  isAsAllowed,
  sameBytes,
  targetOf,
  targetWords,
  type Trust,
  type TrustedTarget,
} from '../../core/binding/trust.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { BINDING_FILE, readBindingSource } from '../../world/for-shells/binding-source.js'
import { markOf, readMarked } from '../../world/for-shells/records.js'
import { readTrust, trustMark } from '../../world/for-shells/trust-store.js'
import type { World } from '../../world/world.js'
import { pinOf } from '../binding/pin.js'
import { leaveDirectoryRecord, verdictFields, type RecordBasis } from './directory-record.js'
import { boundTreeAbove, nearestBinding, type Candidate } from './find-binding.js'
import { settingsWarning, type SettledSettings } from '../settings.js'
import { isSafeName, resolvedName, shownPath, type Verdict } from './verdict.js'

export interface SettledDirectory {
  /** The directory whose binding holds; undefined: no binding, no record. */
  directory?: string
  source?: 'file' | 'settings'
  verdict: Verdict
  session?: SsoSession
  /** The lines for the shells, without brackets' keys and text. */
  fields: RecordFields
}

interface Decision extends RecordBasis {
  verdict: Verdict
}

/** Decides what holds in `directory` and leaves the record. */
export async function settleDirectory(
  world: World,
  directory: string,
  settings: SettledSettings,
): Promise<SettledDirectory> {
  for (let round = 1; ; round++) {
    const mark = await trustMark(world.paths)
    const settled = await settleOnce(world, directory, settings)
    // `allow` and `deny` take all records away: one that rests on the trust of before must not come after that.
    if (round === ROUNDS || mark === (await trustMark(world.paths))) return settled
  }
}

/** So often somebody may allow or deny something while we decide. */
const ROUNDS = 5

async function settleOnce(
  world: World,
  directory: string,
  settings: SettledSettings,
): Promise<SettledDirectory> {
  const candidate = await nearestBinding(directory, settings.patterns)
  if (!candidate) return { verdict: { state: 'none' }, fields: [] }
  const { value: config, mark } = await readMarked(world.paths.awsConfig, () => readConfig(world))
  const decision: Decision =
    candidate.source === 'settings'
      ? { verdict: verdictOfSettings(world, candidate, config), watch: [] }
      : await decideMarkedFile(world, candidate, config, settings)
  if (dependsOnCredentials(decision.verdict, config)) {
    const file = world.paths.awsCredentials
    decision.watch.push({ file, mark: await markOf(file) })
  }
  const warning = settingsWarning(settings)
  if (warning !== undefined && decision.verdict.say === undefined) decision.verdict.say = warning
  const session = sessionOf(decision.verdict)
  const fields: RecordFields = [
    ['source', candidate.source],
    ['state', decision.verdict.state],
    ...((await isPinned(world, candidate, settings)) ? ([['pinned', '1']] as const) : []),
    ...verdictFields(decision.verdict, session, settings),
  ]
  const basis = { ...decision, config: mark, settings: settings.gen }
  await leaveDirectoryRecord(world, candidate.directory, fields, basis)
  return {
    directory: candidate.directory,
    source: candidate.source,
    verdict: decision.verdict,
    fields,
    ...(session ? { session } : {}),
  }
}

/** A profile without SSO, or none, may come or go with the credentials file; one with SSO asks it where it has roles of its own there. */
function dependsOnCredentials(verdict: Verdict, config: AwsConfig | ConfigError): boolean {
  if (verdict.state !== 'bound') return verdict.state === 'refused'
  const { resolved } = verdict
  if (resolved.kind === 'other' || config instanceof ConfigError) return true
  return resolved.profile.chain.some((name) => (config.stored.get(name)?.keys.size ?? 0) > 0)
}

/** The config, or the error that reading it gives: told in the directory, not thrown at a prompt. */
async function readConfig(world: World): Promise<AwsConfig | ConfigError> {
  try {
    return await readAwsConfig(world.paths)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function verdictOfSettings(world: World, candidate: Candidate, config: AwsConfig | ConfigError): Verdict {
  const name = candidate.profile ?? ''
  if (name === '') return { state: 'none' }
  if (config instanceof ConfigError) return { state: 'refused', say: config.message }
  try {
    const resolved = findProfile(config, name)
    if (resolved) return bound(resolved, {})
    const { settings: file, awsConfig } = world.paths
    return {
      state: 'refused',
      say: `profile ${quoted(name)}, bound in ${shownPath(world, file)}, is not in ${shownPath(world, awsConfig)}. Try: ssoenv configure ${shellWord(name)}`,
    }
  } catch (error) {
    if (error instanceof ConfigError) return { state: 'refused', say: error.message }
    throw error
  }
}

function bound(
  resolved: ResolvedProfile,
  more: { region?: string; newPortal?: boolean; say?: string },
): Verdict {
  const name = resolvedName(resolved)
  if (!isSafeName(name)) {
    return {
      state: 'refused',
      say: `the name of profile ${quoted(name)} cannot be put into AWS_PROFILE safely`,
    }
  }
  const [warning] = resolved.warnings
  const say = more.say ?? warning
  return { state: 'bound', resolved, ...more, ...(say === undefined ? {} : { say }) }
}

/** The decision about a `.ssoenv`; where no shell is to compare its text, the file is watched instead. */
async function decideMarkedFile(
  world: World,
  candidate: Candidate,
  config: AwsConfig | ConfigError,
  settings: SettledSettings,
): Promise<Decision> {
  const file = path.join(candidate.directory, BINDING_FILE)
  const { value: decision, mark } = await readMarked(file, () =>
    decideFile(world, candidate, config, settings),
  )
  if (decision.text === undefined) decision.watch.push({ file, mark })
  return decision
}

async function decideFile(
  world: World,
  candidate: Candidate,
  config: AwsConfig | ConfigError,
  settings: SettledSettings,
): Promise<Decision> {
  const shown = shownPath(world, path.join(candidate.directory, BINDING_FILE))
  const source = await readBindingSource(candidate.directory)
  if (source.kind === 'absent') return { verdict: { state: 'none' }, watch: [] }
  const parsed: BindingFile =
    source.kind === 'bytes' ? parseBindingFile(source.bytes) : { ok: false, reason: source.reason }
  // Only text that a shell reads as it stands is left to it to compare.
  const comparable = source.kind === 'bytes' && parsed.ok ? { text: source.bytes.toString('utf8') } : {}
  const trust = await readTrust(world.paths, candidate.directory)
  if (trust) {
    const same = source.kind === 'bytes' && sameBytes(source.bytes, trust.bytes)
    const verdict: Verdict =
      same && parsed.ok
        ? verdictOfFile(shown, parsed, trust, config)
        : {
            state: 'refused',
            say: parsed.ok
              ? `${shown} has changed since it was allowed. Try: ssoenv allow`
              : `${shown} was allowed and can no longer be used: ${parsed.reason}. Mend it, then: ssoenv allow`,
          }
    return { verdict, watch: [], ...comparable }
  }
  const { tree, dormant } = await boundTreeAbove(world, candidate.directory, settings.patterns)
  const said = parsed.ok ? bindingWords(parsed) : parsed.reason
  if (tree) {
    const outer = tree.source === 'file' ? path.join(tree.directory, BINDING_FILE) : undefined
    return {
      verdict: {
        state: 'refused',
        say: parsed.ok
          ? `${shown} is not trusted and lies inside ${shownPath(world, tree.directory)}, which is bound (it names ${said}). Try: ssoenv allow`
          : `${shown} cannot be used: ${said}. It lies inside ${shownPath(world, tree.directory)}, which is bound.`,
      },
      watch: outer === undefined ? [] : [{ file: outer, mark: await markOf(outer) }],
      ...comparable,
    }
  }
  return {
    verdict: parsed.ok
      ? {
          state: 'untrusted',
          say: `${shown} is not trusted and does nothing (it names ${said}). Try: ssoenv allow`,
        }
      : { state: 'invalid', say: `${shown} is ignored: ${said}.` },
    watch: dormant.map((at) => ({ file: path.join(at, BINDING_FILE), mark: undefined })),
    ...comparable,
  }
}

/** Whether the person has trusted more than a profile's name here: a choice by hand is then held against it. */
async function isPinned(
  world: World,
  { directory }: Candidate,
  { patterns }: SettledSettings,
): Promise<boolean> {
  const { startUrl, ssoRegion, accountId, roleName } =
    (await pinOf(world, directory, patterns))?.binding ?? {}
  return [startUrl, ssoRegion, accountId, roleName].some((value) => value !== undefined)
}

/** What a file that parses names, in words: the profile, or the account and role. */
export function bindingWords(file: BindingFile & { ok: true }): string {
  if (file.none) return 'no profile'
  if (file.profile !== undefined) return `profile ${quoted(file.profile)}`
  return `account ${printable(file.accountId ?? '')}, role ${quoted(file.roleName ?? '')}`
}

function verdictOfFile(
  shown: string,
  parsed: BindingFile & { ok: true },
  trust: Trust,
  config: AwsConfig | ConfigError,
): Verdict {
  if (config instanceof ConfigError) return { state: 'refused', say: config.message }
  try {
    const resolution = resolveBinding(parsed, config)
    if (resolution.state === 'none') return { state: 'none' }
    if (resolution.state === 'refused') return { state: 'refused', say: `${shown}: ${resolution.reason}` }
    const now = targetOf(resolution.resolved, config)
    if (!isAsAllowed(parsed, trust.target, now)) {
      return {
        state: 'refused',
        say: `${shown} was allowed ${allowedWords(trust.target)} profile ${quoted(now.profile ?? '')} is now ${targetWords(now)}. Try: ssoenv allow`,
      }
    }
    const [warning] = parsed.warnings
    return bound(resolution.resolved, {
      ...(parsed.region === undefined ? {} : { region: parsed.region }),
      ...(trust.target.newPortal ? { newPortal: true } : {}),
      ...(warning === undefined ? {} : { say: `${shown}: ${warning}` }),
    })
  } catch (error) {
    if (error instanceof ConfigError) return { state: 'refused', say: error.message }
    throw error
  }
}

function allowedWords(target: TrustedTarget): string {
  return target.profile === undefined
    ? 'when it meant no profile of yours, and'
    : `for ${targetWords(target)}, but`
}

function sessionOf(verdict: Verdict): SsoSession | undefined {
  return verdict.state === 'bound' && verdict.resolved.kind === 'sso'
    ? verdict.resolved.profile.session
    : undefined
}
