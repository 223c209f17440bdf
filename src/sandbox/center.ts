/** What the sandbox knows: everything that the services would keep in their stores. */
import { after, Clock } from './clock.js'
import type { Account } from './accounts.js'
import type { Faults } from './faults.js'
import type { CallLog } from './log.js'
import type { RoleKeys } from './secrets.js'
import * as secrets from './secrets.js'
import type { Settings } from './settings.js'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const CODE_GRANT = 'authorization_code'
export const REFRESH_GRANT = 'refresh_token'
/** The scope that makes a token refreshable and opens the portal. */
export const ACCOUNT_SCOPE = 'sso:account:access'

/** One Identity Center: a start URL with its accounts. */
export interface Instance {
  startUrl: string
  accounts: readonly Account[]
}

export interface Client {
  clientId: string
  clientSecret: string
  clientName: string
  expiresAt: Date
  /** Empty where the client registered none: its tokens are of the old kind, without refresh. */
  scopes: readonly string[]
  grantTypes: readonly string[]
  redirectUris: readonly string[]
  instance?: Instance
}

export type Decision = 'approve' | 'deny'

interface Request {
  /** For the page's form and for deciding by hand. */
  id: string
  /** The form's token: only a page of the sandbox knows it. */
  formToken: string
  client: Client
  instance: Instance
  startedAt: Date
  expiresAt: Date
  decision?: Decision
}

/** A device authorization (RFC 8628). */
export interface DeviceRequest extends Request {
  kind: 'device'
  deviceCode: string
  userCode: string
  intervalSeconds: number
  polledAt?: Date
}

/** A person's visit to /authorize (RFC 6749 §4.1, RFC 7636). */
export interface CodeRequest extends Request {
  kind: 'code'
  redirectUri: string
  state: string | null
  codeChallenge: string
  scopes: readonly string[]
}

export interface AuthorizationCode {
  request: CodeRequest
  expiresAt: Date
}

/** What a login opened: all tokens that came of it end with it. */
export interface Session {
  instance: Instance
  endsAt: Date
  /** Empty for the old kind of token, which opens the portal too. */
  scopes: readonly string[]
}

export interface AccessToken {
  session: Session
  expiresAt: Date
}

export interface RefreshToken {
  session: Session
  client: Client
  usedAt?: Date
}

export interface RoleCredentials extends RoleKeys {
  accountId: string
  roleName: string
  /** Of a role that was assumed by STS; the portal's have none. */
  sessionName?: string
  expiresAt: Date
}

/** A long-lived key of a user of IAM. */
export interface UserKey {
  accessKeyId: string
  secretAccessKey: string
  accountId: string
  userName: string
  status: 'Active' | 'Inactive'
  createdAt: Date
  lastUsed?: { at: Date; service: string; region: string }
}

/** How the person at the browser behaves. `wait`: decides on the page, or by hand over the admin route. */
export interface Person {
  mode: Decision | 'wait'
  /** Between being asked and answering, on the sandbox's clock. */
  delaySeconds: number
}

export interface Center {
  clock: Clock
  /** The sandbox's own address, without a slash at the end. */
  url: string
  region: string
  settings: Settings
  person: Person
  instances: readonly Instance[]
  faults: Faults
  log: CallLog
  clients: Map<string, Client>
  requests: Map<string, DeviceRequest | CodeRequest>
  codes: Map<string, AuthorizationCode>
  sessions: Set<Session>
  accessTokens: Map<string, AccessToken>
  refreshTokens: Map<string, RefreshToken>
  roleCredentials: Map<string, RoleCredentials>
  userKeys: Map<string, UserKey>
  /** Times of the portal calls of the last second on the sandbox's clock (ms), by operation. */
  recentCalls: Map<string, number[]>
}

/**
 * The instance that a start URL means, if there is one. Compared without fragment and trailing slashes: `/start`,
 * `/start/` and `/start/#/` are all in use.
 */
export function findInstance(center: Center, startUrl: string): Instance | undefined {
  const plain = (url: string): string => url.replace(/#.*$/s, '').replace(/\/+$/, '')
  return center.instances.find((instance) => plain(instance.startUrl) === plain(startUrl))
}

/** What the person has decided by now, if anything. */
export function decisionOn(center: Center, request: DeviceRequest | CodeRequest): Decision | undefined {
  if (request.decision) return request.decision
  const { mode, delaySeconds } = center.person
  return mode !== 'wait' && center.clock.now() >= after(request.startedAt, delaySeconds) ? mode : undefined
}

/** Opens a session, as a login does. */
export function openSession(center: Center, instance: Instance, scopes: readonly string[]): Session {
  const endsAt = after(center.clock.now(), center.settings.sessionSeconds)
  const session: Session = { instance, scopes, endsAt }
  center.sessions.add(session)
  return session
}

/** Ends a session with all that came of it. */
export function endSession(center: Center, session: Session): void {
  center.sessions.delete(session)
}

export function isOpen(center: Center, session: Session): boolean {
  return center.sessions.has(session) && center.clock.now() < session.endsAt
}

/** A new access token of a session; `accessTokenSeconds` for a session that refreshes, else until the session ends. */
export function issueAccessToken(center: Center, session: Session): { accessToken: string; expiresAt: Date } {
  const limit = after(center.clock.now(), center.settings.accessTokenSeconds)
  const expiresAt = isRefreshable(session.scopes) && limit < session.endsAt ? limit : session.endsAt
  const accessToken = secrets.accessToken()
  center.accessTokens.set(accessToken, { session, expiresAt })
  return { accessToken, expiresAt }
}

/** A new refresh token for a client. */
export function issueRefreshToken(center: Center, session: Session, client: Client): string {
  const refreshToken = secrets.refreshToken()
  center.refreshTokens.set(refreshToken, { session, client })
  return refreshToken
}

/** Whether tokens of such scopes come with a refresh token. */
export function isRefreshable(scopes: readonly string[]): boolean {
  return scopes.includes(ACCOUNT_SCOPE)
}
