/** The person's browser. */
import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from '../files/fs.js'
import path from 'node:path'
import { browserCommands, withAddress, type BrowserCommand } from '../../core/session/browser-command.js'
import type { Env } from '../../core/paths.js'

/** The first command whose program is there, or undefined. */
export async function findBrowser(env: Env, chosen?: string): Promise<BrowserCommand | undefined> {
  for (const command of browserCommands(env, process.platform, chosen)) {
    if (await isProgram(command[0], env)) return command
  }
  return undefined
}

/**
 * Starts the browser and does not wait for it: detached, so that Ctrl-C here does not end it, and without our terminal.
 *
 * @returns whether it started
 */
export async function openBrowser(command: BrowserCommand, address: string, env: Env): Promise<boolean> {
  const [program, ...words] = withAddress(command, address)
  return new Promise((resolve) => {
    const child = spawn(program, words, { detached: true, stdio: 'ignore', env: { ...env } })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** Docker and Podman leave these files. */
export async function isInContainer(): Promise<boolean> {
  const found = await Promise.all(['/.dockerenv', '/run/.containerenv'].map((file) => isThere(file)))
  return found.includes(true)
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
