/**
 * The local Identity Center: IAM Identity Center OIDC, the access portal, STS and the keys of IAM's users in
 * one server on 127.0.0.1, by the services' rules and with their error shapes, on a clock that can be moved.
 *
 * The point: what passes here passes there. Where the services' behaviour is known it is kept; where it is not
 * documented it is a setting, so that a client can be tried against each possibility.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { DEFAULT_ACCOUNTS, type Account } from './accounts.js'
import { administer, isAdminPath } from './admin.js'
import type { Center, Instance, Person } from './center.js'
import { Clock } from './clock.js'
import { controls, type Controls } from './controls.js'
import { Faults } from './faults.js'
import { CallLog } from './log.js'
import { answer } from './operations.js'
import { changedSettings, DEFAULT_SETTINGS, type Settings } from './settings.js'
import type { Call, Reply } from './wire.js'

export interface InstanceOptions {
  /** A whole URL, or a path of the sandbox's own address. */
  startUrl: string
  accounts?: readonly Account[]
}

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** Serves https, so that the services' real host names can be led here. */
  tls?: { key: string; cert: string }
  region?: string
  /** Default: `/start` with a handful of accounts, and `/other/start`. */
  instances?: readonly InstanceOptions[]
  person?: Partial<Person>
  settings?: Partial<Settings>
}

export interface Sandbox extends Controls {
  /** Its address: `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string
  port: number
  region: string
  /** The first one's start URL. */
  startUrl: string
  startUrls: readonly string[]
  /** Ends all connections and frees the port. */
  close: () => Promise<void>
}

const BODY_LIMIT = 64 * 1024
/** Thousands of accounts may be put into a portal. */
const ADMIN_BODY_LIMIT = 4 * 1024 * 1024

/**
 * Starts one, on 127.0.0.1 only.
 *
 * @throws the system's error when the port is taken; BadRequest for settings that do not exist
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const center = newCenter(options)
  const closing = new AbortController()
  const listener: RequestListener = (request, response) => {
    void serve(center, request, response, closing.signal)
  }
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  center.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
  center.instances = instancesFrom(center.url, options.instances)
  const startUrls = center.instances.map((instance) => instance.startUrl)
  return {
    ...controls(center),
    url: center.url,
    port,
    region: center.region,
    startUrl: startUrls[0] ?? '',
    startUrls,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newCenter(options: SandboxOptions): Center {
  return {
    clock: new Clock(),
    url: '',
    region: options.region ?? 'eu-west-1',
    settings: changedSettings(DEFAULT_SETTINGS, { ...options.settings }),
    person: { mode: 'approve', delaySeconds: 0, ...options.person },
    instances: [],
    faults: new Faults(),
    log: new CallLog(),
    clients: new Map(),
    requests: new Map(),
    codes: new Map(),
    sessions: new Set(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    roleCredentials: new Map(),
    userKeys: new Map(),
    recentCalls: new Map(),
  }
}

function instancesFrom(url: string, options: readonly InstanceOptions[] | undefined): Instance[] {
  const wanted = options ?? [{ startUrl: '/start' }, { startUrl: '/other/start' }]
  return wanted.map(({ startUrl, accounts = DEFAULT_ACCOUNTS }) => ({
    startUrl: new URL(startUrl, url).href,
    accounts,
  }))
}

async function serve(
  center: Center,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  closing.addEventListener('abort', () => gone.abort(), { signal: gone.signal })
  try {
    const isAdmin = request.url?.startsWith('/_sandbox/')
    const body = await bodyOf(request, isAdmin ? ADMIN_BODY_LIMIT : BODY_LIMIT)
    if (body === undefined) return send(response, { status: 413, headers: { connection: 'close' }, body: '' })
    const call: Call = {
      method: request.method ?? '',
      url: new URL(request.url ?? '/', center.url),
      headers: request.headers,
      body,
      signal: gone.signal,
      note: {},
    }
    if (isAdminPath(call.url.pathname)) return send(response, administer(center, call))
    // Of the sandbox's clock: whoever looks at it sees that clock.
    response.setHeader('date', center.clock.now().toUTCString())
    const outcome = await answer(center, call, `${request.socket.remoteAddress}:${request.socket.remotePort}`)
    switch (outcome.kind) {
      case 'reply':
        return send(response, outcome.reply)
      case 'cut':
        return cut(response, outcome.reply, outcome.bytes)
      case 'reset':
        return void request.socket.destroy()
      case 'hang':
        return
    }
  } catch {
    // A defect here, or a client that went away in the middle; the answer must not be a silent hang.
    if (!response.headersSent) send(response, { status: 500, headers: {}, body: '' })
  }
}

async function bodyOf(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(reply.body)
}

function cut(response: ServerResponse, reply: Reply, bytes: number): void {
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length })
  response.write(body.subarray(0, Math.min(bytes, body.length - 1)), () => response.socket?.destroy())
}
