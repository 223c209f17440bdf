/** Every operation by its method and path, and the fence of log, rate limit and faults around it. */
import { assumeRole } from './assume-role.js'
import { authorize } from './authorize.js'
import type { Center } from './center.js'
import { replaced, type Fault } from './faults.js'
import { visitDevice, receiveDecision, visitPortal } from './person.js'
import { getAccessKeyLastUsed, listAccessKeys, updateAccessKey } from './iam.js'
import { errorPage } from './pages.js'
import { getRoleCredentials, listAccountRoles, listAccounts, logout } from './portal.js'
import { registerClient, startDeviceAuthorization } from './register.js'
import { getCallerIdentity, unknownAction } from './sts.js'
import { createToken } from './token.js'
import {
  BadRequest,
  errorReply,
  isOidcException,
  json,
  ServiceError,
  type Call,
  type Reply,
  type Service,
} from './wire.js'

interface Operation {
  name: string
  service: Service | 'page'
  run: (center: Center, call: Call) => Reply | Promise<Reply>
}

/** By method and path; those of the query protocol, which all have the path `/`, by their action. */
const OPERATIONS = new Map<string, Operation>([
  ['POST /client/register', { name: 'RegisterClient', service: 'oidc', run: registerClient }],
  [
    'POST /device_authorization',
    { name: 'StartDeviceAuthorization', service: 'oidc', run: startDeviceAuthorization },
  ],
  ['POST /token', { name: 'CreateToken', service: 'oidc', run: createToken }],
  ['GET /authorize', { name: 'Authorize', service: 'page', run: authorize }],
  ['GET /assignment/accounts', { name: 'ListAccounts', service: 'portal', run: listAccounts }],
  ['GET /assignment/roles', { name: 'ListAccountRoles', service: 'portal', run: listAccountRoles }],
  ['GET /federation/credentials', { name: 'GetRoleCredentials', service: 'portal', run: getRoleCredentials }],
  ['POST /logout', { name: 'Logout', service: 'portal', run: logout }],
  ['GetCallerIdentity', { name: 'GetCallerIdentity', service: 'sts', run: getCallerIdentity }],
  ['AssumeRole', { name: 'AssumeRole', service: 'sts', run: assumeRole }],
  ['ListAccessKeys', { name: 'ListAccessKeys', service: 'iam', run: listAccessKeys }],
  ['UpdateAccessKey', { name: 'UpdateAccessKey', service: 'iam', run: updateAccessKey }],
  ['GetAccessKeyLastUsed', { name: 'GetAccessKeyLastUsed', service: 'iam', run: getAccessKeyLastUsed }],
  ['GET /device', { name: 'DevicePage', service: 'page', run: visitDevice }],
  ['POST /decision', { name: 'Decision', service: 'page', run: receiveDecision }],
])

const ELSE: Operation = { name: 'OtherPage', service: 'page', run: visitPortal }

const UNKNOWN_ACTION: Operation = { name: 'UnknownAction', service: 'sts', run: unknownAction }

function operationOf({ method, url, body }: Call): Operation {
  if (method !== 'POST' || url.pathname !== '/') return OPERATIONS.get(`${method} ${url.pathname}`) ?? ELSE
  return OPERATIONS.get(new URLSearchParams(body).get('Action') ?? '') ?? UNKNOWN_ACTION
}

/** How an answer leaves: whole, broken off, or not at all. */
export type Outcome =
  { kind: 'reply'; reply: Reply } | { kind: 'cut'; reply: Reply; bytes: number } | { kind: 'reset' | 'hang' }

/** Answers a call: notes it in the log, lets faults strike, and keeps the portal's rate limit. */
export async function answer(center: Center, call: Call, address: string): Promise<Outcome> {
  const operation = operationOf(call)
  const started = performance.now()
  const agent = call.headers['user-agent']
  const entry = {
    time: center.clock.now().toISOString(),
    operation: operation.name,
    outcome: 'open',
    address,
    userAgent: typeof agent === 'string' ? agent : '',
  }
  center.log.open(entry)
  const grantType = operation.name === 'CreateToken' ? grantTypeIn(call.body) : undefined
  if (grantType) call.note.grantType = grantType
  const fault = center.faults.take(operation.name, grantType)
  const { outcome, word } = await struck(center, call, operation, fault).catch((error: unknown) => {
    // A mistake in the sandbox itself: the log is where somebody looks.
    entry.outcome = `defect: ${String(error)}`
    throw error
  })
  Object.assign(entry, call.note, {
    outcome: word,
    ...('reply' in outcome ? { status: outcome.reply.status } : {}),
    took: Math.round(performance.now() - started),
  })
  return outcome
}

interface Struck {
  outcome: Outcome
  /** For the log. */
  word: string
}

