/** The answer of a browser elsewhere, brought by hand: the address of the page that cannot be reached there. */
import type { Callback } from '../../core/session/authorization.js'
import { readPasted, type NotPasted } from '../../core/session/pasted-callback.js'
import { askHidden } from '../../world/terminal/hidden-line.js'
import type { World } from '../../world/world.js'

const WHAT_WAS_WRONG: Record<NotPasted['why'], string> = {
  empty: 'Nothing was pasted.',
  'no address':
    'That is not the address at which such a login ends: http://127.0.0.1:…/oauth/callback?code=…',
  'another login':
    'That address is from another login. Open the one that is shown above, and paste where it ends.',
}

/**
 * Asks until the right one was pasted. It holds the code, so it is not shown.
 *
 * @returns undefined when the person left, or the signal aborted
 */
export async function pastedCallback(
  world: World,
  state: string,
  signal: AbortSignal,
): Promise<Callback | undefined> {
  for (;;) {
    const line = await askHidden('Address (it is not shown): ', signal)
    if (line === undefined) return undefined
    const pasted = readPasted(line, state)
    if (pasted.kind !== 'other') return pasted
    world.say(WHAT_WAS_WRONG[pasted.why])
  }
}
