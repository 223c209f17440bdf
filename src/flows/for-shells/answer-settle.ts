/** What the hooks start when a record no longer holds, from words to output, for both doors (quick-door.ts, commands/settle.ts). */
import { printable } from '../../core/text/display.js'
import { allSessions } from '../../core/profile/profile.js'
import type { SsoSession } from '../../core/session/session.js'
import type { SettleInput } from '../../core/for-shells/settle-event.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { print } from '../../world/terminal/standard-output.js'
import { thisWorld } from '../../world/world.js'
import { orTold } from './answer.js'
import { renewCopies } from './hook-copies.js'
import { refreshHere } from '../session/refresh-aside.js'
import { settle } from './settle.js'

/** Settles and prints the lines for the shell. On Ctrl-C it dies of SIGINT, as a foreground program does. */
export async function runSettle(input: SettleInput): Promise<void> {
  // A shell that waits for our output cannot bring a stopped program back.
  process.on('SIGTSTP', () => undefined)
  await orTold(async () => {
    const world = thisWorld()
    print(await settle(world, input))
    await renewCopies(world)
  })
}

/** `refresh KIND NAME REGION [PROFILE]`, the session and the profile by which it was come to: started aside by `settle`; silent. */
export async function runRefresh([kind, name, region, usedBy]: readonly string[]): Promise<void> {
  const isAsked = (session: SsoSession): boolean =>
    session.kind === kind && session.name === name && session.region === region
  await orTold(async () => {
    const world = thisWorld()
    const session = allSessions(await readAwsConfig(world.paths)).find(isAsked)
    if (session) await refreshHere(world, { ...session, ...(usedBy === undefined ? {} : { usedBy }) })
    else world.say(`ssoenv: no SSO session ${printable(name ?? '')} in ${printable(world.paths.awsConfig)}.`)
  })
}
