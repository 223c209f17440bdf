/**
 * STS AssumeRole, in the query protocol: a role of IAM for those whom its trust policy names.
 *
 * One thing is kinder than AWS: a role of the portal may show an MFA device here, which only users of IAM have there.
 */
import type { TrustingRole } from './accounts.js'
import { callerOf, identityOf, uniqueRoleId, type Caller } from './caller.js'
import type { Center } from './center.js'
import { after } from './clock.js'
import { roleKeys } from './secrets.js'
import { escaped, queryReply, ServiceError, type Call, type Reply } from './wire.js'

/** What the device of every user shows, all the time. */
export const MFA_CODE = '123456'

const DEFAULT_SECONDS = 3600

export function assumeRole(center: Center, call: Call): Reply {
  const caller = callerOf(center, call, 'sts')
  const parameters = new URLSearchParams(call.body)
  const arn = parameterIn(parameters, 'RoleArn', /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/)
  const sessionName = parameterIn(parameters, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/)
  call.note.assumedRole = arn
  const seconds = durationIn(parameters)
  const found = roleOf(center, arn)
  const { externalId } = found?.role ?? {}
  const isKnown = externalId === undefined || parameters.get('ExternalId') === externalId
  if (!found || !trusts(found.role, caller) || !isKnown) throw notAuthorized(caller, arn)
  checkDevice(parameters, found.role, caller, arn)
  checkDuration(seconds, found.role, caller)
  const { accountId, role } = found
  const keys = roleKeys()
  const expiresAt = after(center.clock.now(), seconds ?? DEFAULT_SECONDS)
  const { roleName } = role
  center.roleCredentials.set(keys.accessKeyId, { ...keys, accountId, roleName, sessionName, expiresAt })
  return queryReply(
    'sts',
    'AssumeRole',
    `<AssumedRoleUser><AssumedRoleId>${uniqueRoleId(accountId, roleName)}:${escaped(sessionName)}</AssumedRoleId>` +
      `<Arn>arn:aws:sts::${accountId}:assumed-role/${escaped(`${roleName}/${sessionName}`)}</Arn></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${keys.accessKeyId}</AccessKeyId><SecretAccessKey>${keys.secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${keys.sessionToken}</SessionToken>` +
      `<Expiration>${expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')}</Expiration></Credentials>`,
  )
}

function roleOf(center: Center, arn: string): { accountId: string; role: TrustingRole } | undefined {
  const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:[!-~]+\/)?([^/]+)$/.exec(arn) ?? []
  for (const account of center.instances.flatMap(({ accounts }) => accounts)) {
    if (account.accountId !== accountId) continue
    const role = account.assumable?.find(({ roleName }) => roleName === name)
    if (role) return { accountId, role }
  }
  return undefined
}

function trusts({ trusts }: TrustingRole, caller: Caller): boolean {
  const { accountId } = identityOf(caller)
  const own = caller.kind === 'role' ? `role/${caller.role.roleName}` : `user/${caller.key.userName}`
  return trusts.includes(accountId) || trusts.includes(`arn:aws:iam::${accountId}:${own}`)
}

function checkDevice(parameters: URLSearchParams, role: TrustingRole, caller: Caller, arn: string): void {
  const serial = parameters.get('SerialNumber')
  const code = parameters.get('TokenCode')
  if (serial === null && code === null) {
    if (role.mfa) throw notAuthorized(caller, arn)
    return
  }
  if (!serial?.startsWith(`arn:aws:iam::${identityOf(caller).accountId}:mfa/`))
    throw refusal(
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and ' +
        'associated with this user.',
    )
  if (code === null || !/^\d{6}$/.test(code))
    throw refusal(
      'ValidationError',
      `1 validation error detected: Value '${code ?? ''}' at 'tokenCode' failed to satisfy constraint: Member must satisfy ` +
        'regular expression pattern: [\\d]*',
    )
  if (code !== MFA_CODE)
    throw refusal('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ')
}

function durationIn(parameters: URLSearchParams): number | undefined {
  const text = parameters.get('DurationSeconds')
  if (text === null) return undefined
  const seconds = Number(text)
  const bound = seconds < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200'
  if (!/^-?\d+$/.test(text) || seconds < 900 || seconds > 43_200)
    throw refusal(
      'ValidationError',
      `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
    )
  return seconds
}

/** Who is a role already gets an hour at most (IAM user guide, "Role chaining"). */
function checkDuration(
  seconds: number | undefined,
  { maxSeconds = 3600 }: TrustingRole,
  caller: Caller,
): void {
  if (seconds === undefined) return
  if (caller.kind === 'role' && seconds > 3600)
    throw refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  if (seconds > maxSeconds)
    throw refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
}

function parameterIn(parameters: URLSearchParams, name: string, form: RegExp): string {
  const value = parameters.get(name)
  if (value !== null && form.test(value)) return value
  const member = `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`
  throw refusal(
    'ValidationError',
    value === null
      ? `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`
      : `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern`,
  )
}

/** The same for a role that is not there and one that trusts others. */
function notAuthorized(caller: Caller, arn: string): ServiceError {
  return refusal(
    'AccessDenied',
    `User: ${identityOf(caller).arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  )
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('sts', exception, message)
}
