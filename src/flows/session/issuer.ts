/** Which portal a login is asked for at. */
import { isPortalUrl } from '../../core/binding/binding-file.js'
import type { SsoSession } from '../../core/session/session.js'
import { quoted } from '../../core/text/display.js'
import type { World } from '../../world/world.js'
import { findPortal } from '../profile/find-portal.js'

/**
 * The start URL that the service knows: the session's, or the portal that a company's own address leads to.
 *
 * Only requests have it: in files, and in the names of files, the session's own stands. Where the address leads to no portal, or
 * nothing answers, that is told, and the service decides.
 *
 * @see AWS CLI since 2.35.13, customizations/sso/resolve.py
 */
export async function issuerOf(world: World, session: SsoSession, signal: AbortSignal): Promise<string> {
  const { startUrl, name, region } = session
  if (isPortalUrl(startUrl)) return startUrl
  const found = await findPortal(world, startUrl, { session, signal })
  if (typeof found === 'string') {
    world.say(`The sso_start_url of SSO session ${quoted(name)}: ${found}`)
    return startUrl
  }
  if (found.region !== undefined && found.region !== region)
    world.say(
      `The portal of SSO session ${quoted(name)} is in ${found.region}, and its sso_region says ${quoted(region)}.`,
    )
  return found.startUrl
}
