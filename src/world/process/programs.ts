/** Programs on PATH, and what they print. */
import { spawn } from 'node:child_process'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '../../core/paths.js'

/**
 * Every program of that name on PATH, in its order; one that is reached by two ways once. Relative folders are left out: what runs from
 * there depends on where one stands.
 */
export function programsNamed(name: string, env: Env): string[] {
  const seen = new Set<string>()
  const found: string[] = []
  for (const folder of (env['PATH'] ?? '').split(':')) {
    const file = path.join(folder, name)
    const target = path.isAbsolute(folder) ? programAt(file) : undefined
    if (target === undefined || seen.has(target)) continue
    seen.add(target)
    found.push(file)
  }
  return found
}

/** The file that is run, links followed. */
function programAt(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return undefined
    accessSync(file, constants.X_OK)
    return realpathSync(file)
  } catch {
    return undefined
  }
}

const LIMIT = 16 * 1024

/**
 * What the program prints on both its outputs, its first 16 KB; undefined where it has not ended in time. Whatever it has started is ended
 * with it.
 */
export function printedBy(
  file: string,
  words: readonly string[],
  { env, cwd, seconds }: { env: Env; cwd: string; seconds: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let text = ''
    const take = (chunk: string): void => {
      if (text.length < LIMIT) text += chunk
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    const end = (printed: string | undefined): void => {
      clearTimeout(timer)
      resolve(printed)
    }
    const timer = setTimeout(() => {
      endGroup(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
      end(undefined)
    }, seconds * 1000)
    child.on('error', () => end(''))
    child.on('close', () => end(text))
  })
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
