/** Noting what a session's end can be learned from, each under the session's lock. What cannot be noted is not worth a word. */
import {
  afterLogin,
  afterRefresh,
  afterRefusal,
  type SessionNotes,
} from '../../core/session/session-clock.js'
import type { SsoSession } from '../../core/session/session.js'
import type { Token } from '../../core/session/token.js'
import { SsoenvError } from '../../core/errors.js'
import { readSessionNotes, writeSessionNotes } from '../../world/files/session-notes.js'
import type { World } from '../../world/world.js'

/** A person has logged in. */
export async function noteLogin(world: World, session: SsoSession, token: Token): Promise<void> {
  await note(world, session, (notes) => afterLogin(notes, session, token, world.now()))
}

/** The service has granted a refresh. */
export async function noteRefresh(world: World, session: SsoSession, token: Token): Promise<void> {
  await note(world, session, (notes) => notes && afterRefresh(notes, token, world.now()))
}

/**
 * The service's reasons for which a refresh token is over: with the session, most likely (aws-cli #8561).
 *
 * @see RFC 6749 §5.2, `invalid_grant`
 */
const ENDINGS = new Set(['InvalidGrantException', 'ExpiredTokenException', 'AccessDeniedException'])

/** The service has refused a refresh, for the reason that its exception is named by. */
export async function noteRefusal(
  world: World,
  session: SsoSession,
  token: Token,
  reason: string,
): Promise<void> {
  if (!ENDINGS.has(reason)) return
  await note(world, session, (notes) => notes && afterRefusal(notes, token, world.now()))
}

async function note(
  world: World,
  session: SsoSession,
  change: (notes: SessionNotes | undefined) => SessionNotes | undefined,
): Promise<void> {
  try {
    const before = await readSessionNotes(world.paths, session)
    const after = change(before)
    if (after && after !== before) await writeSessionNotes(world.paths, session, after)
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
  }
}
