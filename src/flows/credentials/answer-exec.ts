/** `exec` where all is good as it is: nothing to ask, to refresh or to log in to. The rest is the command's (commands/exec.ts). */
import type { Handed } from '../../core/credentials/child-environment.js'
import { tokenState } from '../../core/session/token.js'
import { readToken } from '../../world/files/token-cache.js'
import { become } from '../../world/process/become.js'
import { commandProblem } from '../../world/process/find-command.js'
import { writeWords } from '../../world/terminal/terminal.js'
import { thisWorld, type World } from '../../world/world.js'
import { environmentOf, execPlan, keysOf, type ExecPlan, type ExecWords } from './exec.js'
import { keptOfProfile } from './kept-of-profile.js'

/** @returns whether it was answered; only where it was has anything been said or done */
export async function answerExec(words: readonly string[]): Promise<boolean> {
  const plain = plainWords(words)
  if (!plain || commandProblem(plain.command[0], process.env['PATH'])) return false
  const said: string[] = []
  const quiet: World = { ...thisWorld(), interactive: false, say: (line) => said.push(line) }
  const env = await readyEnvironment(quiet, plain).catch(() => undefined)
  if (!env) return false
  for (const line of said) writeWords(`${line}\n`)
  const problem = await become(plain.command, env)
  writeWords(`ssoenv: ${problem.message}\n`)
  process.exitCode = problem.status
  return true
}

/** `[PROFILE] [--keys] [--yes] -- COMMAND…`, in any order before the `--`. */
export function plainWords(words: readonly string[]): ExecWords | undefined {
  const end = words.indexOf('--')
  const [name, ...rest] = end < 0 ? [] : words.slice(end + 1)
  const own = words.slice(0, Math.max(end, 0))
  const [profile, ...more] = own.filter((word) => word !== '--keys' && word !== '--yes')
  if (name === undefined || more.length > 0 || profile?.startsWith('-')) return undefined
  if (words.some((word) => word.includes('\ufffd'))) return undefined
  const named = profile === undefined ? {} : { profile }
  return { ...named, command: [name, ...rest], keys: own.includes('--keys'), yes: own.includes('--yes') }
}

async function readyEnvironment(world: World, words: ExecWords): Promise<Record<string, string> | undefined> {
  const plan = await execPlan(world, words)
  const handed = words.keys ? await keptKeys(world, plan) : await readyProfile(world, plan)
  return handed && environmentOf(world, plan, handed)
}

async function readyProfile(world: World, { profile, found }: ExecPlan): Promise<Handed | undefined> {
  if (found.kind !== 'sso') return { profile }
  const { session } = found.profile
  const state = tokenState(await readToken(world.paths, session), session, world.now())
  return state === 'valid' ? { profile } : undefined
}

async function keptKeys(world: World, plan: ExecPlan): Promise<Handed | undefined> {
  const kept = await keptOfProfile(world, plan.config, plan.profile)
  return kept && keysOf(plan, kept)
}
