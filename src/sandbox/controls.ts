/** What a test, or whoever holds the sandbox, can see and do: as functions, and by admin.ts over HTTP. */
import type { Account } from './accounts.js'
import { after } from './clock.js'
import {
  ACCOUNT_SCOPE,
  CODE_GRANT,
  endSession,
  findInstance,
  issueAccessToken,
  issueRefreshToken,
  openSession,
  REFRESH_GRANT,
  type Center,
  type Client,
  type Decision,
  type Person,
  type UserKey,
} from './center.js'
import { faultFrom, type Fault } from './faults.js'
import type { LogEntry } from './log.js'
import { checkFault } from './operations.js'
import { decide, openRequests } from './person.js'
import * as secrets from './secrets.js'
import { changedSettings, type Settings } from './settings.js'
import { BadRequest } from './wire.js'

/** A request that waits for the person. */
export interface PendingRequest {
  id: string
  kind: 'device' | 'code'
  clientName: string
  startUrl: string
  userCode?: string
}

/** The members of a token file, as the AWS CLI writes it. */
export interface IssuedToken {
  startUrl: string
  region: string
  accessToken: string
  expiresAt: string
  clientId: string
  clientSecret: string
  registrationExpiresAt: string
  refreshToken?: string
}

export interface IssueOptions {
  /** Default: the first instance's. */
  startUrl?: string
  /**
   * `valid`; `expired`: the access token has ended, a refresh will do; `ended`: the session has, a login is needed.
   */
  state?: 'valid' | 'expired' | 'ended'
  /** How long the access token lasts from now. */
  lastsSeconds?: number
  /** False: of the old kind, without a refresh token. */
  refreshable?: boolean
}

export interface KeyOptions {
  /** Of twelve digits. */
  accountId: string
  userName: string
}

/** A long-lived key as IAM gives it out: the secret once. */
export interface IssuedKey extends KeyOptions {
  accessKeyId: string
  secretAccessKey: string
}

export interface Controls {
  now: () => Date
  /** Moves the clock by so many seconds. */
  advance: (seconds: number) => void
  setClock: (instant: Date) => void
  person: (change: Partial<Person>) => Person
  pending: () => PendingRequest[]
  /**
   * Decides a request (the oldest one without an id) as the person would on the page.
   *
   * @returns the address that the person's browser is sent to, for a `code` request
   */
  decide: (decision: Decision, id?: string) => string | undefined
  addFault: (fault: Fault) => void
  clearFaults: (operation?: string) => void
  faults: () => Fault[]
  log: (operation?: string) => LogEntry[]
  counts: () => Record<string, number>
  count: (operation: string) => number
  clearLog: () => void
  settings: (change?: Partial<Settings>) => Settings
  setAccounts: (accounts: readonly Account[], startUrl?: string) => void
  /** A token as after a login, without one. */
  issueToken: (options?: IssueOptions) => IssuedToken
  /** A new key of a user of IAM, who is made where there is none; two at most, as in IAM. */
  issueKey: (options: KeyOptions) => IssuedKey
  /** All such keys, without their secrets. */
  keys: () => Omit<UserKey, 'secretAccessKey'>[]
  /** Ends every session, as an administrator does. */
  endSessions: () => void
  /** Forgets every registration. */
  forgetClients: () => void
}

export function controls(center: Center): Controls {
  return {
    now: () => center.clock.now(),
    advance: (seconds) => center.clock.advance(seconds),
    setClock: (instant) => center.clock.set(instant),
    person: (change) => (center.person = personFrom(center.person, change)),
    pending: () => pendingRequests(center),
    decide: (decision, id) => decideByHand(center, decision, id),
    addFault: (fault) => addFault(center, fault),
    clearFaults: (operation) => center.faults.clear(operation),
    faults: () => center.faults.list(),
    log: (operation) => center.log.entries(operation),
    counts: () => center.log.counts(),
    count: (operation) => center.log.count(operation),
    clearLog: () => center.log.clear(),
    settings: (change) => (center.settings = changedSettings(center.settings, { ...change })),
    setAccounts: (accounts, startUrl) => setAccounts(center, accounts, startUrl),
    issueToken: (options) => issueToken(center, options),
    issueKey: (options) => issueKey(center, options),
    keys: () => [...center.userKeys.values()].map(withoutSecret),
    endSessions: () => center.sessions.clear(),
    forgetClients: () => center.clients.clear(),
  }
}

