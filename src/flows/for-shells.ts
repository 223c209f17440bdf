/**
 * The commands that shells call, from words to output; both doors (quick-door.ts, commands/) lead here. Each imports its
 * flow when it runs: printing a hook must not pay for logging in.
 */
import { EXIT, SsoenvError } from '../core/errors.js'
import { printable } from '../core/display.js'
import type { SsoSession } from '../core/session.js'
import type { Shell } from '../shells/dialect.js'
import { thisWorld } from '../world/world.js'
import type { SettleInput } from '../core/settle-event.js'
import type { HookOptions } from './hook-text.js'

/** Prints the hook for `eval`. */
export async function runHook(shell: Shell | 'direnv', options: HookOptions): Promise<void> {
  const { hookText } = await import('./hook-text.js')
  process.stdout.write(await hookText(thisWorld(), shell, options))
}

/** Settles and prints the lines for the shell. On Ctrl-C it dies of SIGINT, as a foreground program does. */
export async function runSettle(input: SettleInput): Promise<void> {
  const world = thisWorld()
  const { settle } = await import('./settle.js')
  try {
    process.stdout.write(await settle(world, input))
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    if (error.exitCode === EXIT.cancelled) {
      const { dieOfInterrupt } = await import('../world/terminal.js')
      dieOfInterrupt()
    }
    world.say(`ssoenv: ${error.message}`)
    process.exitCode = error.exitCode
  }
}

/** `refresh KIND NAME REGION`: started aside by `settle`; silent. */
export async function runRefresh([kind, name, region]: readonly string[]): Promise<void> {
  const world = thisWorld()
  const [{ readAwsConfig }, { allSessions }, { refreshHere }] = await Promise.all([
    import('../world/aws-config-file.js'),
    import('../core/profile.js'),
    import('./refresh-aside.js'),
  ])
  const isAsked = (session: SsoSession): boolean =>
    session.kind === kind && session.name === name && session.region === region
  const session = allSessions(await readAwsConfig(world.paths)).find(isAsked)
  if (session) await refreshHere(world, session)
  else world.say(`ssoenv: no SSO session ${printable(name ?? '')} in ${printable(world.paths.awsConfig)}.`)
}
