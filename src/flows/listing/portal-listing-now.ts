/**
 * One listing, by the process that has its lock.
 *
 * 1. `listAllAccounts`, unless the asker has just had that list: an account that was lost is not shown. The notes keep the
 *    roles of those that are still there.
 * 2. `listRolesOf` the accounts that are new, were not reached the last time, or were asked more than six hours ago.
 * 3. The notes are saved every few seconds and at the end, however it ends: the same command then goes on from there.
 */
import { quoted } from '../../core/text/display.js'
import { ConfigError, SsoenvError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import { counted, type Reachable } from '../../core/listing/portal-listing.js'
import {
  dueAccounts,
  reachableBy,
  type FailedAccount,
  type Question,
} from '../../core/listing/portal-listing-answer.js'
import {
  withAccounts,
  type ListingNotes,
  type NotedAccount,
} from '../../core/listing/portal-listing-notes.js'
import { newMeter, type ListingProgress } from '../../core/listing/portal-listing-progress.js'
import type { SsoSession } from '../../core/session/session.js'
import { ServiceRefusal, ServiceUnreachable } from '../../world/network/identity-center.js'
import { readNotes, saveNotes } from '../../world/files/portal-notes.js'
import type { World } from '../../world/world.js'
import { identityCenterOf } from '../network.js'
import { listAllAccounts, listRolesOf, type Portal, type RolesResult } from './portal-listing-crawl.js'
import { newPace } from './portal-listing-pace.js'
import type { TokenSource } from './portal-listing-token.js'

export interface Listing {
  question: Question
  /** Whose notes may be used: `ListingNotes.login`. */
  login: string
  tokens: TokenSource
  signal: AbortSignal
  onProgress: ((progress: ListingProgress) => void) | undefined
}

/** @throws as `listReachable` does; CancelledError when the signal aborts */
export async function listNow(world: World, session: SsoSession, listing: Listing): Promise<Reachable> {
  const { question, login, tokens, signal } = listing
  const known = await readNotes(world.paths, session, login)
  const keeper = notesKeeper(world, session)
  const teller = tellerFor(listing)
  const pace = newPace(world, signal, teller.pause)
  const center = await identityCenterOf(world, session, { signal })
  let notes: ListingNotes | undefined
  try {
    const portal: Portal = { world, center, tokens, pace, signal }
    const warnings: string[] = []
    const since = question.accountsSince
    if (known && since && known.accountsAskedAt >= since) notes = known
    else {
      const listed = await listAllAccounts(portal, (done) => teller.show({ done })).catch(explain(session))
      warnings.push(...listed.warnings)
      notes = withAccounts(known, listed, world.now(), session, login)
      await keeper.save(notes)
    }
    const failed = await listDue(portal, question, notes, warnings, keeper, teller)
    await keeper.save(notes)
    return reachableBy(notes, question, [...warnings, ...keeper.warnings], failed)
  } catch (error) {
    if (notes) await keepRest(world, notes, keeper, error)
    throw error
  } finally {
    center.close()
  }
}

/**
 * A login without the portal's scope lists nothing, and a new one would not help.
 *
 * @throws ConfigError in place of that refusal
 */
function explain(session: SsoSession): (error: unknown) => never {
  return (error) => {
    const isRefused = error instanceof ServiceRefusal && error.reason === 'ForbiddenException'
    const scopes = session.registrationScopes
    if (!isRefused || scopes === undefined || scopes.includes('sso:account:access')) throw error
    throw new ConfigError(
      `SSO session ${quoted(session.name)} may not list accounts: its sso_registration_scopes have no sso:account:access. Add it, and log in anew.`,
      { suggestions: [`${loginCommand(session)} --force`] },
    )
  }
}

/** Lists the roles that are due into the notes. @returns the accounts that failed */
async function listDue(
  portal: Portal,
  question: Question,
  notes: ListingNotes,
  warnings: string[],
  keeper: NotesKeeper,
  teller: Teller,
): Promise<FailedAccount[]> {
  const { world } = portal
  const due = dueAccounts(notes, question, world.now())
  const total = notes.accounts.filter(question.isWanted).length
  const meter = newMeter()
  const failed: (FailedAccount & { error: SsoenvError })[] = []
  let done = total - due.length
  if (due.length > 0) teller.show(meter.note(done, total, world.monotonic()))
  await listRolesOf(portal, due, async (account, result) => {
    if (result.outcome === 'failed') {
      failed.push({ account, error: result.error, message: result.error.message })
    } else noteRoles(account, result, world.now())
    if (result.outcome === 'listed') warnings.push(...result.warnings)
    teller.show(meter.note(++done, total, world.monotonic()))
    await keeper.saveNowAndThen(notes)
  })
  // One account of many may be broken; where nothing at all is known, the answer is the failure.
  const [first] = failed
  if (first && failed.length === total) throw first.error
  return failed
}

function noteRoles(account: NotedAccount, result: RolesResult, now: Date): void {
  delete account.notAssigned
  account.roles = result.outcome === 'listed' ? result.roles : []
  account.rolesAskedAt = now
  if (result.outcome === 'not assigned') account.notAssigned = true
}

/** However it ended, what was got is kept, and who waited for us hears why. */
async function keepRest(
  world: World,
  notes: ListingNotes,
  keeper: NotesKeeper,
  error: unknown,
): Promise<void> {
  if (error instanceof ServiceUnreachable) notes.trouble = { at: world.now(), message: error.message }
  await keeper.save(notes)
  const known = notes.accounts.filter((account) => account.roles !== undefined).length
  if (known === 0 || keeper.warnings.length > 0) return
  const all = counted(notes.accounts.length, 'account')
  world.say(`The roles of ${known.toLocaleString('en')} of ${all} are known; the same command goes on there.`)
}

interface NotesKeeper {
  save: (notes: ListingNotes) => Promise<void>
  /** Saves them if that was some seconds ago. */
  saveNowAndThen: (notes: ListingNotes) => Promise<void>
  /** One sentence where they could not be saved. */
  warnings: string[]
}

const SAVE_MILLISECONDS = 5000

/** A listing that cannot be kept is still a listing. */
function notesKeeper(world: World, session: SsoSession): NotesKeeper {
  const warnings: string[] = []
  let savedAt = world.monotonic()
  const save = async (notes: ListingNotes): Promise<void> => {
    savedAt = world.monotonic()
    try {
      await saveNotes(world.paths, session, notes)
    } catch (error) {
      if (!(error instanceof SsoenvError)) throw error
      if (warnings.length > 0) return
      warnings.push(`What was listed is not kept for the next time: ${error.message}`)
    }
  }
  return {
    save,
    saveNowAndThen: async (notes) => {
      if (world.monotonic() - savedAt > SAVE_MILLISECONDS) await save(notes)
    },
    warnings,
  }
}

interface Teller {
  show: (progress: ListingProgress) => void
  /** What was shown last, and that nothing will happen for so many seconds. */
  pause: (pausedSeconds: number) => void
}

function tellerFor({ onProgress }: Listing): Teller {
  let last: ListingProgress = { done: 0 }
  return {
    show: (progress) => {
      last = progress
      onProgress?.(progress)
    },
    pause: (pausedSeconds) => onProgress?.({ ...last, pausedSeconds }),
  }
}
