/** Where the person meets the sandbox: the page for a user code, the portal, and the buttons' answer. */
import { answerTo } from './authorize.js'
import {
  decisionOn,
  findInstance,
  type Center,
  type CodeRequest,
  type Decision,
  type DeviceRequest,
} from './center.js'
import { consolePage, decidedPage, devicePage, errorPage, portalPage, userCodePage } from './pages.js'
import type { Call, Reply } from './wire.js'

/** GET /device: asks for the user code, then for the decision. A person who decides by rule has no need of buttons. */
export function visitDevice(center: Center, call: Call): Reply {
  const typed = call.url.searchParams.get('user_code')
  if (typed === null) return userCodePage(false)
  const request = requestWith(center, typed)
  if (!request) return userCodePage(true)
  const decision = decisionOn(center, request)
  return decision ? decidedPage(decision === 'approve') : devicePage(request)
}

/** POST /decision: the answer of a page's form. */
export function receiveDecision(center: Center, call: Call): Reply {
  const form = new URLSearchParams(call.body)
  const request = openRequests(center).find((request) => request.id === form.get('id'))
  if (!request) return errorPage('This request is over.', 404)
  const decision = form.get('decision')
  if (form.get('form_token') !== request.formToken) return errorPage('This form is not from here.', 403)
  if (decision !== 'approve' && decision !== 'deny') return errorPage('Approve or deny.')
  return decide(center, request, decision)
}

/** Takes the person's decision: a device hears of it with its next poll, a program by the redirect that is returned. */
export function decide(center: Center, request: DeviceRequest | CodeRequest, decision: Decision): Reply {
  if (request.kind === 'code') return answerTo(center, request, decision)
  request.decision = decision
  return decidedPage(decision === 'approve')
}

/** The requests that wait for a decision, the oldest first. */
export function openRequests(center: Center): (DeviceRequest | CodeRequest)[] {
  return [...center.requests.values()].filter(
    (request) => center.clock.now() < request.expiresAt && !decisionOn(center, request),
  )
}

/** GET of a start URL, also with what its script found behind the `#`. */
export function visitPortal(center: Center, call: Call): Reply {
  const { searchParams, href, pathname } = call.url
  const instance = findInstance(center, href) ?? findInstance(center, `${center.url}${pathname}`)
  if (!instance) return errorPage('There is nothing here.', 404)
  const accountId = searchParams.get('account_id')
  if (accountId === null) return portalPage(instance, center.region)
  const roleName = searchParams.get('role_name') ?? ''
  const account = instance.accounts.find((each) => each.accountId === accountId)
  if (!account?.roles.includes(roleName)) return errorPage('You do not have this account and role.', 403)
  return consolePage(accountId, roleName, searchParams.get('destination'))
}

/** By user code, in any case and with or without the dash (RFC 8628 §6.1). */
function requestWith(center: Center, typed: string): DeviceRequest | undefined {
  const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z]/g, '')
  return [...center.requests.values()]
    .filter((request) => request.kind === 'device')
    .find((request) => plain(request.userCode) === plain(typed) && center.clock.now() < request.expiresAt)
}
