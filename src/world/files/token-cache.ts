/**
 * `~/.aws/sso/cache`: tokens in the AWS CLI's files, registrations in files of our own.
 *
 * A guest in a shared folder: no lock and no other file of ours is in there but the registrations, whose names the AWS CLI never
 * computes (a browser registration under the CLI's name breaks every later login of a CLI before 2.22, which does not look
 * at the grant types inside).
 */
import { mkdir, open, rm } from './fs.js'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import type { Paths } from '../../core/paths.js'
import { parseRegistration, registrationFileName, registrationText } from '../../core/session/registration.js'
import type { Registration, RegistrationKey } from '../../core/session/registration.js'
import type { SsoSession } from '../../core/session/session.js'
import { parseToken, tokenFileName, tokenText, type Token } from '../../core/session/token.js'
import { isTemporaryOf, readIfPresent, reasonOf, removeFile, removeStrays, writeWhole } from './files.js'

export { tokenFileName }

/** Where the session's token is, for us and for every AWS tool. */
export function tokenFile(paths: Paths, session: SsoSession): string {
  return path.join(paths.tokenCache, tokenFileName(session))
}

/**
 * The session's token, or undefined: no file, or one that no tool could use.
 *
 * @throws ConfigError when the file is there and cannot be read
 */
export async function readToken(paths: Paths, session: SsoSession): Promise<Token | undefined> {
  const bytes = await readIfPresent(tokenFile(paths, session))
  return bytes && parseToken(bytes)
}

/** @throws ConfigError when it cannot be written; the old file is then whole */
export async function saveToken(paths: Paths, session: SsoSession, token: Token): Promise<void> {
  await makeFolder(paths)
  await writeWhole(tokenFile(paths, session), tokenText(token), { mode: 0o600 })
}

/** Removes the token, and what killed processes left of one; under the session's lock. @returns whether there was one */
export async function removeToken(paths: Paths, session: SsoSession): Promise<boolean> {
  const file = tokenFile(paths, session)
  await removeStrays(paths.tokenCache, (name) => isTemporaryOf(file, name), 0)
  return removeFile(file)
}

/** Our registration for this client, or undefined. A malformed one is none: it will be replaced. */
export async function readRegistration(
  paths: Paths,
  key: RegistrationKey,
): Promise<Registration | undefined> {
  const bytes = await readIfPresent(registrationFile(paths, key))
  return bytes && parseRegistration(bytes)
}

export async function saveRegistration(
  paths: Paths,
  key: RegistrationKey,
  registration: Registration,
): Promise<void> {
  await makeFolder(paths)
  await writeWhole(registrationFile(paths, key), registrationText(registration), { mode: 0o600 })
}

export async function removeRegistration(paths: Paths, key: RegistrationKey): Promise<void> {
  await removeFile(registrationFile(paths, key))
}

const PROBE = /^\.ssoenv\.[0-9a-f]{12}\.tmp$/

/**
 * Makes sure that a token could be kept, before one is asked for: a rotated refresh token that cannot be written is
 * lost, and the session with it.
 *
 * @throws ConfigError when the folder is read-only, full, or cannot be made
 */
export async function requireRoom(paths: Paths): Promise<void> {
  await makeFolder(paths)
  await removeStrays(paths.tokenCache, (name) => PROBE.test(name))
  const probe = path.join(paths.tokenCache, `.ssoenv.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(probe, 'wx', 0o600)
    try {
      await handle.writeFile(' '.repeat(16_384)) // the largest tokens and client secrets come to a third of it
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw notWritable(paths, error)
  } finally {
    await rm(probe, { force: true }).catch(() => undefined)
  }
}

async function makeFolder(paths: Paths): Promise<void> {
  try {
    await mkdir(paths.tokenCache, 0o700)
  } catch (error) {
    throw notWritable(paths, error)
  }
}

function notWritable(paths: Paths, error: unknown): ConfigError {
  const message = `No token can be kept in ${printable(paths.tokenCache)} (${reasonOf(error)}).`
  return new ConfigError(message, { cause: error })
}

function registrationFile(paths: Paths, key: RegistrationKey): string {
  return path.join(paths.tokenCache, registrationFileName(key))
}
