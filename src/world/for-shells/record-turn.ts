/**
 * The turn (shell/README.md §2.6): by one look at an empty file a shell sees that no record has been written since it read
 * the ones that it knows.
 *
 * `turn` holds a name, and `turn.NAME` exists as long as nothing has been written since. Every name that a shell can have
 * read before a change is gone when the change is done; a process that is killed within it leaves none, and the shells then
 * read their records each time, until the next change.
 */
import { access, EMPTIED, open, readdir } from '../files/fs.js'
import path from 'node:path'
import { removeFile } from '../files/files.js'
import { randomName } from '../files/random.js'

const PREFIX = 'turn.'

/** How often a turn is begun anew that another writer has ended. */
const ATTEMPTS = 3

/**
 * Does something to the records below the state folder, which exists and is ours.
 *
 * @throws ConfigError when turns cannot be ended, before or after the change; what the change throws
 */
export async function inNewTurn(state: string, change: () => Promise<unknown>): Promise<void> {
  await endTurns(state)
  await change()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const name = randomName(5)
    const file = path.join(state, PREFIX + name)
    const isBegun = await begin(state, name, file)
    // Also the turns of others who wrote at the same time: their shells may have read what has just been replaced.
    await endTurns(state, name)
    if (!isBegun || (await exists(file))) return
  }
}

/** Where it cannot be begun (the disk is full) there is none, and that is all. */
async function begin(state: string, name: string, file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close()
    const handle = await open(path.join(state, 'turn'), EMPTIED, 0o600)
    await handle.writeFile(`${name}\n`).finally(() => handle.close())
    return true
  } catch {
    return false
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function endTurns(state: string, but?: string): Promise<void> {
  for (const entry of await readdir(state)) {
    if (entry.startsWith(PREFIX) && entry !== `${PREFIX}${but ?? ''}`)
      await removeFile(path.join(state, entry))
  }
}
