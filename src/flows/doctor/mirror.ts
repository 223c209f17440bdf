/** The copies of tokens for SDKs that know no `sso_session` (core/session/token-mirror.ts): wanted, there, left behind. */
import path from 'node:path'
import type { AwsConfig } from '../../core/config/aws-config.js'
import { quoted } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import type { SsoSession } from '../../core/session/session.js'
import { allSessions } from '../../core/session/sso-session.js'
import { isUsable, parseToken, tokenFileName, type Token } from '../../core/session/token.js'
import { mirroredSession, mirrorOf, mirrorSession } from '../../core/session/token-mirror.js'
import { readIfPresent, removeFile, unlessUnreadable } from '../../world/files/files.js'
import { readdir } from '../../world/files/fs.js'
import { readToken } from '../../world/files/token-cache.js'
import type { World } from '../../world/world.js'
import { shownPath } from '../for-shells/verdict.js'
import { mirrorToken } from '../session/mirror-token.js'
import { shortenedWithFixes, type Check, type Found } from './check.js'

const NAMED = 3

export const checkMirror: Check = async ({ world, config, configProblem, settings }) => {
  if (configProblem) return []
  const isOn = settings.settings.tokenMirror
  const sessions = allSessions(config).filter(({ kind }) => kind === 'sso-session')
  const found = [
    ...(await leftBehind(world, sessions, isOn)),
    ...(isOn ? (await Promise.all(sessions.map((one) => standing(world, one, sessions)))).flat() : []),
    ...profilesForOldSdks(config, isOn),
  ]
  if (found.length > 0) return shortenedWithFixes(found, 'copies')
  const what = isOn
    ? 'No session has a token that old SDKs would look for.'
    : 'No profile is written for SDKs that know no sso_session.'
  return [{ state: 'ok', what }]
}

/** Copies that still live and are not wanted, or whose session is gone or logged out. */
async function leftBehind(world: World, sessions: readonly SsoSession[], isOn: boolean): Promise<Found[]> {
  const { tokenCache } = world.paths
  const wanted = new Set<string>()
  for (const session of isOn ? sessions : [])
    if (await tokenOf(world, session)) wanted.add(`${mirrorFileName(session)} ${session.name}`)
  const names = await readdir(tokenCache).catch(() => [])
  const found: Found[] = []
  for (const name of names.filter((each) => /^[0-9a-f]{40}\.json$/.test(each)).sort()) {
    const file = path.join(tokenCache, name)
    const owner = await ownerOf(world, file)
    if (owner === undefined || wanted.has(`${name} ${owner}`)) continue
    const shown = shownPath(world, file)
    const reason = isOn
      ? 'that session is logged out, has another start URL or is gone'
      : 'token_mirror is off'
    found.push({
      state: 'warning',
      what: `${shown} is a copy of the token of ${quoted(owner)} for old SDKs, and ${reason}.`,
      why: 'Who has it is logged in until its end.',
      mend: 'ssoenv doctor --fix',
      fix: {
        shown: `remove ${shown}`,
        question: `Remove ${shown}?`,
        act: async () => {
          if ((await ownerOf(world, file)) === owner) await removeFile(file)
        },
      },
    })
  }
  return found
}

/** Whose copy the file is, as long as it lives. */
async function ownerOf(world: World, file: string): Promise<string | undefined> {
  const bytes = await unlessUnreadable(readIfPresent(file)) // the check of the caches says it
  const token = bytes && parseToken(bytes)
  return token && token.expiresAt > world.now() ? mirroredSession(token) : undefined
}

function mirrorFileName(session: SsoSession): string {
  const mirror = mirrorSession(session)
  return mirror ? tokenFileName(mirror) : ''
}

/** Whether old SDKs find the session's token. One that has none, or an ended one, is told of elsewhere. */
async function standing(
  world: World,
  session: SsoSession,
  sessions: readonly SsoSession[],
): Promise<Found[]> {
  const mirror = mirrorSession(session)
  const [token, found] = [await tokenOf(world, session), mirror && (await tokenOf(world, mirror))]
  if (!isUsable(token, session, world.now())) return []
  const whose = `The token of ${quoted(session.name)}`
  if (found?.accessToken === token.accessToken)
    return [{ state: 'ok', what: `${whose} is also where old SDKs look for it.` }]
  const shown = shownPath(world, path.join(world.paths.tokenCache, mirrorFileName(session)))
  if (found && !mirrorOf(session, token, found, world.now())) {
    const when = found.refreshToken === undefined ? ' until that has ended' : ''
    const owner = mirroredSession(found)
    const itsSession = sessions.find(({ name }) => name === owner)
    // It is told as left behind.
    if (owner !== undefined && !(itsSession && (await tokenOf(world, itsSession)))) return []
    const other = owner === undefined ? `another tool's login` : `the copy of that of ${quoted(owner)}`
    return [
      {
        state: 'note',
        what: `${whose} is not where old SDKs look for it: ${shown} is ${other}, and stays${when}.`,
      },
    ]
  }
  return [
    {
      state: 'warning',
      what: `${whose} is not where old SDKs look for it.`,
      why: 'The settings want it there (token_mirror). It comes with the next login or refresh.',
      mend: 'ssoenv doctor --fix',
      fix: {
        shown: `write its access token to ${shown}`,
        question: `Write ${shown}?`,
        act: async () => {
          const trouble = await mirrorToken(world, session)
          if (trouble) throw trouble
          const now = mirror && (await tokenOf(world, mirror))
          if (mirroredSession(now) !== session.name)
            throw new ConfigError(`${shown} is in use by another process. Try again later.`)
        },
      },
    },
  ]
}

function tokenOf(world: World, session: SsoSession): Promise<Token | undefined> {
  return unlessUnreadable(readToken(world.paths, session))
}

/** Profiles in which an SDK finds a portal that knows no `sso_session`, against the setting. */
function profilesForOldSdks(config: AwsConfig, isOn: boolean): Found[] {
  const names = [...config.profiles]
    .filter(([, profile]) => profile.mentions('sso_start_url') && profile.keys.has('sso_start_url'))
    .filter(([, profile]) => isOn || profile.keys.has('sso_session'))
    .map(([name]) => name)
  if (isOn && names.length === 0)
    return [
      {
        state: 'note',
        what: 'No profile has its own sso_start_url.',
        why: 'SDKs that know no sso_session find the portal only there, and need sso_region beside it.',
      },
    ]
  if (isOn || names.length === 0) return []
  const shown = names.slice(0, NAMED).map((name) => quoted(name, 40))
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return [
    {
      state: 'note',
      what: `${names.length === 1 ? 'One profile has' : `${names.length} profiles have`} sso_start_url beside sso_session, as SDKs want it that do not know the latter: ${shown.join(', ')}${more}.`,
      why: 'Such an SDK looks for the token under the start URL, where no login of the session puts it.',
      mend: 'token_mirror = on in the settings, where you use one; else ssoenv migrate',
    },
  ]
}
