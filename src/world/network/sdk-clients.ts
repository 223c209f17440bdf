/**
 * The SDK's clients: they do the wire, the partitions and the endpoints.
 *
 * Everything that they would take from the environment or from AWS_PROFILE's section is given, because those settings belong
 * to another profile than the one we work for. They are loaded with the first call: importing them costs as much as starting
 * Node.
 */
import type { SSOClient, SSOClientConfig } from '@aws-sdk/client-sso'
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'
import type { Network } from '../../core/session/network.js'
import { limitAnswers } from './answer-limit.js'
import { hearClock, type ClockHeard } from './service-clock.js'
import type { NetworkAgents } from './network.js'

const CONNECT_SECONDS = 10

export interface Opened<SdkClient> {
  client: SdkClient
  sdk: SdkClient extends SSOClient
    ? typeof import('@aws-sdk/client-sso')
    : typeof import('@aws-sdk/client-sso-oidc')
  origin: string
  host: string
}

export async function openOidc(
  settings: ClientSettings,
  configured: URL | undefined,
  heard: ClockHeard,
): Promise<Opened<SSOOIDCClient>> {
  const sdk = await import('@aws-sdk/client-sso-oidc')
  const client = new sdk.SSOOIDCClient(configured ? { ...settings, endpoint: configured.href } : settings)
  limitAnswers(client)
  const { origin, host } = configured ?? resolved(client.config.endpointProvider, settings)
  hearClock(client, host, heard)
  return { client, sdk, origin, host }
}

export async function openPortal(
  settings: ClientSettings,
  configured: URL | undefined,
  heard: ClockHeard,
): Promise<Opened<SSOClient>> {
  const sdk = await import('@aws-sdk/client-sso')
  const client = new sdk.SSOClient(configured ? { ...settings, endpoint: configured.href } : settings)
  limitAnswers(client)
  const { origin, host } = configured ?? resolved(client.config.endpointProvider, settings)
  hearClock(client, host, heard)
  return { client, sdk, origin, host }
}

/**
 * Where the SDK's rules for partitions lead to.
 *
 * @param more what the rules of one service take beside
 */
export function resolved(
  endpointProvider: (parameters: never) => { url: URL },
  { region, useFipsEndpoint, useDualstackEndpoint }: ClientSettings,
  more: object = {},
): URL {
  const parameters = { Region: region, UseFIPS: useFipsEndpoint, UseDualStack: useDualstackEndpoint, ...more }
  return new URL(endpointProvider(parameters as never).url.href)
}

export type ClientSettings = ReturnType<typeof clientSettings>

/** Every setting that a client would otherwise read from the environment or from AWS_PROFILE's section. */
export function clientSettings(network: Network, region: string, agents: NetworkAgents) {
  // The clients warn on standard error that Node 20 is near its end; our users did not ask them.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  return {
    region,
    useFipsEndpoint: network.useFipsEndpoint,
    useDualstackEndpoint: network.useDualstackEndpoint,
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    authSchemePreference: [] as string[],
    // Only signed calls ask for it, and would read both files of AWS for it.
    disableClockSkewCorrection: false,
    userAgentAppId: () => Promise.resolve(undefined),
    customUserAgent: 'ssoenv',
    requestHandler: { ...agents, connectionTimeout: CONNECT_SECONDS * 1000 },
  } satisfies SSOClientConfig & { ignoreConfiguredEndpointUrls: boolean }
}
