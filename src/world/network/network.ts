/**
 * The way to the services: through the proxy that the environment names, trusting the network's own certificates too.
 *
 * Node reads neither HTTPS_PROXY nor AWS_CA_BUNDLE by itself, and behind a corporate network no login works without them.
 */
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent, AgentOptions } from 'node:https'
import type { SecureContext } from 'node:tls'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import type { Network, Said } from '../../core/session/network.js'
import { configuredProxy, isDirect, type Proxy } from '../../core/session/proxy.js'
import { readIfPresent } from '../files/files.js'

/** For the SDK's request handler. Plain http goes to this machine only, and directly. */
export interface NetworkAgents {
  httpAgent: HttpAgent
  httpsAgent: HttpsAgent
}

/**
 * Agents for that network: HTTPS_PROXY, NO_PROXY (rules: core/session/proxy.ts), AWS_CA_BUNDLE and `ca_bundle`.
 *
 * The certificates in that file are trusted beside Node's own roots and NODE_EXTRA_CA_CERTS, not instead of them: a file with the
 * company's CA alone is the usual one.
 *
 * @throws ConfigError when the file cannot be used or HTTPS_PROXY names no proxy
 */
export async function networkAgents({ env, caBundle }: Network): Promise<NetworkAgents> {
  // On use: TLS costs a tenth of Node's start, and most commands need no network.
  const [http, https] = await Promise.all([import('node:http'), import('node:https')])
  const secureContext = await trust(env, caBundle)
  const options = { keepAlive: true, ...(secureContext && { secureContext }) }
  const proxy = configuredProxy(env)
  return {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: proxy ? await tunnelAgent(proxy, env, options) : new https.Agent(options),
  }
}

async function tunnelAgent(proxy: Proxy, env: Env, options: AgentOptions): Promise<HttpsAgent> {
  const { TunnelAgent } = await import('./tunnel-agent.js')
  return new TunnelAgent(proxy, (host, port) => isDirect(env, host, port), options)
}

async function trust(env: Env, caBundle: Said | undefined): Promise<SecureContext | undefined> {
  if (!caBundle) return undefined
  const certificates = await certificatesIn(caBundle.by, caBundle.value)
  const { createSecureContext } = await import('node:tls')
  const context = createSecureContext()
  // createSecureContext({ ca }) would replace the roots; this adds to them. Node 20 copies its own roots for that, but not
  // those of NODE_EXTRA_CA_CERTS.
  const store = context.context as { addCACert: (pem: string) => void }
  for (const certificate of [...certificates, ...(await extraCertificates(env))]) store.addCACert(certificate)
  return context
}

/** A file that cannot be used is Node's own affair: it warned when it started. */
async function extraCertificates(env: Env): Promise<string[]> {
  const file = env['NODE_EXTRA_CA_CERTS']
  return file ? certificatesIn('NODE_EXTRA_CA_CERTS', file).catch(() => []) : []
}

async function certificatesIn(origin: string, file: string): Promise<string[]> {
  const { X509Certificate } = await import('node:crypto')
  const bytes = await readBundle(origin, file)
  const found = bytes
    .toString('latin1')
    .match(/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (TRUSTED |X509 )?CERTIFICATE-----/g)
  if (!found) throw new ConfigError(`${origin} names ${printable(file)}, which holds no certificate (PEM).`)
  for (const [index, certificate] of found.entries()) {
    try {
      new X509Certificate(certificate)
    } catch {
      throw new ConfigError(
        `${origin} names ${printable(file)}, whose certificate number ${index + 1} cannot be read.`,
      )
    }
  }
  return found
}

async function readBundle(origin: string, file: string): Promise<Buffer> {
  let bytes: Buffer | undefined
  try {
    bytes = await readIfPresent(file)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(`${origin} names a file that cannot be used: ${error.message}`, {
      cause: error.cause,
    })
  }
  if (!bytes) throw new ConfigError(`${origin} names ${printable(file)}, which does not exist.`)
  return bytes
}
