/** A real CONNECT proxy on loopback that leads chosen host names to chosen ports of this machine and refuses all else. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'

export interface ConnectProxy {
  port: number
  /** Every `HOST:PORT` that was asked for, in order. */
  asked: string[]
}

export interface ConnectProxyOptions {
  /** `HOST:PORT` to a port of 127.0.0.1. */
  routes: Readonly<Record<string, number>>
  /** `user:password` that it demands. */
  credentials?: string
  /** What it does instead of its work. `cut late`: agrees, and breaks off when something comes. */
  fault?: 'cut' | 'babble' | 'half' | 'hang' | 'cut late'
  /** Speaks TLS itself. */
  tls?: { key: string; cert: string }
}

/** Starts one; it ends with the test. */
export async function connectProxyFor(t: TestContext, options: ConnectProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = []
  const sockets = new Set<Duplex>()
  const server = options.tls ? createTlsServer(options.tls) : createServer()
  const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request, client, head) => {
    client.on('error', () => undefined)
    const target = request.url ?? ''
    asked.push(target)
    if (options.fault === 'cut') return client.destroy()
    if (options.fault === 'hang') return
    if (options.fault === 'cut late') {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.once('data', () => client.destroy())
      return
    }
    if (options.fault === 'babble') return client.end('SSH-2.0-OpenSSH_9.2\r\n\r\n')
    if (options.fault === 'half') return client.end('HTTP/1.1 200 Connec')
    if (expected && request.headers['proxy-authorization'] !== expected) {
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n')
    }
    const port = options.routes[target]
    if (port === undefined) return client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return { port: (server.address() as AddressInfo).port, asked }
}
