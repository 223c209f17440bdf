/**
 * The token of a session where other tools may be writing it at this moment: the AWS CLI empties the file and then fills it
 * (botocore utils.py, JSONFileCache.__setitem__), and who reads in between sees nothing, or half of it.
 */
import type { SsoSession } from '../../core/session/session.js'
import type { Token } from '../../core/session/token.js'
import { markOf } from '../../world/for-shells/records.js'
import { readToken, tokenFile } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'

/** Between two looks at a file that is there and holds no token. One that is broken for good costs all of them. */
const LOOKS_MILLISECONDS = [5, 20, 50, 100, 200]

/**
 * As `readToken`, once the file is whole.
 *
 * @throws ConfigError when the file is there and cannot be read
 */
export async function readWholeToken(world: World, session: SsoSession): Promise<Token | undefined> {
  for (const milliseconds of LOOKS_MILLISECONDS) {
    const token = await readToken(world.paths, session)
    if (token || !(await markOf(tokenFile(world.paths, session)))) return token
    await world.sleep(milliseconds)
  }
  return readToken(world.paths, session)
}
