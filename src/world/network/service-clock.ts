/** What time a service has: each of its answers says so (RFC 9110 §6.6.1). */
import type { SSOClient } from '@aws-sdk/client-sso'
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'

export type ClockHeard = (servicesTime: Date, host: string) => void

/** Tells the time of each answer that has one, a refusal's too. */
export function hearClock(client: SSOClient | SSOOIDCClient, host: string, heard: ClockHeard): void {
  const { middlewareStack } = client as SSOClient
  middlewareStack.add(
    (next) => async (words) => {
      const result = await next(words)
      const { headers } = Object(result.response) as { headers?: Record<string, unknown> }
      const servicesTime = new Date(String(headers?.['date']))
      if (!Number.isNaN(servicesTime.getTime())) heard(servicesTime, host)
      return result
    },
    // Behind the one that makes exceptions of refusals.
    { step: 'deserialize', priority: 'low', name: 'hearClock' },
  )
}
