/** Faults: what a network, a proxy or a service in trouble does to an answer. */
import { BadRequest } from './wire.js'

export type FaultKind =
  /** Answers `status` (with Retry-After where `retryAfterSeconds` is given); the operation is not done. */
  | 'status'
  /** Answers the service's own exception `exception`, with `members` if given; the operation is not done. */
  | 'exception'
  /** Waits `milliseconds`, then goes on. */
  | 'slow'
  /** Never answers; the operation is not done. */
  | 'hang'
  /** Closes the connection without an answer; the operation is not done. */
  | 'reset'
  /** Does the operation, sends the first `bytes` of the answer's body and closes the connection. */
  | 'cut'
  /** Does the operation and closes the connection without an answer. */
  | 'lost'
  /** Answers 200 with JSON that breaks off; the operation is not done. */
  | 'malformed'
  /** Does the operation, and answers with `members` in place of those of the same name, also inside of others. */
  | 'members'
  /** Answers 200 with a page, as a hotel's network does; the operation is not done. */
  | 'html'

export interface Fault {
  /** The operation's name, or `*`. */
  operation: string
  kind: FaultKind
  /** Only for CreateToken calls of this grant type. */
  grantType?: string
  /** How often; until cleared where absent. */
  times?: number
  status?: number
  retryAfterSeconds?: number
  exception?: string
  milliseconds?: number
  bytes?: number
  members?: Readonly<Record<string, unknown>>
}

/** Which member a kind cannot do without. */
const NEEDS: Readonly<Record<FaultKind, keyof Fault | undefined>> = {
  status: 'status',
  exception: 'exception',
  slow: 'milliseconds',
  hang: undefined,
  reset: undefined,
  cut: 'bytes',
  lost: undefined,
  malformed: undefined,
  members: 'members',
  html: undefined,
}

const NUMBERS = ['times', 'status', 'retryAfterSeconds', 'milliseconds', 'bytes'] as const
const WORDS = ['grantType', 'exception'] as const

/**
 * A fault from what somebody sent.
 *
 * @throws BadRequest naming what is missing or wrong
 */
export function faultFrom(sent: Readonly<Record<string, unknown>>): Fault {
  const { operation, kind } = sent
  if (typeof operation !== 'string') throw new BadRequest('operation must be the name of an operation, or *.')
  if (typeof kind !== 'string' || !Object.hasOwn(NEEDS, kind)) {
    throw new BadRequest(`kind must be one of ${Object.keys(NEEDS).join(', ')}.`)
  }
  const fault: Fault = { operation, kind: kind as FaultKind }
  for (const name of NUMBERS) {
    const value = sent[name]
    if (value === undefined) continue
    if (typeof value !== 'number' || value < 0) throw new BadRequest(`${name} must be a number.`)
    fault[name] = value
  }
  for (const name of WORDS) {
    const value = sent[name]
    if (value === undefined) continue
    if (typeof value !== 'string') throw new BadRequest(`${name} must be a string.`)
    fault[name] = value
  }
  if (sent['members'] !== undefined) {
    if (!isObject(sent['members'])) throw new BadRequest('members must be an object.')
    fault.members = sent['members']
  }
  const needed = NEEDS[fault.kind]
  if (needed && fault[needed] === undefined) throw new BadRequest(`A fault of kind ${kind} needs ${needed}.`)
  return fault
}

/** `members` in place of those of the same name; an object goes into the one that is there. */
export function replaced(answer: unknown, members: Readonly<Record<string, unknown>>): unknown {
  if (!isObject(answer)) return members
  const changed = Object.entries(members).map(([name, value]) => {
    return [name, isObject(value) ? replaced(answer[name], value) : value]
  })
  return { ...answer, ...Object.fromEntries(changed) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The faults in force, the earliest first. */
export class Faults {
  #faults: Fault[] = []

  add(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  /** Clears those of an operation, or all. */
  clear(operation?: string): void {
    this.#faults = operation ? this.#faults.filter((fault) => fault.operation !== operation) : []
  }

  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }))
  }

  /** The fault that hits this call, if one does; uses up one of its times. */
  take(operation: string, grantType: string | undefined): Fault | undefined {
    const fault = this.#faults.find(
      (fault) =>
        (fault.operation === '*' || fault.operation === operation) &&
        (fault.grantType === undefined || fault.grantType === grantType) &&
        fault.times !== 0,
    )
    if (fault?.times !== undefined) {
      fault.times -= 1
      if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault)
    }
    return fault
  }
}
