/** Whether the services of a region answer here, without a login: the way to them is all that is tried. */
import { configuredEndpoint } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import { withDeadline } from '../deadline.js'
import { networkAgents, type NetworkAgents } from './network.js'
import { reach } from './reach.js'
import { clientSettings, openOidc, openPortal } from './sdk-clients.js'
import { serviceError } from './service-error.js'

export interface ReachedService {
  host: string
  port: number
  /** Its own time, where it says it. */
  servicesTime?: Date
  /** Why no answer came; a whole sentence. */
  problem?: string
}

/**
 * The sign-in service and the portal of the region: one request each, at once, for the head of the root.
 *
 * @throws ConfigError where the settings of the network cannot be used
 */
export async function reachServices(
  network: Network,
  region: string,
  seconds: number,
): Promise<ReachedService[]> {
  // A name server that does not answer is asked once and not twice for 5 s (resolv.conf(5)): Node does not end before that.
  process.env['RES_OPTIONS'] ??= 'timeout:3 attempts:1'
  const agents = await networkAgents(network)
  try {
    const settings = clientSettings(network, region, agents)
    const nobody = (): void => undefined
    const services = [
      await openOidc(settings, configuredEndpoint(network, 'sso_oidc'), nobody),
      await openPortal(settings, configuredEndpoint(network, 'sso'), nobody),
    ]
    return await Promise.all(services.map(({ origin }) => reached(origin, agents, seconds)))
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

async function reached(origin: string, agents: NetworkAgents, seconds: number): Promise<ReachedService> {
  const { host, port, protocol } = new URL(origin)
  const service = { host, port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) }
  try {
    const servicesTime = await withDeadline(seconds * 1000, undefined, ({ signal }) =>
      reach(origin, agents, signal),
    )
    return { ...service, ...(servicesTime ? { servicesTime } : {}) }
  } catch (thrown) {
    return { ...service, problem: serviceError(thrown, host, 'reach', seconds).message }
  }
}
