/** Looking at a portal's start page: where a company's own address leads to, and what the page says of its region. */
import type { IncomingMessage } from 'node:http'
import { isPortalUrl } from '../../core/binding/binding-file.js'
import { isLoopback } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import { withDeadline } from '../deadline.js'
import { networkAgents, type NetworkAgents } from './network.js'

const LIMIT_SECONDS = 5
const LIMIT_BYTES = 256 * 1024
const LIMIT_REDIRECTS = 3

export interface PortalPage {
  /** Where the page was at last: an access portal of AWS's, or one on this machine. */
  address: string
  text: string
}

/**
 * The page at a start URL, without cookies, in at most five seconds and 256 KiB. Redirects are followed to access portals only.
 *
 * @param address of a portal, or of another https host that may redirect to one
 * @returns undefined where there is none, or nothing answers: it is a convenience, and the person can be asked instead
 */
export async function readPortalPage(
  network: Network,
  address: string,
  outer?: AbortSignal,
): Promise<PortalPage | undefined> {
  let agents: NetworkAgents | undefined
  try {
    const opened = await networkAgents(network)
    agents = opened
    return await withDeadline(LIMIT_SECONDS * 1000, outer, ({ signal }) => follow(address, opened, signal))
  } catch {
    return undefined
  } finally {
    agents?.httpAgent.destroy()
    agents?.httpsAgent.destroy()
  }
}

async function follow(
  address: string,
  agents: NetworkAgents,
  signal: AbortSignal,
): Promise<PortalPage | undefined> {
  let at = address
  for (let redirects = 0; redirects <= LIMIT_REDIRECTS; redirects++) {
    const response = await get(at, agents, signal)
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy()
      if (!URL.canParse(headers.location, at)) return undefined
      const next = new URL(headers.location, at).href
      // No page of the internet sends us to a service of this machine.
      if (!isPortalUrl(next) || (isHere(next) && !isHere(address))) return undefined
      at = next
    } else if (isPortalUrl(at)) return { address: at, text: await textOf(response) }
    else {
      response.destroy()
      return undefined
    }
  }
  return undefined
}

const isHere = (address: string): boolean => isLoopback(new URL(address).hostname)

async function get(address: string, agents: NetworkAgents, signal: AbortSignal): Promise<IncomingMessage> {
  const isTls = address.startsWith('https:')
  const { request } = isTls ? await import('node:https') : await import('node:http')
  const agent = isTls ? agents.httpsAgent : agents.httpAgent
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', 'user-agent': 'ssoenv' }
    request(address, { method: 'GET', agent, signal, headers }, resolve).on('error', reject).end()
  })
}

/** As much of the body as is looked at. */
async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LIMIT_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
