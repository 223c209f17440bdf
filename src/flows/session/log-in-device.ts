/**
 * Device code (RFC 8628): the person types a code into a browser anywhere.
 *
 * 1. `waitForEnter`, where nobody typed a command for this: codes that appear unasked teach people to approve any code.
 * 2. `startDeviceAuthorization`: the code and where to type it.
 * 3. `createToken` until it is approved: `authorization_pending` waits on, `slow_down` adds five seconds for good.
 * 4. The code's end is ours to watch (`deviceStep`): the machine may have slept over it. Whoever typed a command is offered
 *    a new one.
 */
import { deviceStep, SLOW_DOWN_SECONDS } from '../../core/session/authorization.js'
import type { BrowserCommand } from '../../core/session/browser-command.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { LoginWay } from '../../core/session/login-way.js'
import { quoted } from '../../core/text/display.js'
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
import { CodeRanOutError, DeniedError, LeftError } from './login-errors.js'
import { showCode, type Carrying } from './show-code.js'

/** So many polls in a row may go unanswered. */
const LOST_POLLS = 5

/** Clocks that differ by less were set, or drifted. */
const SLEPT_MILLISECONDS = 30_000

export interface DeviceLogin extends Carrying {
  session: SsoSession
  way: LoginWay
  /** The program that opens addresses, where there is one. */
  browser: BrowserCommand | undefined
  /** Nobody typed a command for this login: wait for Enter before a code is shown, and offer no second one. */
  unasked: boolean
  /** Ends the wait for the person. */
  signal: AbortSignal
  /** The portal's start URL, as the service knows it. */
  issuer: () => Promise<string>
  /** To be called when the service has answered and before the person is asked. */
  ready: () => Promise<void>
  keep: (client: Registration, issued: IssuedTokens) => Promise<Token>
}

/** @throws LeftError, DeniedError, LoginFailedError when the code ran out, ServiceRefusal, ServiceUnreachable; the abort's reason */
export async function logInByDevice(
  world: World,
  center: IdentityCenter,
  login: DeviceLogin,
): Promise<Token> {
  const { session, way } = login
  if (way.because) {
    const others = `${loginCommand(session)} --flow browser, or --flow paste`
    world.say(`Device code, because ${way.because}. Other ways: ${others}.`)
  }
  if (login.unasked)
    await requireEnter(
      world,
      login,
      'Press Enter for a code to type into a browser elsewhere, Ctrl-C to leave it.',
    )
  for (;;) {
    try {
      return await logInByOneCode(world, center, login)
    } catch (error) {
      if (!(error instanceof CodeRanOutError) || login.unasked || !world.interactive) throw error
      await requireEnter(world, login, `${error.message} Press Enter for a new one, Ctrl-C to leave it.`)
    }
  }
}

/** What was typed before the question is no answer. */
async function requireEnter(world: World, { session, signal }: DeviceLogin, words: string): Promise<void> {
  discardTypedAhead()
  world.say(words)
  const entered = await waitForEnter(signal)
  signal.throwIfAborted()
  if (!entered) throw new LeftError(`The login to ${quoted(session.name)} was left.`)
}

async function logInByOneCode(world: World, center: IdentityCenter, login: DeviceLogin): Promise<Token> {
  const { session, browser, way } = login
  return withClient(world, center, { session, flow: 'device' }, login.issuer, async (client) => {
    const device = await center.startDeviceAuthorization(client, await login.issuer())
    const shown = { at: world.now(), monotonic: world.monotonic() }
    await login.ready()
    showCode(world, device, login)
    if (browser && way.opensBrowser) {
      const address = device.verificationUriComplete ?? device.verificationUri
      await openBrowser(browser, address, world.env)
    }
    const tokens = await approvedTokens(world, center, login, client, device, shown)
    return login.keep(client, tokens)
  })
}

/** When a code was shown, on the clock and on one that stands still while the machine sleeps. */
interface Shown {
  at: Date
  monotonic: number
}

async function approvedTokens(
  world: World,
  center: IdentityCenter,
  { session, signal }: DeviceLogin,
  client: Registration,
  { deviceCode, intervalSeconds, expiresInSeconds }: DeviceAuthorization,
  shown: Shown,
): Promise<IssuedTokens> {
  const expiresAt = new Date(shown.at.getTime() + expiresInSeconds * 1000)
  let interval = intervalSeconds
  let lost = 0
  for (;;) {
    const step = deviceStep(interval, expiresAt, world.now())
    if (step.kind === 'expired') throw ranOut(world, session, shown)
    await world.sleep(step.afterSeconds * 1000, signal)
    signal.throwIfAborted()
    try {
      return await center.createToken(client, { kind: 'device', deviceCode })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ServiceRefusal && error.reason === 'ExpiredTokenException')
        throw ranOut(world, session, shown)
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
    case 'AccessDeniedException':
      throw new DeniedError(`The login to ${quoted(session.name)} was denied in the browser.`)
    default:
      throw refusal
  }
}

function ranOut(world: World, session: SsoSession, shown: Shown): CodeRanOutError {
  const passed = world.now().getTime() - shown.at.getTime()
  const awake = world.monotonic() - shown.monotonic
  const slept = passed - awake > SLEPT_MILLISECONDS ? ', while this machine slept' : ''
  return new CodeRanOutError(`The code for ${quoted(session.name)} ran out before it was approved${slept}.`)
}
