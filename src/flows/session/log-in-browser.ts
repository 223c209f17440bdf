/**
 * Authorization code with PKCE through the browser (RFC 8252, RFC 7636).
 *
 * 1. `listenForCallback`: before the browser opens; a portal where one is still signed in comes back at once.
 * 2. `openBrowser` with `authorizeUrl`; the address is shown too.
 * 3. `received`: the code, with our state, at 127.0.0.1; where no browser was opened here also by hand (`pastedCallback`).
 * 4. `createToken` with the code and the verifier that matches the challenge.
 * 5. `keep`: the token file is written before the page says that all is well.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { authorizeUrl, codeChallenge, codeVerifier } from '../../core/session/authorization.js'
import type { BrowserCommand } from '../../core/session/browser-command.js'
import type { LoginWay } from '../../core/session/login-way.js'
import { tunnelCommand } from '../../core/session/tunnel.js'
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
import { DeniedError, LeftError, NoPortError } from './login-errors.js'
import { pastedCallback } from './paste-back.js'
import { offerToClipboard } from './show-code.js'

export interface BrowserLogin {
  session: SsoSession
  way: LoginWay
  /** The program that opens addresses, where there is one. */
  browser: BrowserCommand | undefined
  /** 0: any. */
  callbackPort: number
  /** Also into the terminal's clipboard. */
  clipboard: boolean
  /** Ends the wait for the person. */
  signal: AbortSignal
  /** The portal's start URL, as the service knows it. */
  issuer: () => Promise<string>
  /** To be called when the service has answered and before the person is asked. */
  ready: () => Promise<void>
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
  return withClient(world, center, key, login.issuer, async (client, isKept) => {
    // A new registration has just been answered; with a kept one the browser would be the first to find nobody there.
    if (isKept) await center.reach()
    const state = randomUUID()
    const verifier = codeVerifier(randomBytes(256))
    const server = await listen(login.session, state, login.callbackPort)
    let ending: Ending = 'failed'
    try {
      await login.ready()
      const address = authorizeUrl({
        origin: await center.authorizeOrigin(),
        clientId: client.clientId,
        redirectUri: server.redirectUri,
        state,
        challenge: codeChallenge(verifier),
        scopes: scopesOf(login.session),
      })
      const opened = await show(world, login, address, server.port)
      const code = await receivedCode(world, server, login, opened ? undefined : state)
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

async function listen(session: SsoSession, state: string, port: number): Promise<CallbackServer> {
  try {
    return await listenForCallback(state, port)
  } catch (error) {
    throw new NoPortError(session, port, errorCode(error) ?? 'unknown error')
  }
}

/** Shows the address, and opens it where the way says so. @returns whether a browser started */
async function show(
  world: World,
  { way, browser, clipboard }: BrowserLogin,
  address: string,
  port: number,
): Promise<boolean> {
  const failed = (ending: string): void =>
    world.say(`The browser command ended with ${ending}. Open the address yourself.`)
  const opened = browser && way.opensBrowser ? await openBrowser(browser, address, world.env, failed) : false
  const because = way.because ? `, because ${way.because}` : ''
  const shown = `  ${printable(address, 4000)}`
  if (opened) world.say(`The browser opens${because}. If it does not, open this address:\n${shown}`)
  else {
    if (way.kind === 'paste' && way.because) world.say(`A browser elsewhere${because}.`)
    world.say(['Open this address in a browser:', shown, ...waysBack(world, port)].join('\n'))
  }
  if (clipboard) offerToClipboard(world, address)
  return opened
}

/** How the answer of a browser that is not on this machine gets here. */
function waysBack(world: World, port: number): string[] {
  const tunnel = tunnelCommand(world.env, port)
  const bySsh = tunnel ? ['If it is on the machine you come from, type this there first:', `  ${tunnel}`] : []
  const byHand =
    'If it ends on a page that cannot be reached, copy the address of that page and paste it here.'
  return world.interactive ? [...bySsh, byHand] : bySsh
}

/** @param state where the answer may be pasted too */
async function receivedCode(
  world: World,
  server: CallbackServer,
  { session, signal }: BrowserLogin,
  state: string | undefined,
): Promise<string> {
  const stop = new AbortController()
  const ended = new Promise<undefined>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(undefined)),
  )
  const end = (): void => stop.abort()
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const mayPaste = world.interactive && state !== undefined
  const pasted = mayPaste ? pastedCallback(world, state, stop.signal) : undefined
  try {
    const byHand = pasted?.then((callback) => callback ?? 'left')
    const callback = await Promise.race([server.received, ended, ...(byHand ? [byHand] : [])])
    if (signal.aborted || !callback) throw signal.reason
    if (callback === 'left') throw new LeftError(`The login to ${quoted(session.name)} was left.`)
    if (callback.kind === 'code') return callback.code
    throw new DeniedError(
      callback.error === 'access_denied'
        ? `The login to ${quoted(session.name)} was denied in the browser.`
        : `The portal ended the login to ${quoted(session.name)}: ${printable(callback.description ?? callback.error)}`,
    )
  } finally {
    signal.removeEventListener('abort', end)
    end()
    await pasted // it gives the terminal back
  }
}
