/**
 * `ssoenv doctor`: one list of checks, each in a file of its own.
 *
 * A new check is a function of the form `Check`, and its line in CHECKS.
 */
import { SsoenvError } from '../../core/errors.js'
import type { World } from '../../world/world.js'
import { checkCaches } from './caches.js'
import { lookAround, type Check, type Found } from './check.js'
import { checkConfig } from './config.js'
import { checkEnvironment } from './environment.js'
import { checkHook } from './hook.js'
import { checkLegacy } from './legacy.js'
import { checkLocks } from './locks.js'
import { checkMirror } from './mirror.js'
import { checkModes } from './modes.js'
import { checkNetwork } from './network.js'
import { checkProgram } from './program.js'
import { checkRcFiles } from './rc-files.js'
import { checkSettings } from './settings.js'
import { checkTools } from './tools.js'

const CHECKS = {
  program: checkProgram,
  hook: checkHook,
  'rc-files': checkRcFiles,
  settings: checkSettings,
  environment: checkEnvironment,
  config: checkConfig,
  legacy: checkLegacy,
  modes: checkModes,
  caches: checkCaches,
  mirror: checkMirror,
  locks: checkLocks,
  tools: checkTools,
  network: checkNetwork,
} satisfies Record<string, Check>

export interface Checked extends Found {
  check: string
}

/** Each check's own limits end sooner. */
const LIMIT_SECONDS = 9

/** All findings, in the order of the checks, which go on at the same time. */
export async function examine(world: World, directory: string, offline: boolean): Promise<Checked[]> {
  const look = await lookAround(world, directory, offline)
  const all = Object.entries(CHECKS).map(async ([check, act]: [string, Check]) => {
    const found = await withinLimit(act(look))
    return found.map((one): Checked => ({ check, ...one }))
  })
  return (await Promise.all(all)).flat()
}

async function withinLimit(checking: Promise<Found[]>): Promise<Found[]> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<Found[]>((resolve) => {
    const late: Found = { state: 'warning', what: `This has not ended within ${LIMIT_SECONDS} seconds.` }
    timer = setTimeout(() => resolve([late]), LIMIT_SECONDS * 1000)
  })
  try {
    return await Promise.race([checking, over])
  } catch (error) {
    // What is so broken that it cannot be looked at is a finding too.
    if (SsoenvError.isOne(error)) return [{ state: 'problem', what: error.message }]
    throw error
  } finally {
    clearTimeout(timer)
  }
}
