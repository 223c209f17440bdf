/** The guard: whoever is about to act with a profile is kept from the wrong account. */
import { CancelledError, RefusedError } from '../../core/errors.js'
import { isProtected } from '../../core/settings/settings.js'
import { quoted } from '../../core/text/display.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'

export interface Guarded {
  profile: string
  /** Where it happens: what is pinned there binds. */
  directory: string
  /** The command, for the question and the message. */
  deed: 'exec' | 'use' | 'env' | 'console'
  /** `--yes`. */
  yes: boolean
}

/**
 * Returns where nothing is in the way; asks where the profile is protected.
 *
 * @throws RefusedError where it is protected and nobody can be asked; CancelledError on a no
 */
export async function guard(world: World, { profile, yes }: Guarded): Promise<void> {
  const { settings } = await loadSettings(world)
  if (!isProtected(settings, profile) || yes || world.env['SSOENV_YES'] === '1') return
  if (!world.interactive)
    throw new RefusedError(
      `Profile ${quoted(profile)} is protected. Nobody can be asked here; --yes says yes, and so does SSOENV_YES=1.`,
    )
  if (!(await askYesNo(world, `Profile ${quoted(profile)} is protected. Go on?`)))
    throw new CancelledError('Nothing was done.')
}
