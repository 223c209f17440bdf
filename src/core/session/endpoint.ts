/** Endpoints that the environment names for one service. */
import { quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'
import type { Env } from '../paths.js'

/**
 * The endpoint that a service's own variable names, if it does.
 *
 * The generic AWS_ENDPOINT_URL is not looked at: it usually leads to an emulator of other services, which must not be sent
 * tokens. Plain http is for loopback only.
 *
 * @throws ConfigError when the value is no https URL
 * @see AWS SDKs and Tools Reference Guide, feature-ss-endpoints
 */
export function configuredEndpoint(env: Env, variable: string): URL | undefined {
  const value = env[variable]
  if (!value || env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'https:') return url
  if (url?.protocol === 'http:' && isLoopback(url.hostname)) return url
  throw new ConfigError(
    `${variable} is ${quoted(value)}: only https is used for tokens, and http on this machine.`,
  )
}

/** `localhost`, 127.0.0.0/8 and ::1, as the URL parser spells hosts. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
