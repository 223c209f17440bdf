/** `ssoenv login`: a session that works afterwards, with as little as it takes. */
import type { LoginWish } from '../../core/session/login-way.js'
import type { LoginFlow } from '../../core/session/registration.js'
import type { Settings } from '../../core/settings/settings.js'
import type { SsoSession } from '../../core/session/session.js'
import { clockTime } from '../../core/text/words-for-time.js'
import type { Token } from '../../core/session/token.js'
import { CancelledError, LoginNeededError } from '../../core/errors.js'
import { loginCommand } from '../../core/session/login-command.js'
import type { World } from '../../world/world.js'
import { refreshToken } from './ensure-token.js'
import { logIn, type LogInOptions } from './log-in.js'
import { mirrorToken } from './mirror-token.js'
import type { Carrying } from './show-code.js'

export interface ProvideLoginOptions extends Carrying {
  flow?: Exclude<LoginWish, 'auto'>
  noBrowser: boolean
  callbackPort?: number
  force: boolean
  settings: Settings
}

/** How a session came to its token. */
export interface ProvidedLogin {
  how: 'valid' | 'refreshed' | LoginFlow | 'elsewhere'
  token: Token
}

/**
 * Valid: nothing happens. Refreshable: a silent refresh. Else, or with `force`, a login; its options are the command line's,
 * then the session's own settings, then the general ones. Where nobody can be asked, only a `flow` that was typed starts one:
 * no cron job opens a browser by itself.
 *
 * @throws LoginNeededError in that case, else when there is no token that other tools could use afterwards: LoginFailedError, UnreachableError, CancelledError,
 *   ConfigError
 */
export async function provideLogin(
  world: World,
  session: SsoSession,
  options: ProvideLoginOptions,
): Promise<ProvidedLogin> {
  const provided = await loggedIn(world, session, options)
  // Where nothing had to be done another process may have been killed before it came to the mirror.
  const isOthers = provided.how === 'valid' || provided.how === 'elsewhere'
  const trouble = isOthers && (await mirrorToken(world, session))
  if (trouble) world.say(trouble.message)
  return provided
}

async function loggedIn(
  world: World,
  session: SsoSession,
  options: ProvideLoginOptions,
): Promise<ProvidedLogin> {
  const reason = options.force ? 'a new login was asked for.' : await whyLogin(world, session)
  if (typeof reason !== 'string') return reason
  if (!world.interactive && options.flow === undefined)
    throw unasked(session, options.force ? '' : `${reason} `)
  const result = await logIn(world, session, {
    reason,
    ...loginPreferences(options.settings, session),
    ...(options.flow === undefined ? {} : { flow: options.flow }),
    ...(options.callbackPort === undefined ? {} : { callbackPort: options.callbackPort, portTyped: true }),
    ...(options.qr ? { qr: true } : {}),
    ...(options.clipboard ? { clipboard: true } : {}),
    noBrowser: options.noBrowser,
    force: options.force,
    wait: true,
  })
  if (result.outcome === 'busy') throw new CancelledError('Another process is logging in.')
  if (result.outcome !== 'done') throw result.error
  return { how: result.how === 'already' ? 'valid' : result.how, token: result.token }
}

function unasked(session: SsoSession, reason: string): LoginNeededError {
  const typed = (flow: LoginFlow): string => `${loginCommand(session)} --flow ${flow}`
  return new LoginNeededError(
    `${reason}Without a terminal, under CI and SSOENV_NON_INTERACTIVE=1, a login starts only if --flow is given.`,
    { suggestions: [typed('browser'), typed('device')] },
  )
}

/** How the settings want a login to this session: its own, then the general ones. */
export function loginPreferences(
  settings: Settings,
  session: SsoSession,
): Pick<LogInOptions, 'flow' | 'browserCommand' | 'callbackPort' | 'clipboard'> {
  const own = session.kind === 'sso-session' ? settings.sessions[session.name] : undefined
  const browserCommand = own?.browser ?? settings.browser
  const { callbackPort, clipboard } = settings
  return {
    flow: own?.loginFlow ?? settings.loginFlow,
    clipboard,
    ...(browserCommand === undefined ? {} : { browserCommand }),
    ...(callbackPort === undefined ? {} : { callbackPort }),
  }
}

/** The token where no login is needed, else why one is. */
async function whyLogin(world: World, session: SsoSession): Promise<ProvidedLogin | string> {
  const result = await refreshToken(world, session, { wait: true })
  if (result.state === 'valid') {
    if (result.unsaved) throw result.unsaved
    return { how: result.how === 'unchanged' ? 'valid' : 'refreshed', token: result.token }
  }
  if (result.state === 'login-needed') return result.reason
  if (result.state === 'unreachable' && !result.token) throw result.error
  if (result.state === 'unreachable' && result.token) {
    const until = clockTime(result.token.expiresAt)
    world.say(`${result.error.message} The current token is valid until ${until}.`)
    return { how: 'valid', token: result.token }
  }
  return 'the session has ended.'
}
