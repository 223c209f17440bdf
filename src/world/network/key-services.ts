/**
 * STS and IAM, as far as long-lived keys need them: whose a key is, and making it Inactive or Active.
 *
 * @see AWS service models sts 2011-06-15 (GetCallerIdentity) and iam 2010-05-08 (UpdateAccessKey)
 */
import { configuredEndpoint } from '../../core/session/endpoint.js'
import { printable } from '../../core/text/display.js'
import { RefusedError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import { withDeadline } from '../deadline.js'
import { networkAgents } from './network.js'
import { clientSettings, type ClientSettings } from './sdk-clients.js'
import { malformedAnswer, serviceError } from './service-error.js'

const ANSWER_SECONDS = 10

/** For signing, and for nothing else. */
export interface SigningKeys {
  accessKeyId: string
  secretAccessKey: string
  /** Of temporary ones. */
  sessionToken?: string
}

export interface CallerIdentity {
  accountId: string
  arn: string
  /** Of a user of IAM; absent for a role and for the root user. */
  userName?: string
}

/**
 * Why a key is refused. `unknown`: no such key, or an Inactive one: the services do not tell which. `secret`: the secret does not
 * belong to the id. `clock`: signed at a time that is not the service's. `denied`: a permission is missing.
 */
export type KeyRefusalReason = 'unknown' | 'secret' | 'clock' | 'denied' | 'other'

/** The service knows no such key, or does not let it do this. The message shows nothing of the request that was signed. */
export class KeyRefused extends RefusedError {
  constructor(
    message: string,
    readonly reason: KeyRefusalReason,
  ) {
    super(message)
  }
}

/**
 * Whose keys these are. Needs no permission.
 *
 * @throws KeyRefused; ServiceUnreachable when there is no usable answer; ConfigError for settings that cannot be used
 */
export async function callerIdentity(
  env: Env,
  keys: SigningKeys,
  region: string,
  signal?: AbortSignal,
): Promise<CallerIdentity> {
  const main = mainRegion(region)
  try {
    return await identityIn(env, keys, region, signal)
  } catch (error) {
    const isFinal = main === region || configuredEndpoint(env, 'AWS_ENDPOINT_URL_STS') !== undefined
    if (!(error instanceof KeyRefused) || error.reason !== 'unknown' || isFinal) throw error
    return identityIn(env, keys, main, signal)
  }
}

/** The region that is always enabled: elsewhere a good key is unknown where its account has not enabled the region. */
function mainRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1'
  if (region.startsWith('us-gov-')) return 'us-gov-west-1'
  return region.includes('-iso') || region.startsWith('eusc-') ? region : 'us-east-1'
}

async function identityIn(
  env: Env,
  keys: SigningKeys,
  region: string,
  signal: AbortSignal | undefined,
): Promise<CallerIdentity> {
  return withSettings(env, region, async (settings) => {
    const sdk = await import('@aws-sdk/client-sts')
    const configured = configuredEndpoint(env, 'AWS_ENDPOINT_URL_STS')
    const client = new sdk.STSClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
    const host =
      configured?.host ??
      client.config.endpointProvider({ ...partition(settings), UseGlobalEndpoint: false }).url.host
    const answer = await sent(host, 'getCallerIdentity', signal, (abortSignal) =>
      client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal }),
    )
    const { Account: accountId = '', Arn: arn = '' } = answer
    if (!/^\d{12}$/.test(accountId)) throw malformedAnswer(host, 'getCallerIdentity', 'Account')
    if (!/^arn:[!-~]{1,2000}$/.test(arn)) throw malformedAnswer(host, 'getCallerIdentity', 'Arn')
    const userName = /^arn:[\w-]+:iam::\d{12}:user\/(?:[!-~]+\/)?([\w+=,.@-]{1,128})$/.exec(arn)?.[1]
    return { accountId, arn, ...(userName === undefined ? {} : { userName }) }
  })
}

/**
 * Makes a key Active or Inactive.
 *
 * @param keys who asks
 * @param userName whose the key is; absent: the asking user's
 * @throws as `callerIdentity`
 */
export async function setKeyStatus(
  env: Env,
  keys: SigningKeys,
  region: string,
  change: { accessKeyId: string; userName?: string; status: 'Active' | 'Inactive' },
): Promise<void> {
  return withSettings(env, region, async (settings) => {
    const sdk = await import('@aws-sdk/client-iam')
    const configured = configuredEndpoint(env, 'AWS_ENDPOINT_URL_IAM')
    const client = new sdk.IAMClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
    const host = configured?.host ?? client.config.endpointProvider(partition(settings)).url.host
    const command = new sdk.UpdateAccessKeyCommand({
      AccessKeyId: change.accessKeyId,
      Status: change.status,
      ...(change.userName === undefined ? {} : { UserName: change.userName }),
    })
    await sent(host, 'updateAccessKey', undefined, (abortSignal) => client.send(command, { abortSignal }))
  })
}

const endpoint = (configured: URL | undefined): { endpoint?: string } =>
  configured ? { endpoint: configured.href } : {}

function partition({ region, useFipsEndpoint, useDualstackEndpoint }: ClientSettings) {
  return { Region: region, UseFIPS: useFipsEndpoint, UseDualStack: useDualstackEndpoint }
}

async function withSettings<Answer>(
  env: Env,
  region: string,
  act: (settings: ClientSettings) => Promise<Answer>,
): Promise<Answer> {
  const agents = await networkAgents(env)
  try {
    return await act(clientSettings(env, region, agents))
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

async function sent<Answer>(
  host: string,
  operation: string,
  stop: AbortSignal | undefined,
  send: (abortSignal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await withDeadline(ANSWER_SECONDS * 1000, stop, ({ signal }) => send(signal))
  } catch (thrown) {
    throw refusal(thrown, host) ?? serviceError(thrown, host, operation, ANSWER_SECONDS)
  }
}

/** No service's words but those about permissions: others may repeat the request with its session token. */
function refusal(thrown: unknown, host: string): KeyRefused | undefined {
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
        ? clockRefusal(host)
        : new KeyRefused(`${host} says that the secret does not belong to the key.`, 'secret')
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
      return clockRefusal(host)
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new KeyRefused(`${host} does not allow it: ${printable(thrown.message, 300)}`, 'denied')
    default:
      return /^[A-Z]\w{2,60}$/.test(code) && !NO_REFUSAL.test(code)
        ? new KeyRefused(`${host} refused the key (${code}).`, 'other')
        : undefined
  }
}

/** Throttles, and the SDK's words for an answer that is not of the service. */
const NO_REFUSAL = /^(?:Throttling|TooManyRequests|TimeoutError|Unknown|Error$)/

function clockRefusal(host: string): KeyRefused {
  return new KeyRefused(`The clock of this machine is not that of ${host}, so the call is refused.`, 'clock')
}
