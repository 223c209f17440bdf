/** What tests need that go through every command: their names, and a home in which each has something to do. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tokenFileName } from '../../src/core/session/token.js'
import { link } from '../../src/flows/trust.js'
import type { IssueOptions, IssuedKey } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from './home.js'
import { linesOf } from './keys.js'
import { sandboxFor } from './sandbox.js'
import { legacySessionOf, sessionOf, worldFor } from './world.js'

const MANIFEST = fileURLToPath(new URL('../../oclif.manifest.json', import.meta.url))

/** The commands that the build found, hidden ones too: `accounts`, `keys list` … */
export function commandNames(): string[] {
  const { commands } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { commands: Record<string, unknown> }
  return Object.keys(commands)
    .map((id) => id.replaceAll(':', ' '))
    .sort()
}

/** Whoever adds a command adds a line to every such table. */
export function assertNamesEvery(table: Readonly<Record<string, unknown>>): void {
  assert.deepEqual(Object.keys(table).sort(), commandNames())
}

export interface FullScene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  /** A directory that is bound to acme-dev and trusted. */
  here: string
  /** A directory with a `.ssoenv` of a portal that the config does not know. */
  team: string
  /** The key of profile `old-ci`. */
  key: IssuedKey
  browserVisits: () => Promise<number>
}

/**
 * A session `sandbox` with the token that is asked for, a legacy profile, a long-lived key, and two directories. Whoever is asked
 * at the portal approves at once, so that a login that should not start is one that is made.
 */
export async function fullScene(t: TestContext, token: IssueOptions = {}): Promise<FullScene> {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' } })
  const home = await homeFor(t)
  const role = { sso_account_id: '111122223333', sso_role_name: 'Developer' }
  const sections = {
    ...sandboxSections(sandbox),
    'profile legacy': { sso_start_url: sandbox.startUrl, sso_region: sandbox.region, ...role },
  }
  await home.writeConfig(sections)
  const key = sandbox.issueKey({ accountId: '111122223333', userName: 'ada' })
  await home.write('.aws/credentials', `[old-ci]\n${linesOf(key)}`)
  for (const session of [sessionOf(sandbox, 'sandbox'), legacySessionOf(sandbox)]) {
    await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(sandbox.issueToken(token)))
  }
  const here = path.dirname(await home.write('acme/.ssoenv', ''))
  const world = worldFor(home, sandbox)
  await link(world, here, 'acme-dev', false)
  const portal = ['sso_start_url = https://new.awsapps.com/start', 'sso_region = eu-west-1']
  const wanted = ['sso_account_id = 111122223333', 'sso_role_name = Developer']
  const team = path.dirname(await home.write('team/.ssoenv', `${[...portal, ...wanted].join('\n')}\n`))
  return {
    sandbox,
    home,
    env: home.env(endpointsOf(sandbox)),
    here,
    team,
    key,
    browserVisits: async () =>
      (await readFile(home.browserLog, 'utf8').catch(() => '')).split('\n').filter(Boolean).length,
  }
}
