/**
 * IAM, as far as long-lived keys go: ListAccessKeys, UpdateAccessKey and GetAccessKeyLastUsed, in the query protocol.
 *
 * A user may do all of this with the keys of its own; of the portal's roles AdministratorAccess may, with all of its account.
 */
import { callerOf, identityOf, type Caller } from './caller.js'
import type { Center, UserKey } from './center.js'
import { escaped, queryReply, ServiceError, type Call, type Reply } from './wire.js'

const ADMINISTRATOR = 'AdministratorAccess'

export function listAccessKeys(center: Center, call: Call): Reply {
  const asked = requestOf(center, call)
  const userName = userNameIn(asked)
  allow(asked, 'ListAccessKeys', userName)
  const keys = keysOf(center, asked.accountId, userName)
  if (keys.length === 0) throw refusal('NoSuchEntity', `The user with name ${userName} cannot be found.`)
  const members = keys.map(
    (key) =>
      `<member><UserName>${escaped(key.userName)}</UserName><AccessKeyId>${key.accessKeyId}</AccessKeyId>` +
      `<Status>${key.status}</Status><CreateDate>${inSeconds(key.createdAt)}</CreateDate></member>`,
  )
  const list = `<AccessKeyMetadata>${members.join('')}</AccessKeyMetadata>`
  return queryReply('iam', 'ListAccessKeys', `<IsTruncated>false</IsTruncated>${list}`)
}

export function updateAccessKey(center: Center, call: Call): Reply {
  const asked = requestOf(center, call)
  const status = parameter(asked, 'Status')
  if (status !== 'Active' && status !== 'Inactive') {
    throw refusal(
      'ValidationError',
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
    )
  }
  const accessKeyId = parameter(asked, 'AccessKeyId')
  const userName = userNameIn(asked)
  allow(asked, 'UpdateAccessKey', userName)
  const key = keysOf(center, asked.accountId, userName).find((one) => one.accessKeyId === accessKeyId)
  if (!key) throw refusal('NoSuchEntity', `The Access Key with id ${accessKeyId} cannot be found.`)
  key.status = status
  return queryReply('iam', 'UpdateAccessKey')
}

export function getAccessKeyLastUsed(center: Center, call: Call): Reply {
  // Of the time before this call, should the key ask about itself: the service is hours behind anyway.
  const lastUses = new Map([...center.userKeys].map(([id, { lastUsed }]) => [id, lastUsed]))
  const asked = requestOf(center, call)
  const accessKeyId = parameter(asked, 'AccessKeyId')
  const key = center.userKeys.get(accessKeyId)
  // Which keys there are is not told to those who may not know.
  if (key?.accountId !== asked.accountId)
    throw denied(asked, 'GetAccessKeyLastUsed', `access key ${accessKeyId}`)
  allow(asked, 'GetAccessKeyLastUsed', key.userName)
  const lastUsed = lastUses.get(accessKeyId)
  const used = lastUsed ? `<LastUsedDate>${inSeconds(lastUsed.at)}</LastUsedDate>` : ''
  return queryReply(
    'iam',
    'GetAccessKeyLastUsed',
    `<UserName>${escaped(key.userName)}</UserName><AccessKeyLastUsed>${used}` +
      `<ServiceName>${lastUsed?.service ?? 'N/A'}</ServiceName><Region>${lastUsed?.region ?? 'N/A'}</Region></AccessKeyLastUsed>`,
  )
}

interface Request {
  caller: Caller
  accountId: string
  parameters: URLSearchParams
}

function requestOf(center: Center, call: Call): Request {
  const caller = callerOf(center, call, 'iam')
  return { caller, accountId: identityOf(caller).accountId, parameters: new URLSearchParams(call.body) }
}

function parameter({ parameters }: Request, name: string): string {
  const value = parameters.get(name)
  if (value) return value
  const member = `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`
  throw refusal(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** The user that is named, else the one whose key has signed. */
function userNameIn({ caller, parameters }: Request): string {
  const named = parameters.get('UserName')
  if (named) return named
  if (caller.kind === 'user') return caller.key.userName
  throw refusal('ValidationError', 'Must specify userName when calling with non-User credentials')
}

function allow(asked: Request, action: string, userName: string): void {
  const { caller } = asked
  const may =
    caller.kind === 'user' ? caller.key.userName === userName : caller.role.roleName === ADMINISTRATOR
  if (!may) throw denied(asked, action, `user ${userName}`)
}

function denied({ caller }: Request, action: string, what: string): ServiceError {
  const { arn } = identityOf(caller)
  return refusal(
    'AccessDenied',
    `User: ${arn} is not authorized to perform: iam:${action} on resource: ${what} because no identity-based policy ` +
      `allows the iam:${action} action`,
  )
}

function keysOf(center: Center, accountId: string, userName: string): UserKey[] {
  return [...center.userKeys.values()].filter(
    (key) => key.accountId === accountId && key.userName === userName,
  )
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('iam', exception, message)
}

/** `2026-11-22T10:50:19Z` */
const inSeconds = (instant: Date): string => instant.toISOString().replace(/\.\d+Z$/, 'Z')
