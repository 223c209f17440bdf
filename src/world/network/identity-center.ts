/**
 * The Identity Center: its calls by their own names, with answers that were checked.
 *
 * @see AWS service models sso-oidc and sso, 2019-06-10
 */
import type { SSOClient } from '@aws-sdk/client-sso'
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'
import { quoted } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { configuredEndpoint } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import type { RoleCredentials } from '../../core/session/role-credentials.js'
import { clockWarning } from '../../core/session/clock-skew.js'
import { BROWSER_GRANTS, REDIRECT_URI, type LoginFlow } from '../../core/session/registration.js'
import { withDeadline } from '../deadline.js'
import { networkAgents } from './network.js'
import { reach } from './reach.js'
import { clientSettings, openOidc, openPortal, type Opened } from './sdk-clients.js'
import {
  checkDeviceAuthorization,
  checkPage,
  checkRegistration,
  checkRoleCredentials,
  checkTokens,
  type DeviceAuthorization,
  type IssuedClient,
  type IssuedTokens,
  type Page,
} from './service-answer.js'
import { serviceError, ServiceUnreachable } from './service-error.js'

export { ServiceRefusal, ServiceUnreachable } from './service-error.js'
export type { DeviceAuthorization, IssuedClient, IssuedTokens, Page } from './service-answer.js'

/** A call that has not ended by then is given up. */
export const ANSWER_SECONDS = 10
/** Calls that surely had no effect are sent so often, no others twice; none where the service wants a longer pause than this. */
const ATTEMPTS = 3
const LONGEST_PAUSE_SECONDS = 5
/** The most that the portal takes: 1 to 100, enforced since May 2026 (aws-sso-cli PR 1343). */
const PAGE_SIZE = 100

export interface Client {
  clientId: string
  clientSecret: string
}

/** What a token is asked for with (RFC 6749 §4.1.3 and §6, RFC 8628 §3.4). */
export type Grant =
  | { kind: 'code'; code: string; codeVerifier: string; redirectUri: string }
  | { kind: 'device'; deviceCode: string }
  | { kind: 'refresh'; refreshToken: string }

export interface IdentityCenter {
  /** Scheme and host of the sign-in service: where the browser's `/authorize` is. */
  authorizeOrigin: () => Promise<string>
  /** Resolves when the sign-in service answers anything. */
  reach: () => Promise<void>
  registerClient: (flow: LoginFlow, scopes: readonly string[], startUrl: string) => Promise<IssuedClient>
  startDeviceAuthorization: (client: Client, startUrl: string) => Promise<DeviceAuthorization>
  createToken: (client: Client, grant: Grant) => Promise<IssuedTokens>
  /** One page in one request: who lists thousands paces the calls and repeats them (flows/listing/portal-listing.ts). */
  listAccounts: (accessToken: string, nextToken?: string) => Promise<Page<unknown>>
  listAccountRoles: (accessToken: string, accountId: string, nextToken?: string) => Promise<Page<unknown>>
  getRoleCredentials: (accessToken: string, accountId: string, roleName: string) => Promise<RoleCredentials>
  /** Ends the portal session of everyone who uses this token. */
  logout: (accessToken: string) => Promise<void>
  /** What to know about the clock of this machine, by the last answer's Date; undefined where it is well, or no answer came. */
  clockWarning: () => string | undefined
  close: () => void
}

