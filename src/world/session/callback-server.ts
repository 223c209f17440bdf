/**
 * The listener that the browser comes back to (RFC 8252 §7.3), on 127.0.0.1 only.
 *
 * It takes one request, the one that carries our state; everything else is turned away without ending the wait. A browser
 * opens idle connections ahead of need; they hold nothing up, and whoever is slow with a request is cut off.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  readCallback,
  CALLBACK_PATH,
  type Callback,
  type Stranger,
} from '../../core/session/authorization.js'
import { callbackPage, pageHeaders, type Ending, type Stray } from './callback-page.js'

/** A request on this machine is there at once; more than so many connections no browser opens. */
const LIMITS = { headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 1000 }
const MOST_CONNECTIONS = 100

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
  const server = createServer({ keepAlive: false, ...LIMITS }, (request, response) => {
    const { method, headers, url: target = '' } = request
    const found = readCallback({ method, host: headers.host, target }, { port: listeningPort, state })
    if (found.kind === 'stranger') return turnAway(response, found.why)
    if (waiting) return answer(response, 409, 'answered')
    waiting = response
    receive(found)
  })
  server.maxConnections = MOST_CONNECTIONS
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
      if (waiting) await show(waiting, ending)
      server.closeAllConnections()
      await closed
    },
  }
}

function turnAway(response: ServerResponse, why: Stranger['why']): void {
  switch (why) {
    case 'host':
      return answer(response, 403, 'no such page')
    case 'method':
      response.setHeader('Allow', 'GET')
      return answer(response, 405, 'no such page')
    case 'path':
      return answer(response, 404, 'no such page')
    case 'state':
      return answer(response, 400, 'another login')
  }
}

function answer(response: ServerResponse, status: number, which: Ending | Stray): void {
  const page = callbackPage(which)
  response.writeHead(status, pageHeaders(page)).end(page)
}

/** Sends the page and waits until it is on its way, or the browser has gone. */
async function show(response: ServerResponse, ending: Ending): Promise<void> {
  await new Promise<void>((resolve) => {
    if (response.destroyed) return resolve()
    response.once('close', resolve)
    answer(response, 200, ending)
  })
}
