/**
 * `<state>/session-notes/`: what was learned of how long each session lasts. Private, and safe to delete.
 *
 * Written by whoever holds the session's lock.
 */
import path from 'node:path'
import type { Paths } from '../../core/paths.js'
import { parseSessionNotes, sessionNotesText, type SessionNotes } from '../../core/session/session-clock.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenId } from '../../core/session/token.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, writeWhole } from './files.js'

/** More than the notes of a session have. */
const LIMIT_BYTES = 64 * 1024

/** The notes; a file that cannot be read or understood, or that somebody else may have written, is none. */
export async function readSessionNotes(paths: Paths, session: SsoSession): Promise<SessionNotes | undefined> {
  if (!(await isOurFolder(paths.state))) return undefined
  const bytes = await readIfPresent(notesFile(paths, session), { limit: LIMIT_BYTES }).catch(() => undefined)
  return bytes && parseSessionNotes(bytes.toString('utf8'), session)
}

/** @throws ConfigError when they cannot be written, RefusedError when the folder is not ours */
export async function writeSessionNotes(
  paths: Paths,
  session: SsoSession,
  notes: SessionNotes,
): Promise<void> {
  const file = notesFile(paths, session)
  await ensurePrivateFolder(paths.state)
  await ensurePrivateFolder(path.dirname(file))
  await writeWhole(file, sessionNotesText(notes), { disposable: true })
}

function notesFile({ state }: Paths, session: SsoSession): string {
  return path.join(state, 'session-notes', tokenId(session))
}
