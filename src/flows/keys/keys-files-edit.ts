/** Changing the user's AWS files for a key: what was shown, in the order that was planned, and both or none. */
import { printable } from '../../core/text/display.js'
import { ConfigError } from '../../core/errors.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { acquireLock } from '../../world/lock/lock.js'
import type { World } from '../../world/world.js'
import { PATIENCE_MILLISECONDS, waitFor } from '../session/others.js'

export interface PlannedFile {
  file: string
  before: string
  after: string
}

/** Runs it while no other process parks or restores a key. */
export async function withKeysLock<Result>(world: World, act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const lock = await acquireLock(world.paths.state, 'parked-keys', 'a change of parked keys', world.env)
    if (lock.kind === 'lock') {
      try {
        return await act()
      } finally {
        await lock.release()
      }
    }
    await waitFor(world, lock, PATIENCE_MILLISECONDS)
  }
}

/**
 * Writes the files in their order. All are locked, read and found writable before the first one is written; when a later one fails
 * all the same, as on a full disk, the earlier ones are put back.
 *
 * @returns the backups
 * @throws ConfigError as `changeConfigFile`, and where a file is not what was planned for
 */
export async function writePlanned(world: World, planned: readonly PlannedFile[]): Promise<string[]> {
  const last = planned.at(-1)
  if (!last) return []
  const earlier = planned.slice(0, -1)
  const backups: string[] = []
  const state = { written: false }
  try {
    const { backup } = await changeConfigFile(world, last.file, async (now) => {
      requireUnchanged(last, now)
      backups.push(...(await writePlanned(world, earlier)))
      state.written = true
      return last.after
    })
    return [...backups, ...(backup === undefined ? [] : [backup])]
  } catch (error) {
    if (state.written) for (const one of [...earlier].reverse()) await putBack(world, one)
    throw error
  }
}

function requireUnchanged({ file, before }: PlannedFile, now: string): void {
  if (now !== before)
    throw new ConfigError(
      `${printable(file)} was changed meanwhile. Nothing was written; run the command again.`,
    )
}

/** As well as it can be: where it cannot, the profile works as it stands, and the command can be run again. */
async function putBack(world: World, { file, before, after }: PlannedFile): Promise<void> {
  await changeConfigFile(world, file, (now) => (now === after ? before : now)).catch((error: unknown) => {
    if (error instanceof ConfigError) world.say(error.message)
    else throw error
  })
}