function personFrom(person: Person, change: Partial<Person>): Person {
  const { mode, delaySeconds } = { ...person, ...change }
  if (!['approve', 'deny', 'wait'].includes(mode)) throw new BadRequest('mode must be approve, deny or wait.')
  if (typeof delaySeconds !== 'number' || delaySeconds < 0) {
    throw new BadRequest('delaySeconds must be a number.')
  }
  return { mode, delaySeconds }
}

function pendingRequests(center: Center): PendingRequest[] {
  return openRequests(center).map((request) => ({
    id: request.id,
    kind: request.kind,
    clientName: request.client.clientName,
    startUrl: request.instance.startUrl,
    ...(request.kind === 'device' ? { userCode: request.userCode } : {}),
  }))
}

function decideByHand(center: Center, decision: Decision, id: string | undefined): string | undefined {
  const request = openRequests(center).find((request) => !id || request.id === id)
  if (!request) throw new BadRequest('There is no such request.', 404)
  return decide(center, request, decision).headers['location']
}

function addFault(center: Center, fault: Fault): void {
  const checked = faultFrom({ ...fault })
  checkFault(checked)
  center.faults.add(checked)
}

function setAccounts(center: Center, accounts: readonly Account[], startUrl: string | undefined): void {
  const instance = startUrl ? findInstance(center, startUrl) : center.instances[0]
  if (!instance) throw new BadRequest('There is no such start URL.', 404)
  instance.accounts = accounts
}

function issueToken(center: Center, options: IssueOptions = {}): IssuedToken {
  const { state = 'valid', refreshable = true } = options
  const instance = options.startUrl ? findInstance(center, options.startUrl) : center.instances[0]
  if (!instance) throw new BadRequest('There is no such start URL.', 404)
  const client = newClient(center)
  const session = openSession(center, instance, refreshable ? [ACCOUNT_SCOPE] : [])
  const { accessToken, expiresAt } = issueAccessToken(center, session)
  const end =
    state !== 'valid'
      ? after(center.clock.now(), -60)
      : options.lastsSeconds === undefined
        ? expiresAt
        : after(center.clock.now(), options.lastsSeconds)
  center.accessTokens.set(accessToken, { session, expiresAt: end })
  if (state === 'ended') endSession(center, session)
  return {
    startUrl: options.startUrl ?? instance.startUrl,
    region: center.region,
    accessToken,
    expiresAt: inSeconds(end),
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    registrationExpiresAt: inSeconds(client.expiresAt),
    ...(refreshable ? { refreshToken: issueRefreshToken(center, session, client) } : {}),
  }
}

function issueKey(center: Center, { accountId, userName }: KeyOptions): IssuedKey {
  if (!/^\d{12}$/.test(accountId)) throw new BadRequest('accountId must be twelve digits.')
  // IAM, CreateUser.
  if (!/^[\w+=,.@-]{1,64}$/.test(userName))
    throw new BadRequest('userName must be the name of a user of IAM.')
  const owned = [...center.userKeys.values()].filter(
    (key) => key.accountId === accountId && key.userName === userName,
  )
  if (owned.length >= 2) throw new BadRequest('A user of IAM has two keys at most.')
  const issued = { ...secrets.userKeys(), accountId, userName }
  center.userKeys.set(issued.accessKeyId, { ...issued, status: 'Active', createdAt: center.clock.now() })
  return issued
}

function withoutSecret(key: UserKey): Omit<UserKey, 'secretAccessKey'> {
  const { accessKeyId, accountId, userName, status, createdAt, lastUsed } = key
  return { accessKeyId, accountId, userName, status, createdAt, ...(lastUsed ? { lastUsed } : {}) }
}

function newClient(center: Center): Client {
  const client: Client = {
    clientId: secrets.clientId(),
    clientSecret: secrets.clientSecret(),
    clientName: 'issued by the sandbox',
    expiresAt: after(center.clock.now(), center.settings.registrationSeconds),
    scopes: [ACCOUNT_SCOPE],
    grantTypes: [CODE_GRANT, REFRESH_GRANT],
    redirectUris: ['http://127.0.0.1/oauth/callback'],
  }
  center.clients.set(client.clientId, client)
  return client
}

/** `2026-11-22T10:50:19Z`: no fraction, as in the AWS CLI's files. */
const inSeconds = (instant: Date): string => instant.toISOString().replace(/\.\d+Z$/, 'Z')
