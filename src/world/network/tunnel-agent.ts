/**
 * An https agent that goes through a proxy: CONNECT (RFC 9110 §9.3.6), then TLS inside.
 *
 * Not a package: `proxy-agent` reads process.env and brings an interpreter for proxy scripts, `https-proxy-agent` gives a proxy's
 * refusal to the caller as if the service had said it, and prints the proxy's password under DEBUG.
 */
import { Agent, type AgentOptions, type RequestOptions } from 'node:https'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { printable } from '../../core/text/display.js'
import type { Proxy } from '../../core/session/proxy.js'
import { ProxyError } from './proxy-error.js'

/** The time a proxy has to make a way. */
const CONNECT_SECONDS = 10
const HEAD_LIMIT = 16 * 1024

type Callback = (error: Error | null, socket: Duplex) => void

/** Goes through `proxy` to every host that is not to be reached directly. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: Proxy,
    private readonly isDirect: (host: string, port: number) => boolean,
    options: AgentOptions,
  ) {
    super(options)
  }

  override createConnection(options: RequestOptions, callback?: Callback): Duplex | null | undefined {
    const host = (options.host ?? '').replace(/^\[|\]$/g, '')
    const port = Number(options.port ?? 443)
    if (this.isDirect(host, port)) return super.createConnection(options, callback)
    openTunnel(this.proxy, host, port, this.options.secureContext).then(
      (socket) => callback?.(null, connectTls({ ...options, path: '', host, port, socket })),
      (error: unknown) => callback?.(error as Error, undefined as never),
    )
    return undefined
  }
}

/**
 * A connection through the proxy to that host and port.
 *
 * @param secureContext for a proxy that is spoken to through TLS
 * @throws ProxyError naming proxy, variable and host, never the password
 */
function openTunnel(
  proxy: Proxy,
  host: string,
  port: number,
  secureContext: SecureContext | undefined,
): Promise<Socket> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    const socket = proxySocket(proxy, secureContext)
    let head = Buffer.alloc(0)
    const fail = (what: string): void => {
      settle()
      socket.on('error', () => undefined).destroy()
      reject(new ProxyError(`The proxy ${nameOf(proxy)} ${what}`))
    }
    const timer = setTimeout(
      () => fail(`made no way to ${target} in ${CONNECT_SECONDS} s.`),
      CONNECT_SECONDS * 1000,
    )
    const onError = (error: NodeJS.ErrnoException): void => {
      fail(`cannot be reached (${printable(error.code ?? 'unknown error', 60)}).`)
    }
    const onClose = (): void => fail(`broke off when asked for a way to ${target}.`)
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0 && head.length <= HEAD_LIMIT) return
      const status = end < 0 ? 0 : statusOf(head.subarray(0, end).toString('latin1'))
      if (status < 200 || status > 299) return fail(refusal(proxy, target, status))
      settle()
      socket.pause()
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4))
      resolve(socket)
    }
    function settle(): void {
      clearTimeout(timer)
      socket.off('error', onError).off('close', onClose).off('end', onClose).off('data', onData)
    }
    socket.on('error', onError).on('close', onClose).on('end', onClose).on('data', onData)
    socket.write(request(proxy, target))
  })
}

function proxySocket({ secure, host, port }: Proxy, secureContext: SecureContext | undefined): Socket {
  if (!secure) return connectPlain({ host, port })
  return connectTls({
    host,
    port,
    ...(isIP(host) ? {} : { servername: host }),
    ...(secureContext && { secureContext }),
  })
}

function request({ credentials }: Proxy, target: string): string {
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`]
  if (credentials !== undefined) {
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** The status of an answer's first line, 0 when it is no answer. */
function statusOf(head: string): number {
  return Number(/^HTTP\/1\.[01] ([1-5]\d\d)\b/.exec(head)?.[1] ?? 0)
}

function refusal({ credentials, variable }: Proxy, target: string, status: number): string {
  if (status === 0) return `did not answer as a proxy does; ${variable} may name something else.`
  if (status !== 407) return `refused a way to ${target} (HTTP ${status}).`
  if (credentials === undefined) {
    return `demands a password (HTTP 407): set ${variable} to http://USER:PASSWORD@HOST:PORT.`
  }
  return `did not accept the user name and password in ${variable} (HTTP 407).`
}

function nameOf({ variable, host, port }: Proxy): string {
  return `${printable(host)}:${port} (${variable})`
}