async function struck(
  center: Center,
  call: Call,
  operation: Operation,
  fault: Fault | undefined,
): Promise<Struck> {
  const word = `fault:${fault?.kind ?? ''}`
  switch (fault?.kind) {
    case undefined:
      return done(center, call, operation)
    case 'hang':
    case 'reset':
      return { word, outcome: { kind: fault.kind } }
    case 'malformed':
      return { word, outcome: { kind: 'reply', reply: { ...json(200, {}), body: '{"accessToken": "aoa' } } }
    case 'html':
      return { word, outcome: { kind: 'reply', reply: errorPage('Welcome! Sign in to the network.', 200) } }
    case 'status':
      return { word, outcome: { kind: 'reply', reply: statusReply(operation, fault) } }
    case 'exception': {
      const service = operation.service === 'page' ? 'oidc' : operation.service
      const error = new ServiceError(service, fault.exception ?? '', 'Made on purpose')
      return { word, outcome: { kind: 'reply', reply: withMembers(errorReply(error), fault) } }
    }
    case 'slow':
      await pause(fault.milliseconds ?? 0, call.signal)
      return done(center, call, operation)
    case 'lost':
      await done(center, call, operation)
      return { word, outcome: { kind: 'reset' } }
    case 'members': {
      const { outcome } = await done(center, call, operation)
      if (!('reply' in outcome)) return { word, outcome }
      return { word, outcome: { ...outcome, reply: withMembers(outcome.reply, fault) } }
    }
    case 'cut': {
      const { outcome } = await done(center, call, operation)
      return {
        word,
        outcome: 'reply' in outcome ? { ...outcome, kind: 'cut', bytes: fault.bytes ?? 0 } : outcome,
      }
    }
  }
}

function withMembers(reply: Reply, { members }: Fault): Reply {
  return members === undefined
    ? reply
    : { ...reply, body: JSON.stringify(replaced(JSON.parse(reply.body), members)) }
}

async function done(center: Center, call: Call, operation: Operation): Promise<Struck> {
  try {
    if (operation.service === 'portal') keepRate(center, operation.name)
    return { word: 'ok', outcome: { kind: 'reply', reply: await operation.run(center, call) } }
  } catch (error) {
    if (error instanceof ServiceError) {
      return { word: error.exception, outcome: { kind: 'reply', reply: errorReply(error) } }
    }
    if (error instanceof BadRequest) {
      return { word: 'BadRequest', outcome: { kind: 'reply', reply: errorPage(error.message, error.status) } }
    }
    throw error
  }
}

/** A window of one second, sliding, on the sandbox's clock: a client whose time is that clock can be tried at any speed. */
function keepRate(center: Center, operation: string): void {
  const { callsPerSecond } = center.settings
  if (callsPerSecond === 0) return
  const now = center.clock.now().getTime()
  const recent = (center.recentCalls.get(operation) ?? []).filter((time) => Math.abs(now - time) < 1000)
  center.recentCalls.set(operation, recent)
  if (recent.length >= callsPerSecond) {
    throw new ServiceError('portal', 'TooManyRequestsException', 'HTTP 429 Unknown Code')
  }
  recent.push(now)
}

function statusReply(operation: Operation, fault: Fault): Reply {
  const status = fault.status ?? 500
  const reply =
    status === 500 && operation.service === 'oidc'
      ? errorReply(new ServiceError('oidc', 'InternalServerException', 'Internal server error'))
      : status === 429 && operation.service === 'portal'
        ? errorReply(new ServiceError('portal', 'TooManyRequestsException', 'HTTP 429 Unknown Code'))
        : json(status, { message: null })
  const { retryAfterSeconds } = fault
  if (retryAfterSeconds !== undefined) reply.headers['retry-after'] = String(retryAfterSeconds)
  return reply
}

/** The grant type, for the log and for faults; the operation reads the members itself. */
function grantTypeIn(body: string): string | undefined {
  return /"grantType"\s*:\s*"([\w:-]{1,80})"/.exec(body)?.[1]
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}

/** Whether there is an operation of this name, for faults. */
export function isOperation(name: string): boolean {
  return name === '*' || name === ELSE.name || [...OPERATIONS.values()].some((one) => one.name === name)
}

/** Whether the fault names what exists: its operation and, for OIDC, its exception. */
export function checkFault(fault: Fault): void {
  if (!isOperation(fault.operation)) throw new BadRequest(`There is no operation "${fault.operation}".`)
  const operation = [...OPERATIONS.values()].find((one) => one.name === fault.operation)
  if (fault.exception && operation?.service === 'oidc' && !isOidcException(fault.exception)) {
    throw new BadRequest(`OIDC has no exception "${fault.exception}".`)
  }
}
