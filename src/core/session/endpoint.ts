/** Endpoints that somebody names for one service, checked before anything is sent there. */
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import type { Network, Service } from './network.js'

/**
 * The endpoint that is configured for a service, if one is. Plain http is for loopback only.
 *
 * @throws ConfigError when the value is no https URL
 * @see AWS SDKs and Tools Reference Guide, feature-ss-endpoints
 */
export function configuredEndpoint({ endpoints }: Network, service: Service): URL | undefined {
  const said = endpoints[service]
  if (!said) return undefined
  const url = URL.canParse(said.value) ? new URL(said.value) : undefined
  if (url?.protocol === 'https:') return url
  if (url?.protocol === 'http:' && isLoopback(url.hostname)) return url
  // A name and a password that stand in it are nobody's business.
  const shown = url?.host ? `${url.protocol}//${url.host}${url.pathname}` : said.value.replace(/^.*@/s, '')
  throw new ConfigError(
    `${said.by} is ${quoted(shown)}: only https is used for tokens and keys, and http on this machine.`,
  )
}

/** `localhost`, 127.0.0.0/8 and ::1, as the URL parser spells hosts. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
