/**
 * The listener that the browser comes back to (RFC 8252 §7.3), on 127.0.0.1 only.
 *
 * It takes one request, the one that carries our state, and answers 404 to everything else without ending the wait. A
 * browser opens idle connections ahead of need; they hold nothing up.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readCallback, CALLBACK_PATH, type Callback } from '../../core/session/authorization.js'
import { callbackPage, notFoundPage, pageHeaders, type Ending } from './callback-page.js'

export interface CallbackServer {
  port: number
  redirectUri: string
  /** Resolves with the first request that carries the state; its page waits for `finish`. */
  received: Promise<Callback>
  /** Shows the person how it ended, and closes. Without a request it only closes. */
  finish: (ending: Ending) => Promise<void>
}

/**
 * Begins to listen.
 *
 * @param port 0 for any
 * @throws the system's error (`EADDRINUSE` …) when it cannot
 */
export async function listenForCallback(state: string, port: number): Promise<CallbackServer> {
  let waiting: ServerResponse | undefined
  let receive: (callback: Callback) => void
  const received = new Promise<Callback>((resolve) => (receive = resolve))
  const server = createServer({ keepAlive: false }, (request: IncomingMessage, response: ServerResponse) => {
    const found = readCallback(
      { method: request.method, host: request.headers.host, target: request.url ?? '' },
      { port: listeningPort, state },
    )
    if (!found || waiting) {
      const page = notFoundPage()
      response.writeHead(404, pageHeaders(page)).end(page)
      return
    }
    waiting = response
    receive(found)
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
  })
  const listeningPort = (server.address() as AddressInfo).port
  return {
    port: listeningPort,
    redirectUri: `http://127.0.0.1:${listeningPort}${CALLBACK_PATH}`,
    received,
    finish: async (ending) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if (waiting) await show(waiting, callbackPage(ending))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Sends the page and waits until it is on its way, or the browser has gone. */
async function show(response: ServerResponse, page: string): Promise<void> {
  await new Promise<void>((resolve) => {
    if (response.destroyed) return resolve()
    response.once('close', resolve)
    response.writeHead(200, pageHeaders(page)).end(page)
  })
}
