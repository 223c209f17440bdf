/** The person's browser. */
import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { release } from 'node:os'
import path from 'node:path'
import { browserCommands, withAddress, type BrowserCommand } from '../../core/session/browser-command.js'
import { CONTAINER_MARKS, type Surroundings } from '../../core/session/login-way.js'
import type { Env } from '../../core/paths.js'
import { access } from '../files/fs.js'

/**
 * What the choice of a way to log in goes by.
 *
 * @param chosen the settings' browser
 */
export async function surroundings(env: Env, chosen?: string): Promise<Surroundings> {
  const found = await Promise.all(CONTAINER_MARKS.map((file) => isThere(file)))
  return {
    env,
    platform: process.platform,
    release: release(),
    marks: CONTAINER_MARKS.filter((_, index) => found[index]),
    browser: await findBrowser(env, chosen),
    browserChosen: chosen !== undefined,
  }
}

/** The first command whose program is there, or undefined. */
export async function findBrowser(env: Env, chosen?: string): Promise<BrowserCommand | undefined> {
  for (const command of browserCommands(env, process.platform, release(), chosen)) {
    if (await isProgram(command[0], env)) return command
  }
  return undefined
}

/**
 * Starts the browser and does not wait for it: detached, so that Ctrl-C here does not end it, and without our terminal.
 *
 * @param failed called with how it ended, where that was not well: programs that only hand an address on end at once
 * @returns whether it started
 */
export async function openBrowser(
  command: BrowserCommand,
  address: string,
  env: Env,
  failed?: (ending: string) => void,
): Promise<boolean> {
  const [program, ...words] = withAddress(command, address)
  return new Promise((resolve) => {
    const child = spawn(program, words, { detached: true, stdio: 'ignore', env: { ...env } })
    child.once('error', () => resolve(false))
    child.once('exit', (status, signal) => {
      if (status !== 0) failed?.(signal ?? `status ${status ?? 'unknown'}`)
    })
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

async function isProgram(name: string, env: Env): Promise<boolean> {
  if (name.includes('/')) return isThere(name, constants.X_OK)
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  for (const folder of folders) {
    if (await isThere(path.join(folder, name), constants.X_OK)) return true
  }
  return false
}

async function isThere(file: string, mode = constants.F_OK): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  )
}
