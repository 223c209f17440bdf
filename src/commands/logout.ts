import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { ConfigError, UnreachableError, type SsoenvError } from '../core/errors.js'
import { quoted } from '../core/text/display.js'
import { shellWord } from '../core/session/login-command.js'
import type { SsoSession } from '../core/session/session.js'
import { chosenSessions } from '../flows/session/choose-session.js'
import { logOut, type LoggedOut } from '../flows/session/log-out.js'
import { readAwsConfig } from '../world/files/aws-config-file.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

interface LogoutJson {
  sessions: ({ session: string } & LoggedOut)[]
}

export default class Logout extends SsoenvCommand {
  static override description = `Log out of an SSO session.

Removes its token and role credentials, which the AWS CLI shares and loses too, and ends the session at the portal. Other
sessions and other tools' files stay as they are.`
  static override examples = [
    '<%= config.bin %> logout',
    '<%= config.bin %> logout --session corp',
    '<%= config.bin %> logout --all',
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
  }

  /**
   * @returns under --json: `{ sessions: [{ session, tokenRemoved, roleCredentialsRemoved, portal: { state, reason? }, copyOf? }] }`;
   *   `state` is `told`, `already` (it knew of no session) or `silent` (it could not be told)
   */
  async run(): Promise<LogoutJson> {
    const { args, flags } = await this.parse(Logout)
    const world = thisWorld()
    const words = {
      ...(args.profile === undefined ? {} : { profile: args.profile }),
      ...(flags.session === undefined ? {} : { session: flags.session }),
      all: flags.all,
    }
    const config = await readAwsConfig(world.paths)
    const done: LogoutJson = { sessions: [] }
    const sessions = await chosenSessions(world, config, words, workingDirectory(world.env), {
      command: 'logout',
      suggest: ({ name }) => `ssoenv logout --session ${shellWord(name)}`,
    })
    const troubles: { session: SsoSession; error: SsoenvError }[] = []
    for (const session of sessions) {
      try {
        const result = await logOut(world, session, config)
        this.tell(session, result)
        done.sessions.push({ session: session.name, ...result })
      } catch (error) {
        // What is in the way of one session is none in that of the others.
        if (!(error instanceof ConfigError || error instanceof UnreachableError)) throw error
        troubles.push({ session, error })
      }
    }
    const [first, ...others] = troubles
    for (const { session, error } of others)
      this.logToStderr(`SSO session ${quoted(session.name)}: ${error.message}`)
    if (first) throw first.error
    return done
  }

  private tell(session: SsoSession, { tokenRemoved, portal, copyOf }: LoggedOut): void {
    const name = quoted(session.name)
    if (copyOf !== undefined) {
      this.log(
        `That was a copy of the token of SSO session ${quoted(copyOf)}, which goes on (ssoenv logout --session ${shellWord(copyOf)}).`,
      )
      return
    }
    this.log(tokenRemoved ? `Logged out of SSO session ${name}.` : `SSO session ${name} was not logged in.`)
    if (portal.state === 'silent') {
      this.logToStderr(`The portal could not be told: ${portal.reason} The session ends there by itself.`)
    }
  }
}
