/** STS GetCallerIdentity, in the query protocol: who a key belongs to. Signatures are not checked, only the key is. */
import { createHash, randomUUID } from 'node:crypto'
import type { Center, RoleCredentials } from './center.js'
import { escaped, ServiceError, xml, type Call, type Reply } from './wire.js'

export function getCallerIdentity(center: Center, call: Call): Reply {
  const action = new URLSearchParams(call.body).get('Action')
  if (action !== 'GetCallerIdentity') {
    throw refusal('InvalidAction', 'Could not find this operation for version 2011-06-15')
  }
  const { accountId, roleName } = credentialsOf(center, call)
  call.note.accountId = accountId
  call.note.roleName = roleName
  const hash = createHash('sha256').update(`${accountId}/${roleName}`).digest('hex')
  const role = escaped(`AWSReservedSSO_${roleName}_${hash.slice(0, 16)}`)
  const userId = `AROA${hash.slice(0, 17).toUpperCase()}:ada`
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <GetCallerIdentityResult>\n` +
      `    <Arn>arn:aws:sts::${accountId}:assumed-role/${role}/ada</Arn>\n` +
      `    <UserId>${userId}</UserId>\n    <Account>${accountId}</Account>\n` +
      `  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>${randomUUID()}</RequestId>\n` +
      `  </ResponseMetadata>\n</GetCallerIdentityResponse>\n`,
  )
}

function credentialsOf(center: Center, call: Call): RoleCredentials {
  const authorization = call.headers['authorization']
  if (typeof authorization !== 'string') {
    throw refusal('MissingAuthenticationToken', 'Request is missing Authentication Token')
  }
  const accessKeyId = /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\//.exec(authorization)?.[1]
  const found = center.roleCredentials.get(accessKeyId ?? '')
  if (!found || call.headers['x-amz-security-token'] !== found.sessionToken) {
    throw refusal('InvalidClientTokenId', 'The security token included in the request is invalid.')
  }
  if (center.clock.now() >= found.expiresAt) {
    throw refusal('ExpiredToken', 'The security token included in the request is expired')
  }
  return found
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('sts', exception, message)
}
