/**
 * Device code (RFC 8628): the person types a code into a browser anywhere.
 *
 * 1. `waitForEnter`, where nobody typed a command for this: codes that appear unasked teach people to approve any code.
 * 2. `startDeviceAuthorization`: the code and where to type it.
 * 3. `createToken` until it is approved: `authorization_pending` waits on, `slow_down` adds five seconds for good.
 * 4. The code's end is ours to watch (`deviceStep`).
 */
import { deviceStep, SLOW_DOWN_SECONDS } from '../../core/session/authorization.js'
import type { BrowserCommand } from '../../core/session/browser-command.js'
import { printable, quoted } from '../../core/text/display.js'
import { LoginFailedError } from '../../core/errors.js'
import type { Registration } from '../../core/session/registration.js'
import type { SsoSession } from '../../core/session/session.js'
import type { Token } from '../../core/session/token.js'
import { openBrowser } from '../../world/session/browser.js'
import {
  ServiceRefusal,
  ServiceUnreachable,
  type DeviceAuthorization,
  type IdentityCenter,
  type IssuedTokens,
} from '../../world/network/identity-center.js'
import { discardTypedAhead, waitForEnter } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { withClient } from './client-registration.js'
import { DeniedError, LeftError } from './login-errors.js'

/** So many polls in a row may go unanswered. */
const LOST_POLLS = 5

export interface DeviceLogin {
  session: SsoSession
  /** Undefined: the address is only shown. */
  browser: BrowserCommand | undefined
  /** Wait for Enter first. */
  confirm: boolean
  /** Ends the wait for the person. */
  signal: AbortSignal
  keep: (client: Registration, issued: IssuedTokens) => Promise<Token>
}

/** @throws LeftError, DeniedError, LoginFailedError when the code ran out, ServiceRefusal, ServiceUnreachable; the abort's reason */
export async function logInByDevice(
  world: World,
  center: IdentityCenter,
  login: DeviceLogin,
): Promise<Token> {
  const { session, signal } = login
  if (login.confirm) {
    discardTypedAhead()
    world.say(
      'There is no browser here. Press Enter for a code to type into one elsewhere, Ctrl-C to leave it.',
    )
    const entered = await waitForEnter(signal)
    signal.throwIfAborted()
    if (!entered) throw new LeftError(`The login to ${quoted(session.name)} was left.`)
  }
  return withClient(world, center, { session, flow: 'device' }, async (client) => {
    const device = await center.startDeviceAuthorization(client, session.startUrl)
    const expiresAt = new Date(world.now().getTime() + device.expiresInSeconds * 1000)
    await show(world, login, device)
    return login.keep(client, await approvedTokens(world, center, login, client, device, expiresAt))
  })
}

async function show(world: World, { browser }: DeviceLogin, device: DeviceAuthorization): Promise<void> {
  const address = device.verificationUriComplete ?? device.verificationUri
  world.say(
    [
      'Open this address in any browser:',
      `  ${printable(address, 2000)}`,
      'and approve only if it shows this code:',
      `  ${printable(device.userCode, 40)}`,
    ].join('\n'),
  )
  if (browser) await openBrowser(browser, address, world.env)
}

async function approvedTokens(
  world: World,
  center: IdentityCenter,
  { session, signal }: DeviceLogin,
  client: Registration,
  { deviceCode, intervalSeconds }: DeviceAuthorization,
  expiresAt: Date,
): Promise<IssuedTokens> {
  let interval = intervalSeconds
  let lost = 0
  for (;;) {
    const step = deviceStep(interval, expiresAt, world.now())
    if (step.kind === 'expired') throw expired(session)
    await world.sleep(step.afterSeconds * 1000, signal)
    signal.throwIfAborted()
    try {
      return await center.createToken(client, { kind: 'device', deviceCode })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ServiceRefusal) interval += addedSeconds(error, session)
      else if (!(error instanceof ServiceUnreachable) || ++lost > LOST_POLLS) throw error
      if (error instanceof ServiceRefusal) lost = 0
    }
  }
}

/** What a refused poll adds to the interval; a refusal that ends it is thrown. */
function addedSeconds(refusal: ServiceRefusal, session: SsoSession): number {
  switch (refusal.reason) {
    case 'AuthorizationPendingException':
      return 0
    case 'SlowDownException':
      return SLOW_DOWN_SECONDS
    case 'ExpiredTokenException':
      throw expired(session)
    case 'AccessDeniedException':
      throw new DeniedError(`The login to ${quoted(session.name)} was denied in the browser.`)
    default:
      throw refusal
  }
}

function expired(session: SsoSession): LoginFailedError {
  return new LoginFailedError(`The code for ${quoted(session.name)} ran out before it was approved.`)
}
