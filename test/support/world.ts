/** A world for flows under test: a throw-away home, a sandbox, and the sandbox's clock as ours. */
import { setImmediate } from 'node:timers/promises'
import { pathsFrom } from '../../src/core/paths.js'
import type { SsoSession } from '../../src/core/session/session.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { World } from '../../src/world/world.js'
import { endpointsOf, type Home } from './home.js'

export interface TestWorld extends World {
  /** What was said to the person. */
  said: string[]
}

export interface WorldOptions {
  env?: Record<string, string>
  /** Whether a person can be asked; nobody where absent. */
  interactive?: boolean
  /** Called instead of waiting, after the clock has moved. */
  onSleep?: (milliseconds: number) => void | Promise<void>
}

/** Waiting moves the sandbox's clock, which is this world's too; nothing sleeps. */
export function worldFor(home: Home, sandbox: Sandbox, options: WorldOptions = {}): TestWorld {
  const env = { ...home.env(endpointsOf(sandbox)), ...options.env }
  const said: string[] = []
  return {
    env,
    paths: pathsFrom(env, home.path),
    now: () => sandbox.now(),
    monotonic: () => sandbox.now().getTime(),
    sleep: async (milliseconds) => {
      sandbox.advance(milliseconds / 1000)
      await options.onSleep?.(milliseconds)
      await setImmediate()
    },
    say: (line) => said.push(line),
    interactive: options.interactive ?? false,
    said,
  }
}

/** The sandbox's first portal as a session of that name. */
export function sessionOf(sandbox: Sandbox, name = 'corp'): SsoSession {
  return { kind: 'sso-session', name, startUrl: sandbox.startUrl, region: sandbox.region }
}

/** The sandbox's first portal as a legacy profile's session. */
export function legacySessionOf(sandbox: Sandbox): SsoSession {
  return {
    kind: 'legacy',
    name: sandbox.startUrl,
    startUrl: sandbox.startUrl,
    region: sandbox.region,
  }
}
