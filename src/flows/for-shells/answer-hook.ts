/** `ssoenv hook`, from words to output, for both doors (quick-door.ts, commands/hook.ts). */
import type { Shell } from '../../shells/dialect.js'
import { print } from '../../world/terminal/standard-output.js'
import { thisWorld } from '../../world/world.js'
import { orTold } from './answer.js'
import { hookText, type HookOptions } from './hook-text.js'

/** Prints the hook for `eval`. */
export async function runHook(shell: Shell | 'direnv', options: HookOptions): Promise<void> {
  await orTold(async () => print(await hookText(thisWorld(), shell, options)))
}
