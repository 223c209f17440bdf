/**
 * STS and IAM, as far as long-lived keys need them: whose a key is, and making it Inactive or Active.
 *
 * @see AWS service models sts 2011-06-15 (GetCallerIdentity) and iam 2010-05-08 (UpdateAccessKey)
 */
import { configuredEndpoint } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import { resolved } from './sdk-clients.js'
import { malformedAnswer } from './service-error.js'
import { endpoint, inEnabledRegion, sent, withSettings, type SigningKeys } from './signed-call.js'

export { KeyRefused, type KeyRefusalReason, type SigningKeys } from './signed-call.js'

export interface CallerIdentity {
  accountId: string
  arn: string
  /** Of a user of IAM; absent for a role and for the root user. */
  userName?: string
}

/**
 * Whose keys these are. Needs no permission.
 *
 * @throws KeyRefused; ServiceUnreachable when there is no usable answer; ConfigError for settings that cannot be used
 */
export async function callerIdentity(
  network: Network,
  keys: SigningKeys,
  region: string,
  signal?: AbortSignal,
): Promise<CallerIdentity> {
  return inEnabledRegion(network, region, (one) => identityIn(network, keys, one, signal))
}

async function identityIn(
  network: Network,
  keys: SigningKeys,
  region: string,
  signal: AbortSignal | undefined,
): Promise<CallerIdentity> {
  return withSettings(network, region, async (settings) => {
    const sdk = await import('@aws-sdk/client-sts')
    const configured = configuredEndpoint(network, 'sts')
    const client = new sdk.STSClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
    const { host } =
      configured ?? resolved(client.config.endpointProvider, settings, { UseGlobalEndpoint: false })
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
  network: Network,
  keys: SigningKeys,
  region: string,
  change: { accessKeyId: string; userName?: string; status: 'Active' | 'Inactive' },
): Promise<void> {
  return withSettings(network, region, async (settings) => {
    const sdk = await import('@aws-sdk/client-iam')
    const configured = configuredEndpoint(network, 'iam')
    const client = new sdk.IAMClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
    const { host } = configured ?? resolved(client.config.endpointProvider, settings)
    const command = new sdk.UpdateAccessKeyCommand({
      AccessKeyId: change.accessKeyId,
      Status: change.status,
      ...(change.userName === undefined ? {} : { UserName: change.userName }),
    })
    await sent(host, 'updateAccessKey', undefined, (abortSignal) => client.send(command, { abortSignal }))
  })
}
