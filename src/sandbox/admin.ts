/**
 * The controls over HTTP, below `/_sandbox/`, in JSON.
 *
 *     GET    /_sandbox/            url, startUrls, region, now, person, settings
 *     POST   /_sandbox/clock       {"advanceSeconds": 3600} or {"now": "2027-01-01T00:00:00Z"}
 *     POST   /_sandbox/person      {"mode": "approve" | "deny" | "wait", "delaySeconds": 0}
 *     GET    /_sandbox/pending     the requests that wait for the person
 *     POST   /_sandbox/pending     {"decision": "approve" | "deny", "id": …}; without id the oldest one
 *     GET    /_sandbox/faults      the faults in force
 *     POST   /_sandbox/faults      a fault (faults.ts)
 *     DELETE /_sandbox/faults      ?operation=NAME
 *     GET    /_sandbox/log         ?operation=NAME
 *     DELETE /_sandbox/log         counts too
 *     GET    /_sandbox/counts      {"CreateToken": 1, …}
 *     POST   /_sandbox/settings    changes (settings.ts); answers all
 *     POST   /_sandbox/accounts    {"accounts": […], "startUrl": …}
 *     POST   /_sandbox/tokens      {"state": "valid" | "expired" | "ended", "startUrl": …, "lastsSeconds": …,
 *                                  "refreshable": false}; answers the members of a token file
 *     GET    /_sandbox/keys        the long-lived keys of IAM users, without their secrets
 *     POST   /_sandbox/keys        {"accountId": …, "userName": …}; answers a new key with its secret
 *     DELETE /_sandbox/sessions    ends every session
 *     DELETE /_sandbox/clients     forgets every registration
 *
 * A page in the browser cannot come here: the Host must be a loopback address (DNS rebinding), and a POST or DELETE must
 * be of the type application/json, which a page may not send to a stranger without asking.
 */
import type { Account, TrustingRole } from './accounts.js'
import type { Center } from './center.js'
import { controls, type Controls } from './controls.js'
import type { Fault } from './faults.js'
import { BadRequest, json, type Call, type Reply } from './wire.js'

const PREFIX = '/_sandbox/'

export function isAdminPath(path: string): boolean {
  return path.startsWith(PREFIX)
}

/** Answers an admin call. */
export function administer(center: Center, call: Call): Reply {
  try {
    checkOrigin(call)
    const route = ROUTES[`${call.method} ${call.url.pathname.slice(PREFIX.length)}`]
    if (!route) throw new BadRequest('There is no such route.', 404)
    return json(
      200,
      route({ center, control: controls(center), sent: sentIn(call), query: call.url.searchParams }),
    )
  } catch (error) {
    if (error instanceof BadRequest) return json(error.status, { message: error.message })
    throw error
  }
}

interface AdminCall {
  center: Center
  control: Controls
  sent: Record<string, unknown>
  query: URLSearchParams
}

const ROUTES: Readonly<Record<string, (call: AdminCall) => unknown>> = {
  'GET ': ({ center, control }) => ({
    url: center.url,
    startUrls: center.instances.map((instance) => instance.startUrl),
    region: center.region,
    now: control.now(),
    person: center.person,
    settings: center.settings,
  }),
  'POST clock': ({ control, sent }) => {
    const { advanceSeconds, now } = sent
    if (typeof advanceSeconds === 'number') control.advance(advanceSeconds)
    else if (typeof now === 'string' && !Number.isNaN(Date.parse(now))) control.setClock(new Date(now))
    else throw new BadRequest('advanceSeconds must be a number, or now an instant.')
    return { now: control.now() }
  },
  'POST person': ({ control, sent }) => control.person(sent),
  'GET pending': ({ control }) => control.pending(),
  'POST pending': ({ control, sent }) => {
    const { decision, id } = sent
    if (decision !== 'approve' && decision !== 'deny')
      throw new BadRequest('decision must be approve or deny.')
    const location = control.decide(decision, typeof id === 'string' ? id : undefined)
    return { location: location ?? null }
  },
  'GET faults': ({ control }) => control.faults(),
  'POST faults': ({ control, sent }) => {
    control.addFault(sent as unknown as Fault)
    return control.faults()
  },
  'DELETE faults': ({ control, query }) => {
    control.clearFaults(query.get('operation') ?? undefined)
    return control.faults()
  },
  'GET log': ({ control, query }) => control.log(query.get('operation') ?? undefined),
  'DELETE log': ({ control }) => {
    control.clearLog()
    return []
  },
  'GET counts': ({ control }) => control.counts(),
  'POST settings': ({ control, sent }) => control.settings(sent),
  'POST accounts': ({ control, sent }) => {
    const { accounts, startUrl } = sent
    if (!Array.isArray(accounts) || !accounts.every(isAccount))
      throw new BadRequest('accounts must be a list of accounts.')
    control.setAccounts(accounts, typeof startUrl === 'string' ? startUrl : undefined)
    return { accounts: accounts.length }
  },
  'POST tokens': ({ control, sent }) => control.issueToken(sent),
  'GET keys': ({ control }) => control.keys(),
  'POST keys': ({ control, sent }) => {
    const { accountId, userName } = sent
    if (typeof accountId !== 'string' || typeof userName !== 'string')
      throw new BadRequest('accountId and userName must be strings.')
    return control.issueKey({ accountId, userName })
  },
  'DELETE sessions': ({ control }) => {
    control.endSessions()
    return {}
  },
  'DELETE clients': ({ control }) => {
    control.forgetClients()
    return {}
  },
}

function checkOrigin(call: Call): void {
  const { host } = call.headers
  if (typeof host !== 'string' || !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) {
    throw new BadRequest('Only for this machine.', 403)
  }
  const type = call.headers['content-type']
  if (call.method !== 'GET' && (typeof type !== 'string' || !type.startsWith('application/json'))) {
    throw new BadRequest('Content-Type must be application/json.', 415)
  }
}

function sentIn(call: Call): Record<string, unknown> {
  if (call.body === '') return {}
  try {
    const value: unknown = JSON.parse(call.body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // told below
  }
  throw new BadRequest('The body must be a JSON object.')
}

function isAccount(value: unknown): value is Account {
  const account = value as Partial<Account> | null
  return (
    typeof account?.accountId === 'string' &&
    /^\d{12}$/.test(account.accountId) &&
    Array.isArray(account.roles) &&
    account.roles.every((role) => typeof role === 'string') &&
    (account.assumable === undefined ||
      (Array.isArray(account.assumable) && account.assumable.every(isTrustingRole)))
  )
}

function isTrustingRole(value: unknown): value is TrustingRole {
  const role = value as Partial<TrustingRole> | null
  return (
    typeof role?.roleName === 'string' &&
    Array.isArray(role.trusts) &&
    role.trusts.every((one) => typeof one === 'string') &&
    ['string', 'undefined'].includes(typeof role.externalId) &&
    ['boolean', 'undefined'].includes(typeof role.mfa) &&
    ['number', 'undefined'].includes(typeof role.maxSeconds)
  )
}
