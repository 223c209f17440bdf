/** A clock that is off, told once: by what is refused for it, else beside what was asked for. */
import { KeyRefused } from '../../world/network/signed-call.js'
import type { World } from '../../world/world.js'

/**
 * Acts in a world that keeps its warnings to itself until the end: whoever signs a call with the credentials that were warned
 * of may be refused for the same reason, in the same words.
 *
 * @throws what `act` throws
 */
export async function clockToldOnce<Answer>(
  world: World,
  act: (held: World) => Promise<Answer>,
): Promise<Answer> {
  const warnings: string[] = []
  // Its getters stay what they are: a copy would call them.
  const held = Object.create(world, {
    warn: { value: (line: string) => warnings.push(line) },
  }) as World
  const tell = (): void => warnings.forEach((line) => (world.warn ?? world.say)(line))
  try {
    const answer = await act(held)
    tell()
    return answer
  } catch (error) {
    if (!(error instanceof KeyRefused && error.reason === 'clock')) tell()
    throw error
  }
}
