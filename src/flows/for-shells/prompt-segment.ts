/** What the prompt shows in a directory with this environment, without a network call. */
import { SsoenvError } from '../../core/errors.js'
import { printable } from '../../core/text/display.js'
import { findProfile } from '../../core/profile/profile.js'
import { isProtected } from '../../core/settings/settings.js'
import { segment, type Segment, type SegmentState } from '../../core/for-shells/segment.js'
import type { SsoSession } from '../../core/session/session.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import type { World } from '../../world/world.js'
import { handPinnedElsewhere } from '../binding/pin.js'
import { leaveSessionRecord } from '../session/session-record.js'
import { settleDirectory, type SettledDirectory } from './settle-directory.js'
import { settleSettings, type SettledSettings } from '../settings.js'
import { REFUSED_PROFILE, resolvedName } from './verdict.js'

/** The binding decides, unless AWS_PROFILE names another profile: then that is what tools use, and it is shown. */
export async function promptSegment(world: World, directory: string): Promise<Segment> {
  const settings = await settleSettings(world)
  const settled = await settleDirectory(world, directory, settings)
  const named = world.env['AWS_PROFILE']
  const shadowed = Boolean(world.env['AWS_ACCESS_KEY_ID'])
  const byBinding = boundName(settled)
  const isOverride = named !== undefined && named !== '' && named !== byBinding
  const name = isOverride ? named : byBinding
  const state: SegmentState = stateOf(settled, isOverride, name)
  const session = isOverride ? await sessionOf(world, named) : settled.session
  const standing = session && (await leaveSessionRecord(world, session)).standing
  return segment(
    {
      label: name === undefined ? undefined : printable(name, 128),
      state,
      ...(standing ? { standing } : {}),
      protected: name !== undefined && isProtected(settings.settings, name),
      shadowed,
      againstBinding: isOverride && (await isAgainstBinding(world, directory, settings)),
    },
    world.now(),
  )
}

async function isAgainstBinding(
  world: World,
  directory: string,
  { patterns }: SettledSettings,
): Promise<boolean> {
  try {
    return (await handPinnedElsewhere(world, directory, patterns)) !== undefined
  } catch (error) {
    if (error instanceof SsoenvError) return false // a config that cannot be read is for `status` to tell
    throw error
  }
}

function boundName({ verdict }: SettledDirectory): string | undefined {
  if (verdict.state === 'refused') return REFUSED_PROFILE
  return verdict.state === 'bound' ? resolvedName(verdict.resolved) : undefined
}

function stateOf({ verdict }: SettledDirectory, isOverride: boolean, name: string | undefined): SegmentState {
  if (name === REFUSED_PROFILE) return 'refused'
  if (isOverride) return 'manual'
  if (verdict.state === 'bound') return 'ok'
  return verdict.state === 'untrusted' ? 'untrusted' : 'none'
}

async function sessionOf(world: World, name: string): Promise<SsoSession | undefined> {
  try {
    const resolved = findProfile(await readAwsConfig(world.paths), name)
    return resolved?.kind === 'sso' ? resolved.profile.session : undefined
  } catch {
    return undefined // a broken profile is shown by its name; `status` says what is wrong with it
  }
}
