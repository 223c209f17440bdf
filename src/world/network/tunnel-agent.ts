/**
 * An https agent that goes through a proxy: CONNECT (RFC 9110 §9.3.6), then TLS inside.
 *
 * Not a package: `proxy-agent` reads process.env and brings an interpreter for proxy scripts, `https-proxy-agent` gives a proxy's
 * refusal to the caller as if the service had said it, and prints the proxy's password under DEBUG.
 */
import { Agent, type AgentOptions, type RequestOptions } from 'node:https'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type ConnectionOptions, type SecureContext } from 'node:tls'
import { printable } from '../../core/text/display.js'
import type { Proxy } from '../../core/session/proxy.js'
import { isCertificateError, ProxyError } from './proxy-error.js'

/** The time a proxy has to make a way: less than a call has for its answer, so that the message can name the proxy. */
const CONNECT_SECONDS = 8
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
    const { secureContext } = this.options
    openTunnel(this.proxy, host, port, secureContext)
      .then((socket) => secured(this.proxy, { ...options, path: '', host, port, socket }))
      .then(
        (socket) => callback?.(null, socket),
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
    const fail = (what: string, fate?: 'timedOut'): void => {
      settle()
      socket.on('error', () => undefined).destroy()
      reject(new ProxyError(`The proxy ${nameOf(proxy)} ${what}`, fate))
    }
    const timer = setTimeout(
      () => fail(`made no way to ${target} in ${CONNECT_SECONDS} s.`, 'timedOut'),
      CONNECT_SECONDS * 1000,
    )
    const onError = (error: NodeJS.ErrnoException): void => {
      fail(trouble(proxy, error.code ?? 'unknown error'))
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

/**
 * TLS inside the tunnel, to its end: a connection that breaks before that was never one to the service.
 *
 * @throws ProxyError where it breaks; Node's error where the certificate is not trusted
 */
function secured(proxy: Proxy, options: ConnectionOptions & { host: string; port: number }): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connectTls(options)
    const onError = (error: NodeJS.ErrnoException): void => {
      socket.on('error', () => undefined).destroy()
      const isBroken = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(error.code ?? '')
      const what = `broke off the connection to ${options.host}:${options.port}.`
      reject(isBroken ? new ProxyError(`The proxy ${nameOf(proxy)} ${what}`) : error)
    }
    socket.once('error', onError).once('secureConnect', () => {
      socket.off('error', onError)
      resolve(socket)
    })
  })
}

/** What it means that the connection to the proxy itself failed. */
function trouble({ variable }: Proxy, code: string): string {
  if (/^(?:EPROTO|ERR_SSL_)/.test(code))
    return `does not speak TLS (${printable(code, 60)}): ${variable} has to begin with http://.`
  if (isCertificateError(code))
    return `showed a certificate that is not trusted (${printable(code, 60)}); AWS_CA_BUNDLE can name the file of your network's own CA.`
  return `cannot be reached (${printable(code, 60)}).`
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
  // Tinyproxy has 401 for a wrong password.
  if (status !== 407 && status !== 401) return `refused a way to ${target} (HTTP ${status}).`
  if (credentials === undefined) {
    return `demands a password (HTTP ${status}): set ${variable} to http://USER:PASSWORD@HOST:PORT.`
  }
  return `did not accept the user name and password in ${variable} (HTTP ${status}).`
}

function nameOf({ variable, host, port }: Proxy): string {
  return `${printable(host)}:${port} (${variable})`
}
