/** Whether a service is there at all. */
import type { NetworkAgents } from './network.js'

/**
 * Asks for the head of a service's root; any answer will do.
 *
 * @returns what time the service has, by the answer's Date (RFC 9110 §6.6.1)
 * @throws Node's error when there is none
 */
export async function reach(
  origin: string,
  agents: NetworkAgents,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const isTls = origin.startsWith('https:')
  const { request } = isTls ? await import('node:https') : await import('node:http')
  const agent = isTls ? agents.httpsAgent : agents.httpAgent
  return new Promise((resolve, reject) => {
    const asked = request(origin, { method: 'HEAD', agent, signal }, (response) => {
      response.resume()
      const time = new Date(response.headers.date ?? '')
      resolve(Number.isNaN(time.getTime()) ? undefined : time)
    })
    asked.on('error', reject).end()
  })
}
