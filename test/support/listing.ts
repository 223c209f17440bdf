/** A session with a valid token, at a portal that has the real limit of 20 calls a second. */
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { Reachable } from '../../src/core/listing/portal-listing.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { listReachable, type ListOptions } from '../../src/flows/listing/portal-listing.js'
import type { Account } from '../../src/sandbox/accounts.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import type { Settings } from '../../src/sandbox/settings.js'
import { homeFor, type Home } from './home.js'
import { sandboxFor } from './sandbox.js'
import { sessionOf, worldFor, type TestWorld, type WorldOptions } from './world.js'

export interface ListingScene {
  sandbox: Sandbox
  home: Home
  world: TestWorld
  session: SsoSession
  /** The file of what is noted between two listings. */
  notes: string
  /** Puts a token of a new login into the session's file. */
  putToken: (options?: IssueOptions) => Promise<void>
  /** Without asking anybody, unless the options say so. */
  list: (options?: Partial<ListOptions>) => Promise<Reachable>
}

export type ListingOptions = WorldOptions & { settings?: Partial<Settings> }

export async function listingFor(
  t: TestContext,
  accounts: readonly Account[],
  { settings, ...options }: ListingOptions = {},
): Promise<ListingScene> {
  const sandbox = await sandboxFor(t, {
    instances: [{ startUrl: '/start', accounts }],
    settings: { callsPerSecond: 20, ...settings },
  })
  const home = await homeFor(t)
  const world = worldFor(home, sandbox, options)
  const session = sessionOf(sandbox)
  const putToken = async (issue?: IssueOptions): Promise<void> => {
    await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(sandbox.issueToken(issue)))
  }
  await putToken()
  return {
    sandbox,
    home,
    world,
    session,
    notes: path.join(world.paths.state, 'portal', tokenFileName(session)),
    putToken,
    list: (more) => listReachable(world, session, { allow: 'refresh', ...more }),
  }
}
