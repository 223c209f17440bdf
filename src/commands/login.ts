import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { printable, quoted } from '../core/text/display.js'
import { SsoenvError, UsageError } from '../core/errors.js'
import type { SsoSession } from '../core/session/session.js'
import { isRenewable } from '../core/session/token.js'
import { clockTime } from '../core/text/words-for-time.js'
import { chosenSessions } from '../flows/session/choose-session.js'
import { provideLogin, type ProvidedLogin } from '../flows/session/provide-login.js'
import { loadSettings } from '../flows/settings.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { InterruptedError } from '../world/terminal/terminal.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld, type World } from '../world/world.js'

const FLOWS = ['browser', 'device', 'paste'] as const

interface LoginJson {
  sessions: { session: string; startUrl: string; how: string; expiresAt: string; renewable: boolean }[]
}

const WORDS: Record<ProvidedLogin['how'], string> = {
  valid: 'is logged in',
  refreshed: 'was refreshed without a login',
  browser: 'is logged in now',
  device: 'is logged in now',
  elsewhere: 'was logged in by another process',
}

export default class Login extends SsoenvCommand {
  static override description = `Log in to an SSO session, if that is needed.

A session that is good is left alone, one that can be refreshed is refreshed silently. Else the browser opens, or, where
that could not come back to this machine (SSH, containers, cloud shells), a code is shown for a browser anywhere.
The token is where the AWS CLI and the SDKs look for it: they are logged in too.

Without a terminal, under CI and SSOENV_NON_INTERACTIVE=1, a login starts only if --flow is given; else the exit status is 4.

The ways (--flow):
browser  opens it; it comes back to 127.0.0.1 by itself
device   shows an address and a code to compare; for any browser, also on a phone (--qr)
paste    shows an address for a browser on another machine. Paste the address of the page where it ends, which cannot be
         reached there; or lead the port here before: --callback-port N, and the ssh -L line that is shown`
  static override examples = [
    'The session of the active profile:\n<%= config.bin %> login',
    '<%= config.bin %> login acme-dev',
    'On a server, with a phone:\n<%= config.bin %> login --session corp --qr',
    'On a server, with the browser of the machine you come from:\n<%= config.bin %> login --flow paste --callback-port 35001',
    'A new session, for example after new permissions were granted:\n<%= config.bin %> login --force',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      description:
        'the profile whose session it is; without it the active one, or you choose on the terminal',
    }),
  }
  static override flags = {
    session: Flags.string({ description: 'the SSO session by its name', helpValue: 'NAME' }),
    all: Flags.boolean({ description: 'every SSO session of the config' }),
    force: Flags.boolean({ description: 'end the present session at the portal first' }),
    flow: Flags.string({
      options: FLOWS,
      description: 'how; chosen by what this machine has if not given',
    }),
    'no-browser': Flags.boolean({ description: 'show the address, open nothing' }),
    qr: Flags.boolean({ description: 'show the address of a device code as a QR code too' }),
    clipboard: Flags.boolean({ description: "put the address into the terminal's clipboard (OSC 52)" }),
    'callback-port': Flags.integer({
      min: 1,
      max: 65_535,
      description: 'the port of 127.0.0.1 that the browser comes back to; any free one if not given',
    }),
  }

  /**
   * @returns under --json: `{ sessions: [{ session, startUrl, how, expiresAt, renewable }] }`; `how` is `valid`, `refreshed`,
   *   `browser`, `device` or `elsewhere`, `expiresAt` the access token's end
   */
  async run(): Promise<LoginJson> {
    const { args, flags } = await this.parse(Login)
    const world = thisWorld()
    if (flags.qr && flags.flow !== undefined && flags.flow !== 'device')
      throw new UsageError(
        '--qr goes with a device code: another device can do nothing with other addresses.',
      )
    if (flags.flow === 'paste' && !world.interactive)
      throw new UsageError('--flow paste needs a terminal to paste into.')
    const words = {
      ...(args.profile === undefined ? {} : { profile: args.profile }),
      ...(flags.session === undefined ? {} : { session: flags.session }),
      all: flags.all,
    }
    const config = await readAwsConfig(world.paths)
    const sessions = await chosenSessions(world, config, words, workingDirectory(world.env), {
      command: 'login',
    })
    const { settings } = await loadSettings(world)
    const options = {
      settings,
      noBrowser: flags['no-browser'],
      force: flags.force,
      qr: flags.qr,
      clipboard: flags.clipboard,
      ...(flags.flow === undefined ? {} : { flow: flags.flow as (typeof FLOWS)[number] }),
      ...(flags['callback-port'] === undefined ? {} : { callbackPort: flags['callback-port'] }),
    }
    const done: LoginJson = { sessions: [] }
    const failures: SsoenvError[] = []
    for (const session of sessions) {
      try {
        const provided = await provideLogin(world, session, options)
        done.sessions.push(this.told(world, session, provided))
      } catch (error) {
        if (!(error instanceof SsoenvError) || error instanceof InterruptedError) throw error
        failures.push(error)
      }
    }
    // With --all the others had their turn; each failure is told, the first one decides the exit status.
    for (const failure of failures.slice(1)) world.say(failure.message)
    if (failures[0]) throw failures[0]
    return done
  }

  private told(
    world: World,
    session: SsoSession,
    { how, token }: ProvidedLogin,
  ): LoginJson['sessions'][number] {
    const renewable = isRenewable(token, world.now())
    // The end of an access token that is refreshed by itself means nothing to a person.
    const until = renewable ? '' : ` until ${clockTime(token.expiresAt)}`
    this.log(`SSO session ${quoted(session.name)} ${WORDS[how]}${until}.`)
    return {
      session: session.name,
      startUrl: printable(session.startUrl),
      how,
      expiresAt: token.expiresAt.toISOString(),
      renewable,
    }
  }
}
