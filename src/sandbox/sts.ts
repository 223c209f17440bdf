/** STS GetCallerIdentity, in the query protocol: who a key belongs to. */
import { callerOf, identityOf } from './caller.js'
import type { Center } from './center.js'
import { escaped, queryReply, ServiceError, type Call, type Reply } from './wire.js'

export function getCallerIdentity(center: Center, call: Call): Reply {
  const { arn, userId, accountId } = identityOf(callerOf(center, call, 'sts'))
  return queryReply(
    'sts',
    'GetCallerIdentity',
    `<Arn>${escaped(arn)}</Arn><UserId>${userId}</UserId><Account>${accountId}</Account>`,
  )
}

/** Any other action of the query protocol. */
export function unknownAction(): never {
  throw new ServiceError('sts', 'InvalidAction', 'Could not find this operation for version 2011-06-15')
}
