/**
 * Which proxy stands before an https host, from the environment alone.
 *
 * botocore's rules, which are Python's `urllib.request.getproxies_environment` and `proxy_bypass_environment` (curl's agree):
 * the lower-case variable wins, also when it is empty; NO_PROXY lists suffixes of host names, with a port or without, or is
 * `*`. Two additions, as in Go's httpproxy: blocks of addresses (`10.0.0.0/8`), and this machine itself is never asked for through
 * a proxy. ALL_PROXY is not read, as botocore does not read it. Plain http is spoken with this machine only, so HTTP_PROXY has nothing to say.
 */
import { isInBlock } from './address-block.js'
import { isLoopback } from './endpoint.js'
import { ConfigError } from '../errors.js'
import type { Env } from '../paths.js'

export interface Proxy {
  /** The variable that names it, for messages. */
  variable: string
  /** Whether the proxy itself is spoken to through TLS. */
  secure: boolean
  /** Without brackets. */
  host: string
  port: number
  /** `user:password`, decoded. Secret. */
  credentials?: string
}

/**
 * The proxy for https that this environment names, if it names one.
 *
 * @throws ConfigError when the variable's value is no proxy; the message does not repeat it, for it may hold a password
 */
export function configuredProxy(env: Env): Proxy | undefined {
  const variable = env['https_proxy'] === undefined ? 'HTTPS_PROXY' : 'https_proxy'
  const value = env[variable]?.trim()
  return value ? parseProxy(variable, value) : undefined
}

/**
 * Whether that host is reached directly although there is a proxy.
 *
 * @param host a name or an address, IPv6 without brackets
 */
export function isDirect(env: Env, host: string, port: number): boolean {
  const name = host.toLowerCase()
  return name === '::1' || isLoopback(name) || isListed(env['no_proxy'] ?? env['NO_PROXY'] ?? '', name, port)
}

function parseProxy(variable: string, value: string): Proxy {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value.replace(/^\/\//, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url?.hostname) {
    throw new ConfigError(`${variable} is not the address of a proxy, such as http://proxy.example.com:3128.`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const kind = url.protocol.slice(0, -1)
    throw new ConfigError(`${variable} names a proxy of kind "${kind}"; only http and https can be used.`)
  }
  const secure = url.protocol === 'https:'
  return {
    variable,
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    ...(url.username || url.password ? { credentials: credentialsOf(variable, url) } : {}),
  }
}

function credentialsOf(variable: string, url: URL): string {
  try {
    return `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  } catch {
    throw new ConfigError(`${variable} has a % in its user name or password that is not written as %25.`)
  }
}

function isListed(list: string, name: string, port: number): boolean {
  const entries = list.toLowerCase().split(/[\s,]+/)
  return entries.some((entry) => {
    const [, suffix = entry, onlyPort] = /^(.*[^:]):(\d+)$/.exec(entry) ?? []
    if (onlyPort !== undefined && Number(onlyPort) !== port) return false
    if (suffix === '*' || isInBlock(name, suffix)) return true
    const bare = suffix.replace(/^\*?\.|^\[|\]$/g, '')
    return bare !== '' && (name === bare || name.endsWith(`.${bare}`))
  })
}
