/** `ssoenv doctor --fix`: what can be mended, one after the other, each shown and asked for. */
import { SsoenvError, UsageError } from '../../core/errors.js'
import { withTilde } from '../../core/text/display.js'
import { askYesNo } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import type { Fix, Found } from './check.js'

/**
 * Makes the changes that the person agrees to. One that cannot be made is told, and the next one goes on.
 *
 * @returns those that were made
 * @throws UsageError where somebody has to be asked and nobody can be; InterruptedError on Ctrl-C
 */
export async function mend(
  world: World,
  found: readonly Found[],
  { yes, show }: { yes: boolean; show: (line: string) => void },
): Promise<Set<Fix>> {
  const fixes = new Set(found.flatMap(({ fix }) => (fix ? [fix] : [])))
  const made = new Set<Fix>()
  if (fixes.size > 0 && !yes && !world.interactive)
    throw new UsageError('Nobody can be asked here what may be mended; --yes says yes to all of it.')
  for (const fix of fixes) {
    show(`\n${withTilde(fix.shown, world.paths.home)}`)
    if (!yes && !(await askYesNo(world, fix.question))) continue
    try {
      await fix.act()
      made.add(fix)
      show('Done.')
    } catch (error) {
      if (!SsoenvError.isOne(error)) throw error
      world.say(error.message)
    }
  }
  return made
}
