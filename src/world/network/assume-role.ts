/**
 * STS AssumeRole.
 *
 * @see AWS service model sts 2011-06-15
 */
import type { AssumedCredentials, AssumedRole } from '../../core/credentials/assumed-role.js'
import type { Env } from '../../core/paths.js'
import { configuredEndpoint } from '../../core/session/endpoint.js'
import { limitAnswers } from './answer-limit.js'
import { checkAssumedRole } from './service-answer.js'
import { endpoint, inEnabledRegion, partition, sent, withSettings, type SigningKeys } from './signed-call.js'

/**
 * Credentials of the role, asked for with those of another.
 *
 * @param code what the device of `mfaSerial` shows
 * @param sessionName for a role that names none itself
 * @throws KeyRefused; ServiceUnreachable when there is no usable answer; ConfigError for settings that cannot be used
 */
export async function assumeRole(
  env: Env,
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
  return inEnabledRegion(env, region, (one) =>
    withSettings(env, one, async (settings) => {
      const sdk = await import('@aws-sdk/client-sts')
      const configured = configuredEndpoint(env, 'AWS_ENDPOINT_URL_STS')
      const client = new sdk.STSClient({ ...settings, ...endpoint(configured), credentials: { ...keys } })
      limitAnswers(client)
      const host =
        configured?.host ??
        client.config.endpointProvider({ ...partition(settings), UseGlobalEndpoint: false }).url.host
      const answer = await sent(host, 'assumeRole', undefined, (abortSignal) =>
        client.send(new sdk.AssumeRoleCommand(request), { abortSignal }),
      )
      return checkAssumedRole(answer, host)
    }),
  )
}
