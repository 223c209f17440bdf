/**
 * The commands that shells call, from words to output; both doors (quick-door.ts, commands/) lead here. Each imports its
 * flow when it runs: printing a hook must not pay for logging in.
 */
import { writeSync } from 'node:fs'
import { ConfigError, EXIT, SsoenvError } from '../core/errors.js'
import { printable } from '../core/display.js'
import type { SsoSession } from '../core/session.js'
import type { Shell } from '../shells/dialect.js'
import { errorCode } from '../world/files.js'
import { thisWorld } from '../world/world.js'
import type { SettleInput } from '../core/settle-event.js'
import type { HookOptions } from './hook-text.js'

/** Prints the hook for `eval`. */
export async function runHook(shell: Shell | 'direnv', options: HookOptions): Promise<void> {
  const { hookText } = await import('./hook-text.js')
  await orTold(async () => print(await hookText(thisWorld(), shell, options)))
}

/** Settles and prints the lines for the shell. On Ctrl-C it dies of SIGINT, as a foreground program does. */
export async function runSettle(input: SettleInput): Promise<void> {
  // A shell that waits for our output cannot bring a stopped program back.
  process.on('SIGTSTP', () => undefined)
  const { settle } = await import('./settle.js')
  await orTold(async () => print(await settle(thisWorld(), input)))
}

/**
 * Writes to standard output. Whoever has stopped reading wants no more; that is no failure.
 *
 * By the descriptor: opening `process.stdout` loads the network modules, a tenth of a start. A reader who is slow on a
 * non-blocking pipe (EAGAIN) gets the rest by the stream, which waits.
 */
async function print(text: string): Promise<void> {
  let rest = Buffer.from(text)
  let error: unknown
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
    return
  } catch (failure) {
    error = failure
  }
  if (errorCode(error) === 'EAGAIN') {
    error = await new Promise<Error | null | undefined>((resolve) => {
      process.stdout.on('error', resolve)
      process.stdout.write(rest, resolve)
    })
  }
  const code = errorCode(error)
  if (error && code !== 'EPIPE')
    throw new ConfigError(`Nothing can be written to standard output (${code ?? 'unknown'}).`)
}

/** Does it, or says in one line why not, with the exit status of the error. */
async function orTold(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    if (error.exitCode === EXIT.cancelled) {
      const { dieOf, InterruptedError } = await import('../world/terminal.js')
      if (error instanceof InterruptedError && error.by !== 'SIGTSTP') dieOf(error.by)
    }
    process.stderr.write(`ssoenv: ${error.message}\n`)
    process.exitCode = error.exitCode
  }
}

/** `refresh KIND NAME REGION`: started aside by `settle`; silent. */
export async function runRefresh([kind, name, region]: readonly string[]): Promise<void> {
  const [{ readAwsConfig }, { allSessions }, { refreshHere }] = await Promise.all([
    import('../world/aws-config-file.js'),
    import('../core/profile.js'),
    import('./refresh-aside.js'),
  ])
  const isAsked = (session: SsoSession): boolean =>
    session.kind === kind && session.name === name && session.region === region
  await orTold(async () => {
    const world = thisWorld()
    const session = allSessions(await readAwsConfig(world.paths)).find(isAsked)
    if (session) await refreshHere(world, session)
    else world.say(`ssoenv: no SSO session ${printable(name ?? '')} in ${printable(world.paths.awsConfig)}.`)
  })
}
