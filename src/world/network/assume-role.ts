/**
 * STS AssumeRole.
 *
 * @see AWS service model sts 2011-06-15
 */
import type { AssumedCredentials, AssumedRole } from '../../core/credentials/assumed-role.js'
import { configuredEndpoint } from '../../core/session/endpoint.js'
import type { Network } from '../../core/session/network.js'
import { limitAnswers } from './answer-limit.js'
import { resolved } from './sdk-clients.js'
import { checkAssumedRole } from './service-answer.js'
import { endpoint, inEnabledRegion, sent, withSettings, type SigningKeys } from './signed-call.js'

/**
 * Credentials of the role, asked for with those of another.
 *
 * @param code what the device of `mfaSerial` shows
 * @param sessionName for a role that names none itself
 * @throws KeyRefused; ServiceUnreachable when there is no usable answer; ConfigError for settings that cannot be used
 */
export async function assumeRole(
  network: Network,
  keys: SigningKeys,
  region: string,
  role: AssumedRole,
  { code, sessionName }: { code?: string; sessionName: string },
): Promise<AssumedCredentials> {
  const { roleArn, externalId, mfaSerial, durationSeconds } = role
  const request = {
    RoleArn: roleArn,
    RoleSessionName: role.roleSessionName ?? sessionName,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(mfaSerial === undefined ? {} : { SerialNumber: mfaSerial }),
    ...(code === undefined ? {} : { TokenCode: code }),
    ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
  }
  return inEnabledRegion(network, region, (one) =>
    withSettings(network, one, async (settings) => {
      const sdk = await import('@aws-sdk/client-sts')
      const configured = configuredEndpoint(network, 'sts')
      const client = new sdk.STSClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
      limitAnswers(client)
      const { host } =
        configured ?? resolved(client.config.endpointProvider, settings, { UseGlobalEndpoint: false })
      const answer = await sent(host, 'assumeRole', undefined, (abortSignal) =>
        client.send(new sdk.AssumeRoleCommand(request), { abortSignal }),
      )
      return checkAssumedRole(answer, host)
    }),
  )
}
