/** What can be set about the sandbox, at its start and while it runs. */
import { BadRequest } from './wire.js'

/**
 * What happens to a refresh token that was used.
 *
 * The service does not document it, so a client has to live with each:
 * `revoke`: a new one is given; using the old one again ends the session. `reject`: using the old one again is refused.
 * `grace`: the old one works for `graceSeconds` more. `same`: it stays, and is given again. `omit`: it stays, and the
 * answer has none.
 */
export type Rotation = 'revoke' | 'reject' | 'grace' | 'same' | 'omit'

export interface Settings {
  rotation: Rotation
  graceSeconds: number
  /** Of a token that can be refreshed; one that cannot lasts as long as its session. Neither outlives the session. */
  accessTokenSeconds: number
  /** From the login to the end of its chain of refreshes. The service's default is 8 hours. */
  sessionSeconds: number
  /** The service's is 90 days, exactly. */
  registrationSeconds: number
  deviceCodeSeconds: number
  authorizationCodeSeconds: number
  roleCredentialsSeconds: number
  /** The device flow's `interval`. */
  pollIntervalSeconds: number
  /** Items of a page where the request does not say. */
  pageSize: number
  /** Each list begins with an empty page that has a nextToken. */
  emptyPages: boolean
  /** Portal calls per second, for each operation; 0 is no limit. The service's is 20. */
  callsPerSecond: number
  /**
   * The form of verificationUri. `query`: `/device?user_code=…`, as the service had it. `fragment`:
   * `/start/#/device?user_code=…`, as it is now.
   */
  verificationUri: 'query' | 'fragment'
}

export const DEFAULT_SETTINGS: Settings = {
  rotation: 'revoke',
  graceSeconds: 30,
  accessTokenSeconds: 3600,
  sessionSeconds: 8 * 3600,
  registrationSeconds: 90 * 86_400,
  deviceCodeSeconds: 600,
  authorizationCodeSeconds: 60,
  roleCredentialsSeconds: 3600,
  pollIntervalSeconds: 1,
  pageSize: 20,
  emptyPages: false,
  callsPerSecond: 20,
  verificationUri: 'query',
}

const WORDS: Partial<Record<keyof Settings, readonly string[]>> = {
  rotation: ['revoke', 'reject', 'grace', 'same', 'omit'],
  verificationUri: ['query', 'fragment'],
}

/**
 * The settings with the members of `change` in place of theirs.
 *
 * @throws BadRequest for a member that does not exist or a value that it cannot have
 */
export function changedSettings(settings: Settings, change: Readonly<Record<string, unknown>>): Settings {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(DEFAULT_SETTINGS, name)) throw new BadRequest(`There is no setting "${name}".`)
    const key = name as keyof Settings
    const words = WORDS[key]
    const fits = words
      ? words.includes(value as string)
      : typeof value === typeof DEFAULT_SETTINGS[key] && (typeof value !== 'number' || value >= 0)
    const wanted = words ? words.join(', ') : `a ${typeof DEFAULT_SETTINGS[key]}`
    if (!fits) throw new BadRequest(`${name} must be ${wanted}.`)
  }
  return { ...settings, ...change }
}

/**
 * Settings from words like `callsPerSecond=0`.
 *
 * @throws BadRequest for a word of another form; what the values may be is checked where they are used
 */
export function settingsFrom(words: readonly string[]): Partial<Settings> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? []
      if (name === '') throw new BadRequest(`A setting has the form NAME=VALUE.`)
      return [
        name,
        value === 'true' ? true : value === 'false' ? false : /^\d+$/.test(value) ? Number(value) : value,
      ]
    }),
  )
}