/** What a caller may bring: only the way to the services, the clock and the way to wait. */
export interface Machine {
  network: Network
  now: () => Date
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/**
 * The services of one region.
 *
 * Each call throws ServiceRefusal or ServiceUnreachable and nothing else.
 *
 * @param region `sso_region`, never `region` or AWS_REGION
 * @param signal gives up pauses, and calls but `createToken` with a refresh token: once that is sent, its answer may hold the
 *   only valid refresh token there is
 * @throws ConfigError when region or endpoint settings cannot be used
 */
export async function openIdentityCenter(
  { network, now, sleep }: Machine,
  region: string,
  options: { signal?: AbortSignal } = {},
): Promise<IdentityCenter> {
  if (!/^[a-z0-9-]{1,64}$/.test(region))
    throw new ConfigError(`sso_region ${quoted(region)} is not a region.`)
  const agents = await networkAgents(network)
  const settings = clientSettings(network, region, agents)
  const endpoints = {
    oidc: configuredEndpoint(network, 'sso_oidc'),
    portal: configuredEndpoint(network, 'sso'),
  }
  let oidc: Promise<Opened<SSOOIDCClient>> | undefined
  let portal: Promise<Opened<SSOClient>> | undefined
  let warning: string | undefined
  const heard = (servicesTime: Date, host: string): void => {
    warning = clockWarning(servicesTime, now(), host)
  }
  const useOidc = (): Promise<Opened<SSOOIDCClient>> => (oidc ??= openOidc(settings, endpoints.oidc, heard))
  const usePortal = (): Promise<Opened<SSOClient>> =>
    (portal ??= openPortal(settings, endpoints.portal, heard))

  /** One operation: at most 10 s each time, again (unless `once`) only when it surely had no effect. */
  async function call<Answer>(
    host: string,
    operation: string,
    send: (abortSignal: AbortSignal) => Promise<Answer>,
    how: 'stoppable' | 'to the end' | 'once' = 'stoppable',
  ): Promise<Answer> {
    const stop = how === 'to the end' ? undefined : options.signal
    const attempts = how === 'once' ? 1 : ATTEMPTS
    for (let attempt = 1; ; attempt++) {
      try {
        return await withDeadline(ANSWER_SECONDS * 1000, stop, ({ signal }) => send(signal))
      } catch (thrown) {
        const error = serviceError(thrown, host, operation, ANSWER_SECONDS)
        const again = error instanceof ServiceUnreachable && error.fate === 'notDone' && attempt < attempts
        if (!again || options.signal?.aborted) throw error
        const seconds = error.retryAfterSeconds ?? 0.1 * 2 ** attempt
        if (seconds > LONGEST_PAUSE_SECONDS) throw error
        await sleep(seconds * 1000, options.signal)
      }
    }
  }

  return {
    authorizeOrigin: async () => (await useOidc()).origin,

    reach: async () => {
      const { origin, host } = await useOidc()
      await call(host, 'reach', (abortSignal) => reach(origin, agents, abortSignal))
    },

    registerClient: async (flow, scopes, startUrl) => {
      const { client, sdk, host } = await useOidc()
      const browser = { grantTypes: [...BROWSER_GRANTS], redirectUris: [REDIRECT_URI], issuerUrl: startUrl }
      const command = new sdk.RegisterClientCommand({
        clientName: 'ssoenv',
        clientType: 'public',
        scopes: [...scopes],
        ...(flow === 'browser' ? browser : {}),
      })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkRegistration(await call(host, 'registerClient', send), host)
    },

    startDeviceAuthorization: async ({ clientId, clientSecret }, startUrl) => {
      const { client, sdk, host } = await useOidc()
      const command = new sdk.StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkDeviceAuthorization(await call(host, 'startDeviceAuthorization', send), host)
    },

    createToken: async ({ clientId, clientSecret }, grant) => {
      const { client, sdk, host } = await useOidc()
      const command = new sdk.CreateTokenCommand({ clientId, clientSecret, ...grantMembers(grant) })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkTokens(
        await call(host, 'createToken', send, grant.kind === 'refresh' ? 'to the end' : 'stoppable'),
        host,
      )
    },

    listAccounts: async (accessToken, nextToken) => {
      const { client, sdk, host } = await usePortal()
      const command = new sdk.ListAccountsCommand({ accessToken, maxResults: PAGE_SIZE, nextToken })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkPage(await call(host, 'listAccounts', send, 'once'), 'accountList', host, 'listAccounts')
    },

    listAccountRoles: async (accessToken, accountId, nextToken) => {
      const { client, sdk, host } = await usePortal()
      const maxResults = PAGE_SIZE
      const command = new sdk.ListAccountRolesCommand({ accessToken, accountId, maxResults, nextToken })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkPage(
        await call(host, 'listAccountRoles', send, 'once'),
        'roleList',
        host,
        'listAccountRoles',
      )
    },

    getRoleCredentials: async (accessToken, accountId, roleName) => {
      const { client, sdk, host } = await usePortal()
      const command = new sdk.GetRoleCredentialsCommand({ accessToken, accountId, roleName })
      const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal })
      return checkRoleCredentials(await call(host, 'getRoleCredentials', send), host)
    },

    logout: async (accessToken) => {
      const { client, sdk, host } = await usePortal()
      const command = new sdk.LogoutCommand({ accessToken })
      await call(host, 'logout', (abortSignal) => client.send(command, { abortSignal }))
    },

    clockWarning: () => warning,

    close: () => {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function grantMembers(grant: Grant): { grantType: string; [member: string]: string } {
  switch (grant.kind) {
    case 'code':
      return {
        grantType: 'authorization_code',
        code: grant.code,
        codeVerifier: grant.codeVerifier,
        redirectUri: grant.redirectUri,
      }
    case 'device':
      // With underscores; the SDK's own example spells it "device-code", which is UnsupportedGrantType.
      return { grantType: 'urn:ietf:params:oauth:grant-type:device_code', deviceCode: grant.deviceCode }
    case 'refresh':
      return { grantType: 'refresh_token', refreshToken: grant.refreshToken }
  }
}
