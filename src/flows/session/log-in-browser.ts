/**
 * Authorization code with PKCE through the browser (RFC 8252, RFC 7636).
 *
 * 1. `listenForCallback`: before the browser opens; a portal where one is still signed in comes back at once.
 * 2. `openBrowser` with `authorizeUrl`; the address is shown too.
 * 3. `received`: the code, with our state, at 127.0.0.1.
 * 4. `createToken` with the code and the verifier that matches the challenge.
 * 5. `keep`: the token file is written before the page says that all is well.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { authorizeUrl, codeChallenge, codeVerifier } from '../../core/session/authorization.js'
import type { BrowserCommand } from '../../core/session/browser-command.js'
import { printable, quoted } from '../../core/text/display.js'
import { scopesOf, type Registration } from '../../core/session/registration.js'
import type { SsoSession } from '../../core/session/session.js'
import type { Token } from '../../core/session/token.js'
import { openBrowser } from '../../world/session/browser.js'
import type { Ending } from '../../world/session/callback-page.js'
import { listenForCallback, type CallbackServer } from '../../world/session/callback-server.js'
import { errorCode } from '../../world/files/files.js'
import type { IdentityCenter, IssuedTokens } from '../../world/network/identity-center.js'
import { removeRegistration } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { withClient } from './client-registration.js'
import { DeniedError, NoPortError } from './login-errors.js'
import { aborted } from './others.js'

export interface BrowserLogin {
  session: SsoSession
  /** Undefined: the address is only shown. */
  browser: BrowserCommand | undefined
  /** 0: any. */
  callbackPort: number
  /** Ends the wait for the person. */
  signal: AbortSignal
  keep: (client: Registration, issued: IssuedTokens) => Promise<Token>
}

/**
 * @throws NoPortError when nothing can listen; DeniedError; ServiceRefusal, ServiceUnreachable; the abort's reason when the
 *   signal aborts
 */
export async function logInByBrowser(
  world: World,
  center: IdentityCenter,
  login: BrowserLogin,
): Promise<Token> {
  const key = { session: login.session, flow: 'browser' } as const
  return withClient(world, center, key, async (client, isKept) => {
    // A new registration has just been answered; with a kept one the browser would be the first to find nobody there.
    if (isKept) await center.reach()
    const state = randomUUID()
    const verifier = codeVerifier(randomBytes(256))
    const server = await listen(state, login.callbackPort)
    let ending: Ending = 'failed'
    try {
      await show(world, login, {
        origin: await center.authorizeOrigin(),
        clientId: client.clientId,
        redirectUri: server.redirectUri,
        state,
        challenge: codeChallenge(verifier),
        scopes: scopesOf(login.session),
      })
      const code = await receivedCode(server, login)
      const { redirectUri } = server
      const issued = await center.createToken(client, {
        kind: 'code',
        code,
        codeVerifier: verifier,
        redirectUri,
      })
      const token = await login.keep(client, issued)
      ending = 'done'
      return token
    } catch (error) {
      if (error instanceof DeniedError) ending = 'refused'
      // For a client that it has forgotten the service shows an error page and never comes back.
      else if (login.signal.aborted && isKept) await removeRegistration(world.paths, key)
      throw error
    } finally {
      await server.finish(ending)
    }
  })
}

async function listen(state: string, port: number): Promise<CallbackServer> {
  try {
    return await listenForCallback(state, port)
  } catch (error) {
    throw new NoPortError(port, errorCode(error) ?? 'unknown error')
  }
}

async function show(
  world: World,
  { browser }: BrowserLogin,
  request: Parameters<typeof authorizeUrl>[0],
): Promise<void> {
  const address = authorizeUrl(request)
  const opened = browser ? await openBrowser(browser, address, world.env) : false
  const words = opened
    ? 'The browser opens. If it does not, open this address:'
    : 'Open this address in a browser of this machine:'
  world.say(`${words}\n  ${printable(address, 4000)}`)
}

async function receivedCode(server: CallbackServer, { session, signal }: BrowserLogin): Promise<string> {
  const stop = new AbortController()
  try {
    const callback = await Promise.race([server.received, aborted(signal, stop.signal)])
    if (!callback) throw signal.reason
    if (callback.kind === 'code') return callback.code
    throw new DeniedError(
      callback.error === 'access_denied'
        ? `The login to ${quoted(session.name)} was denied in the browser.`
        : `The portal ended the login to ${quoted(session.name)}: ${printable(callback.description ?? callback.error)}`,
    )
  } finally {
    stop.abort()
  }
}
