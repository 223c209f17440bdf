/**
 * A lock that is held by a living process, not by age.
 *
 * A claim is a listening Unix socket in the lock's folder. The kernel answers whether its owner lives: a suspended process
 * still accepts connections, a killed one refuses them at once. A claim listens before it gets its name, and its name is
 * random: a dead one stays dead, and anybody may remove it.
 *
 * 1. `livingClaim`: somebody's claim lives: that process has the lock.
 * 2. `candidate`, `makeVisible`: ours gets its name, by rename.
 * 3. `livingClaim` again. A listing contains whatever was there all the time, so of two claims at least the later one
 *    sees the other. Nobody else lives: the lock is ours. Otherwise the greater name withdraws at once, and the smaller
 *    waits to hear what becomes of the greater, which may have looked before we came.
 *
 * So two processes never hold a lock together, whatever is killed or suspended in between. Before step 2 there is a gate
 * (`lookAtGate`) that lets one of a crowd through, so that not each has to talk with each; nothing else rests on it.
 */
import { printable } from '../../core/text/display.js'
import { ConfigError, RefusedError, SsoenvError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import { errorCode } from '../files/files.js'
import { askClaim, type LivingClaim } from './lock-ask.js'
import { candidate, claimsIn, removeClaim, type Claim } from './lock-claim.js'
import { lookAtGate } from './lock-gate.js'
import { lockPlaces, openPlace, UnusablePlaceError, type Place } from './lock-place.js'

/** The lock is ours until `release` or the end of this process, which it does not keep running. */
export interface Lock {
  kind: 'lock'
  /** Gives the lock back; a second call does nothing more. */
  release(): Promise<void>
}

/** Another process has the lock. */
export interface Holder {
  kind: 'holder'
  /** In its own PID namespace. */
  pid: number
  /** Printable; empty when the holder is suspended and cannot say. */
  purpose: string
  since: Date
  /** Resolves when the holder released the lock or died, or we left. Only reading this keeps the reader's process running. */
  readonly ended: Promise<void>
  /** Whether it says something within that time; a suspended one does not. One that has ended since counts as if it did. */
  answers(milliseconds: number): Promise<boolean>
  /** We wait no longer. */
  leave(): void
}

/** So often others may come and go while we look, before something must be wrong with the folder. */
const ROUNDS = 500

/**
 * Takes the lock of that name, or says who holds it; never waits for the holder.
 *
 * Its folder is below `<state>/locks/`; where no socket can be made there (read-only, a path too long for macOS), below
 * `$XDG_RUNTIME_DIR/ssoenv`, else below a private folder in /tmp.
 *
 * @param name any text; it is hashed
 * @param purpose one line for those who meet us, such as `login for "corp"`
 * @param env for XDG_RUNTIME_DIR only
 * @throws ConfigError when none of these folders can be used
 */
export async function acquireLock(
  stateFolder: string,
  name: string,
  purpose: string,
  env: Env = process.env,
): Promise<Lock | Holder> {
  const reasons: string[] = []
  for (const base of lockPlaces(stateFolder, env)) {
    try {
      return await acquireBelow(base, name, purpose)
    } catch (error) {
      // Only where everybody would fail alike: two processes in different folders would both have the lock.
      if (!(error instanceof UnusablePlaceError || error instanceof RefusedError))
        throw troubleIn(base, error)
      reasons.push(error.message)
    }
  }
  throw new ConfigError(
    `ssoenv found no folder for its locks, so two logins could not be kept apart. ${reasons.join(' ')}`,
  )
}

/** A disk that fails, a network file system that has lost its server: perhaps not for others. */
function troubleIn(base: string, error: unknown): unknown {
  const code = errorCode(error)
  if (error instanceof SsoenvError || code === undefined) return error
  return new ConfigError(`No lock can be had in ${printable(base)} (${code}).`, { cause: error })
}

async function acquireBelow(base: string, name: string, purpose: string): Promise<Lock | Holder> {
  for (let round = 0; round < ROUNDS; round++) {
    const place = await openPlace(base, name)
    try {
      const result = await attempt(place, purpose, base)
      if (result) return result
    } catch (error) {
      place.close()
      throw error
    }
    place.close()
  }
  throw new ConfigError(`${printable(base)} is in disorder. It can be removed: nothing is lost with it.`)
}

/** One round of the walk-through above; undefined when it has to be walked again. */
async function attempt(place: Place, purpose: string, base: string): Promise<Lock | Holder | undefined> {
  const met = await livingClaim(place)
  if (met) return holderOf(met, base)
  const gate = await lookAtGate(place)
  if (gate.met) return holderOf(gate.met, base)
  const claim = await candidate(place, purpose)
  if (!claim) return undefined
  let rival: LivingClaim | undefined
  try {
    if (!(gate.pass(claim.id) && claim.makeVisible())) {
      await claim.withdraw()
      return undefined
    }
    rival = await livingClaim(place, claim.id)
  } catch (error) {
    await claim.withdraw()
    throw error
  }
  if (!rival) return lockOf(claim, place)
  await claim.withdraw()
  if (rival.state !== 'undecided') return holderOf(rival, base)
  rival.leave()
  return undefined
}

/**
 * The first claim that lives, apart from `ours`; dead ones are removed on the way.
 *
 * An owner that has not decided yet is waited for, but not with a claim of our own that is greater than its own: of two
 * that wait for each other none would ever decide.
 */
async function livingClaim(place: Place, ours?: string): Promise<LivingClaim | undefined> {
  for (const id of claimsIn(place)) {
    if (id === ours) continue
    const living = await askClaim(place, id, { patient: ours === undefined || id > ours })
    if (living) return living
    removeClaim(place, id)
  }
  return undefined
}

function lockOf(claim: Claim, place: Place): Lock {
  claim.decide()
  let released: Promise<void> | undefined
  return {
    kind: 'lock',
    release: () => (released ??= claim.withdraw().then(() => place.close())),
  }
}

function holderOf(met: LivingClaim, base: string): Holder {
  let ended: Promise<void> | undefined
  return {
    kind: 'holder',
    pid: met.pid,
    purpose: met.purpose,
    since: met.since,
    answers: (milliseconds) => met.answers(milliseconds),
    leave: () => met.leave(),
    get ended() {
      return (ended ??= met.ended().catch((error: unknown) => {
        throw troubleIn(base, error)
      }))
    },
  }
}
