/** Whether a service is there at all. */
import type { NetworkAgents } from './network.js'

/**
 * Asks for the head of a service's root; any answer will do.
 *
 * @throws Node's error when there is none
 */
export async function reach(origin: string, agents: NetworkAgents, signal: AbortSignal): Promise<void> {
  const isTls = origin.startsWith('https:')
  const { request } = isTls ? await import('node:https') : await import('node:http')
  const agent = isTls ? agents.httpsAgent : agents.httpAgent
  await new Promise<void>((resolve, reject) => {
    const asked = request(origin, { method: 'HEAD', agent, signal }, (response) => {
      response.resume()
      resolve()
    })
    asked.on('error', reject).end()
  })
}
