/** Who made a signed call to STS or IAM: a role of the portal, or a user of IAM with a long-lived key. */
import { createHash } from 'node:crypto'
import type { Center, RoleCredentials, UserKey } from './center.js'
import { isSignedWith, signedBy, type Signed } from './signature.js'
import { ServiceError, type Call } from './wire.js'

export type Caller = { kind: 'role'; role: RoleCredentials } | { kind: 'user'; key: UserKey }

/**
 * The caller of a call whose signature is right.
 *
 * A key that was made inactive is refused as one that never was: so do STS and IAM.
 *
 * @throws ServiceError MissingAuthenticationToken, IncompleteSignature, InvalidClientTokenId, SignatureDoesNotMatch, ExpiredToken
 */
export function callerOf(center: Center, call: Call, service: 'sts' | 'iam'): Caller {
  const refuse = (exception: string, message: string): ServiceError =>
    new ServiceError(service, exception, message)
  const authorization = call.headers['authorization']
  if (typeof authorization !== 'string')
    throw refuse('MissingAuthenticationToken', 'Request is missing Authentication Token')
  const signed = signedBy(authorization)
  if (!signed)
    throw refuse('IncompleteSignature', 'The Authorization header is not of the form that is known.')
  const caller = keyHolder(center, call, signed)
  if (!caller) throw refuse('InvalidClientTokenId', 'The security token included in the request is invalid.')
  const { secretAccessKey } = caller.kind === 'role' ? caller.role : caller.key
  if (!isSignedWith(secretAccessKey, signed, call))
    throw refuse(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
        'and signing method. Consult the service documentation for details.',
    )
  const now = center.clock.now()
  if (caller.kind === 'role' && now >= caller.role.expiresAt)
    throw refuse('ExpiredToken', 'The security token included in the request is expired')
  if (caller.kind === 'user')
    caller.key.lastUsed = { at: now, service: signed.scope.service, region: signed.scope.region }
  call.note.accountId = caller.kind === 'role' ? caller.role.accountId : caller.key.accountId
  if (caller.kind === 'role') call.note.roleName = caller.role.roleName
  return caller
}

function keyHolder(center: Center, call: Call, { accessKeyId }: Signed): Caller | undefined {
  const role = center.roleCredentials.get(accessKeyId)
  if (role)
    return call.headers['x-amz-security-token'] === role.sessionToken ? { kind: 'role', role } : undefined
  const key = center.userKeys.get(accessKeyId)
  return key?.status === 'Active' ? { kind: 'user', key } : undefined
}

/** The ARN and the unique id of a caller, as GetCallerIdentity and refusals spell them. */
export function identityOf(caller: Caller): { arn: string; userId: string; accountId: string } {
  if (caller.kind === 'user') {
    const { accountId, userName } = caller.key
    const id = hashOf(`${accountId}/user/${userName}`).slice(0, 17).toUpperCase()
    return { accountId, arn: `arn:aws:iam::${accountId}:user/${userName}`, userId: `AIDA${id}` }
  }
  const { accountId, roleName, sessionName } = caller.role
  const hash = hashOf(`${accountId}/${roleName}`)
  const role = sessionName === undefined ? `AWSReservedSSO_${roleName}_${hash.slice(0, 16)}` : roleName
  const session = sessionName ?? 'ada'
  return {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    userId: `${uniqueRoleId(accountId, roleName)}:${session}`,
  }
}

/** IAM's own id of a role. */
export function uniqueRoleId(accountId: string, roleName: string): string {
  return `AROA${hashOf(`${accountId}/${roleName}`).slice(0, 17).toUpperCase()}`
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
