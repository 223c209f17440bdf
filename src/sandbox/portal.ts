/** The portal: what a token can reach, and the keys of a role. */
import type { Account } from './accounts.js'
import { after } from './clock.js'
import { ACCOUNT_SCOPE, endSession, isOpen, type Center, type Session } from './center.js'
import { roleKeys } from './secrets.js'
import { json, ServiceError, type Call, type Reply } from './wire.js'

export function listAccounts(center: Center, call: Call): Reply {
  const { accounts } = sessionOf(center, call).instance
  const { items, nextToken } = page(center, call, accounts)
  return json(200, {
    accountList: items.map(({ accountId, accountName, emailAddress }) => ({
      accountId,
      ...(accountName === undefined ? {} : { accountName }),
      ...(emailAddress === undefined ? {} : { emailAddress }),
    })),
    nextToken,
  })
}

export function listAccountRoles(center: Center, call: Call): Reply {
  const account = accountOf(sessionOf(center, call), call)
  const { items, nextToken } = page(center, call, account.roles)
  const { accountId } = account
  return json(200, { nextToken, roleList: items.map((roleName) => ({ accountId, roleName })) })
}

export function getRoleCredentials(center: Center, call: Call): Reply {
  const session = sessionOf(center, call)
  const roleName = parameter(call, 'role_name')
  call.note.roleName = roleName
  const { accountId, roles } = accountOf(session, call)
  // Not assigned and misspelt look the same (aws-sam-cli #2129).
  if (!roles.includes(roleName)) throw noAccess()
  const keys = roleKeys()
  const expiresAt = after(center.clock.now(), center.settings.roleCredentialsSeconds)
  center.roleCredentials.set(keys.accessKeyId, { ...keys, accountId, roleName, expiresAt })
  return json(200, {
    roleCredentials: { ...keys, expiration: Math.floor(expiresAt.getTime() / 1000) * 1000 },
  })
}

/** Ends the session, for its refresh tokens too. */
export function logout(center: Center, call: Call): Reply {
  endSession(center, sessionOf(center, call))
  return { ...json(200, undefined), body: '' }
}

function sessionOf(center: Center, call: Call): Session {
  const text = call.headers['x-amz-sso_bearer_token']
  if (typeof text !== 'string' || text === '') {
    throw refusal('InvalidRequestException', 'Missing required header: x-amz-sso_bearer_token')
  }
  const token = center.accessTokens.get(text)
  if (!token || center.clock.now() >= token.expiresAt || !isOpen(center, token.session)) {
    throw refusal('UnauthorizedException', 'Session token not found or invalid')
  }
  const { scopes } = token.session
  if (scopes.length > 0 && !scopes.includes(ACCOUNT_SCOPE) && !scopes.includes('sso-portal:*'))
    throw noAccess()
  return token.session
}

function accountOf(session: Session, call: Call): Account {
  const accountId = parameter(call, 'account_id')
  call.note.accountId = accountId
  if (!/^\d{12}$/.test(accountId)) throw refusal('InvalidRequestException', 'AccountId is not valid')
  const account = session.instance.accounts.find((account) => account.accountId === accountId)
  if (!account) throw noAccess()
  return account
}

/** `max_result` 1 to 100 is enforced since May 2026 (aws-sso-cli PR 1343). */
function page<Item>(
  center: Center,
  call: Call,
  all: readonly Item[],
): { items: Item[]; nextToken: string | null } {
  const { pageSize, emptyPages } = center.settings
  const text = call.url.searchParams.get('max_result')
  const size = text === null ? pageSize : /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (size < 1 || size > 100) {
    throw refusal('InvalidRequestException', 'ResultSize parameter must be within the valid limits of: 1-100')
  }
  const token = call.url.searchParams.get('next_token')
  const start = token === null ? 0 : startOf(token)
  if (start === undefined) throw refusal('InvalidRequestException', 'Invalid next token')
  if (emptyPages && token === null) return { items: [], nextToken: tokenFor(0) }
  const end = start + size
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenFor(end) : null }
}

const tokenFor = (start: number): string => Buffer.from(`page ${start}/+`).toString('base64')

function startOf(token: string): number | undefined {
  const match = /^page (\d+)\/\+$/.exec(Buffer.from(token, 'base64').toString())
  return match ? Number(match[1]) : undefined
}

function parameter(call: Call, name: string): string {
  const value = call.url.searchParams.get(name)
  if (!value) throw refusal('InvalidRequestException', `Missing required parameter: ${name}`)
  return value
}

function noAccess(): ServiceError {
  return refusal('ForbiddenException', 'No access')
}

function refusal(exception: string, message: string): ServiceError {
  return new ServiceError('portal', exception, message)
}
