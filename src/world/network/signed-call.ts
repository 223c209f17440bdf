/** Calls to STS and IAM, which are signed with a key: their settings, their time limit, and what a refusal means. */
import { RefusedError } from '../../core/errors.js'
import { clockWarning } from '../../core/session/clock-skew.js'
import { configuredEndpoint } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import { printable } from '../../core/text/display.js'
import { withDeadline } from '../deadline.js'
import { networkAgents } from './network.js'
import { clientSettings, type ClientSettings } from './sdk-clients.js'
import { serviceError } from './service-error.js'

const ANSWER_SECONDS = 10

/** For signing, and for nothing else. */
export interface SigningKeys {
  accessKeyId: string
  secretAccessKey: string
  /** Of temporary ones. */
  sessionToken?: string
}

/**
 * Why a key is refused. `unknown`: no such key, or an Inactive one: the services do not tell which. `secret`: the secret does not
 * belong to the id. `expired`: the end of a temporary one has come. `clock`: signed at a time that is not the service's.
 * `denied`: a permission is missing. `code`: the device's code was wrong. `invalid`: a member of the request cannot be so.
 * `region`: the account has not enabled it.
 */
export type KeyRefusalReason =
  'unknown' | 'secret' | 'expired' | 'clock' | 'denied' | 'code' | 'invalid' | 'region' | 'other'

/** The service knows no such key, or does not let it do this. The message shows nothing of the request that was signed. */
export class KeyRefused extends RefusedError {
  constructor(
    message: string,
    readonly reason: KeyRefusalReason,
  ) {
    super(message)
  }
}

/** The member that leads a client there. */
export const endpoint = (configured: URL | undefined): { endpoint?: string } =>
  configured ? { endpoint: configured.href } : {}

/**
 * Calls STS in a region, and once more in the partition's main one, which is always enabled, where the first knows no such key:
 * a good one is unknown where its account has not enabled the region.
 */
export async function inEnabledRegion<Answer>(
  network: Network,
  region: string,
  call: (region: string) => Promise<Answer>,
): Promise<Answer> {
  const main = mainRegion(region)
  try {
    return await call(region)
  } catch (error) {
    const isFinal = main === region || configuredEndpoint(network, 'sts') !== undefined
    const isElsewhere = error instanceof KeyRefused && ['unknown', 'region'].includes(error.reason)
    if (!isElsewhere || isFinal) throw error
    return call(main)
  }
}

function mainRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1'
  if (region.startsWith('us-gov-')) return 'us-gov-west-1'
  return region.includes('-iso') || region.startsWith('eusc-') ? region : 'us-east-1'
}

/** Acts with the settings of a client, and frees its connections at the end. */
export async function withSettings<Answer>(
  network: Network,
  region: string,
  act: (settings: ClientSettings) => Promise<Answer>,
): Promise<Answer> {
  const agents = await networkAgents(network)
  try {
    return await act(clientSettings(network, region, agents))
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

/**
 * One call: its answer, or what its failure means.
 *
 * @throws KeyRefused; ServiceUnreachable when there is no usable answer
 */
export async function sent<Answer>(
  host: string,
  operation: string,
  stop: AbortSignal | undefined,
  send: (abortSignal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await withDeadline(ANSWER_SECONDS * 1000, stop, ({ signal }) => send(signal))
  } catch (thrown) {
    throw refusal(thrown, host, operation) ?? serviceError(thrown, host, operation, ANSWER_SECONDS)
  }
}

/** No service's words but those about permissions and members: others may repeat the request with its session token. */
function refusal(thrown: unknown, host: string, operation: string): KeyRefused | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { $metadata } = thrown as { $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  if (status < 400 || status >= 500 || status === 429) return undefined
  const code = thrown.name
  switch (code) {
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return new KeyRefused(`${host} knows no such key, or it is Inactive.`, 'unknown')
    case 'SignatureDoesNotMatch':
      // What STS says to a clock that is off: "Signature expired: … is now earlier than …", "Signature not yet current: …".
      return /^Signature (?:expired|not yet current)/.test(thrown.message)
        ? clockRefusal(host, thrown)
        : new KeyRefused(`${host} says that the secret does not belong to the key.`, 'secret')
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
      return clockRefusal(host, thrown)
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return new KeyRefused(`${host} says that the key has expired.`, 'expired')
    case 'RegionDisabledException':
      return new KeyRefused(`${host} is of a region that the account has not enabled.`, 'region')
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new KeyRefused(
        `${host} does not allow it: ${wordsOf(thrown.message)}`,
        thrown.message.includes('invalid MFA one time pass code') ? 'code' : 'denied',
      )
    default:
      if (code === 'ValidationError' && operation === 'assumeRole')
        return new KeyRefused(`${host} does not take it: ${wordsOf(thrown.message)}`, 'invalid')
      return /^[A-Z]\w{2,60}$/.test(code) && !NO_REFUSAL.test(code)
        ? new KeyRefused(`${host} refused the key (${code}).`, 'other')
        : undefined
  }
}

/** So long a word is none, and may be what we sent; names of roles and users are. */
function wordsOf(message: string): string {
  return printable(message.replace(/(?<!\S)(?!\W?arn:)\S{40,}/g, '…'), 300)
}

/** Throttles, and the SDK's words for an answer that is not of the service. */
const NO_REFUSAL = /^(?:Throttling|TooManyRequests|TimeoutError|Unknown|Error$)/

function clockRefusal(host: string, thrown: object): KeyRefused {
  const { $response } = thrown as { $response?: { headers?: Record<string, string> } }
  const servicesTime = new Date($response?.headers?.['date'] ?? '')
  const difference = clockWarning(servicesTime, new Date(), host)
  const said = difference ?? `The clock of this machine is not that of ${host}, so the call is refused.`
  return new KeyRefused(said, 'clock')
}
