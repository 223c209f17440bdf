/** Which profile a command means: the one that is named, else the active one, else one that is chosen on the terminal. */
import { noteRecentProfile } from '../../world/files/recent-profiles.js'
import type { World } from '../../world/world.js'
import { findActiveProfile, requireActiveProfile } from '../for-shells/active-profile.js'
import { chooseProfile, type ChoosingCommand } from './choose-profile.js'

/**
 * The profile's name; whether the config has it is for the caller to see. One that was named or chosen is noted as used.
 *
 * @throws RefusedError where none is named and the directory's binding is refused; UsageError when nothing decides and nobody can
 *   be asked; CancelledError where nothing was chosen
 */
export async function meantProfile(
  world: World,
  directory: string,
  named: string | undefined,
  command: ChoosingCommand,
): Promise<string> {
  if (named === undefined) {
    const active = world.interactive
      ? await findActiveProfile(world, directory)
      : await requireActiveProfile(world, directory)
    if (active) return active.name
  }
  const name = named ?? (await chooseProfile(world, directory, command))
  await noteRecentProfile(world.paths.state, name)
  return name
}
