/** What there is to say about the clock of this machine: once in a process, whatever asks services in it. */
import type { IdentityCenter } from '../../world/network/identity-center.js'
import type { World } from '../../world/world.js'

/** The warning of the last answer, unless one was handed out before. */
export function clockNews(world: World, center: IdentityCenter): string | undefined {
  const warning = center.clockWarning()
  if (warning === undefined || world.toldOnce?.has('clock')) return undefined
  world.toldOnce?.add('clock')
  return warning
}

/** Says it. */
export function tellClock(world: World, center: IdentityCenter): void {
  const news = clockNews(world, center)
  if (news !== undefined) (world.warn ?? world.say)(news)
}
