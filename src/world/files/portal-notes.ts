/** `<state>/portal/`: what was listed of each session's portal. Private, and safe to delete. */
import path from 'node:path'
import { notesText, parseNotes, type ListingNotes } from '../../core/listing/portal-listing-notes.js'
import type { Paths } from '../../core/paths.js'
import type { SsoSession } from '../../core/session/session.js'
import { tokenFileName } from '../../core/session/token.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, removeFile, writeWhole } from './files.js'

/**
 * What is noted for this session and login; a file that cannot be read or understood, or that somebody else may have
 * written, is none.
 */
export async function readNotes(
  paths: Paths,
  session: SsoSession,
  login: string,
): Promise<ListingNotes | undefined> {
  if (!(await isOurFolder(paths.state))) return undefined
  const bytes = await readIfPresent(notesFile(paths, session)).catch(() => undefined)
  return bytes && parseNotes(bytes.toString('utf8'), session, login)
}

/** @throws ConfigError when it cannot be written, RefusedError when the folder is not ours; the old file is then whole */
export async function saveNotes(paths: Paths, session: SsoSession, notes: ListingNotes): Promise<void> {
  await ensurePrivateFolder(paths.state)
  await ensurePrivateFolder(folderOf(paths))
  await writeWhole(notesFile(paths, session), notesText(notes), { mode: 0o600 })
}

/** Forgets them. @throws ConfigError when they cannot be removed */
export async function removeNotes(paths: Paths, session: SsoSession): Promise<void> {
  await removeFile(notesFile(paths, session))
}

const folderOf = (paths: Paths): string => path.join(paths.state, 'portal')

function notesFile(paths: Paths, session: SsoSession): string {
  return path.join(folderOf(paths), tokenFileName(session))
}
