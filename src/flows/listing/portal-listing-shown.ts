/** What a session can reach, for a command: which session, whether a person may be asked, and the line that shows how far it is. */
import type { Account, Reachable } from '../../core/listing/portal-listing.js'
import { progressText } from '../../core/listing/portal-listing-progress.js'
import type { SsoSession } from '../../core/session/session.js'
import { withProgressLine } from '../../world/terminal/progress.js'
import type { World } from '../../world/world.js'
import { listReachable } from './portal-listing.js'

export interface ShownListing {
  /** Never ask, also where there is a person at a terminal. */
  noInput: boolean
  roles?: 'all' | 'none' | ((account: Account) => boolean)
  refresh?: boolean
  /** As `ListOptions` has it. */
  accountsSince?: Date
}

/**
 * `listReachable` with a line on the terminal that shows how far it is. On a terminal it logs in where that is needed, as
 * `ssoenv login` does.
 *
 * @throws as `listReachable` does
 */
export async function listShown(
  world: World,
  session: SsoSession,
  { noInput, ...options }: ShownListing,
): Promise<Reachable> {
  return withProgressLine(world, (spoken, show) =>
    listReachable(spoken, session, {
      ...options,
      allow: world.interactive && !noInput ? 'login' : 'refresh',
      onProgress: (progress) => show(progressText(progress)),
    }),
  )
}
