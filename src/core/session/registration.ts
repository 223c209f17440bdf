/**
 * Our registration as a client of the Identity Center (RFC 7591): id and secret, good for 90 days.
 *
 * One per session, way of logging in and scopes, in a file whose name no other tool computes. The AWS CLI keeps both
 * ways under one name, and its versions before 2.22 then offer a browser client at the device endpoint and fail.
 */
import { sha1 } from '../text/sha1.js'
import { instantText, parseInstant } from '../text/instant.js'
import { jsonObject, type JsonText } from '../text/json-object.js'
import { pythonJson } from './python-json.js'
import { tokenKey, type SsoSession } from './session.js'

/** `browser`: authorization code with PKCE (RFC 7636). `device`: device code (RFC 8628). */
export type LoginFlow = 'browser' | 'device'

/** Reused only while so much remains (AWS CLI: botocore utils.py, `_EXPIRY_WINDOW`). */
export const REGISTRATION_WINDOW_MINUTES = 15

/** Without a scope the device flow gives a token without refresh token, so the AWS CLI's own scope is asked for. */
export const DEFAULT_SCOPES: readonly string[] = ['sso:account:access']

/** Without a port: the service lets a loopback redirect name any (RFC 8252 §7.3). */
export const REDIRECT_URI = 'http://127.0.0.1/oauth/callback'

export const BROWSER_GRANTS: readonly string[] = ['authorization_code', 'refresh_token']

/** What a registration is for; a change in any of it needs another one. */
export interface RegistrationKey {
  session: SsoSession
  flow: LoginFlow
}

export interface Registration {
  clientId: string
  clientSecret: string
  expiresAt: Date
  region: string
  scopes: readonly string[]
  /** Of a browser client; absent for a device client, which does not send any. */
  grantTypes?: readonly string[]
  redirectUris?: readonly string[]
}

/** The scopes to ask for. */
export function scopesOf(session: SsoSession): readonly string[] {
  const configured = session.registrationScopes ?? []
  return configured.length > 0 ? configured : DEFAULT_SCOPES
}

/** `ssoenv-` and the SHA-1 of all that the registration depends on. */
export function registrationFileName({ session, flow }: RegistrationKey): string {
  const text = pythonJson({
    flow,
    region: session.region,
    scopes: scopesOf(session),
    session: tokenKey(session),
    startUrl: session.startUrl,
    tool: 'ssoenv',
  })
  return `ssoenv-${sha1(text)}.json`
}

/** The registration in a file's text; undefined where it is malformed or lacks a member. */
export function parseRegistration(text: JsonText): Registration | undefined {
  const members = jsonObject(text)
  if (!members) return undefined
  const { clientId, clientSecret, region } = members
  const expiresAt = parseInstant(members['expiresAt'])
  const scopes = stringsIn(members['scopes'])
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string' || typeof region !== 'string')
    return undefined
  if (!expiresAt || !scopes) return undefined
  const grantTypes = stringsIn(members['grantTypes'])
  const redirectUris = stringsIn(members['redirectUris'])
  return {
    clientId,
    clientSecret,
    expiresAt,
    region,
    scopes,
    ...(grantTypes ? { grantTypes } : {}),
    ...(redirectUris ? { redirectUris } : {}),
  }
}

/** The text of its file: the AWS CLI's members and form, with region and redirect beside them. */
export function registrationText(registration: Registration): string {
  const { clientId, clientSecret, expiresAt, region, scopes, grantTypes, redirectUris } = registration
  return pythonJson({
    clientId,
    clientSecret,
    expiresAt: instantText(expiresAt),
    scopes,
    ...(grantTypes ? { grantTypes } : {}),
    ...(redirectUris ? { redirectUris } : {}),
    region,
  })
}

/** Whether it can be offered again: more than 15 minutes left, and made for just this. */
export function isReusable(registration: Registration, key: RegistrationKey, now: Date): boolean {
  const left = registration.expiresAt.getTime() - now.getTime()
  const browser = key.flow === 'browser'
  return (
    left > REGISTRATION_WINDOW_MINUTES * 60_000 &&
    registration.region === key.session.region &&
    sameList(registration.scopes, scopesOf(key.session)) &&
    sameList(registration.grantTypes, browser ? BROWSER_GRANTS : undefined) &&
    sameList(registration.redirectUris, browser ? [REDIRECT_URI] : undefined)
  )
}

function sameList(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null)
}

function stringsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}
