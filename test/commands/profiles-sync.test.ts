import assert from 'node:assert/strict'
import { chmod, lstat, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { tokenFileName } from '../../src/core/session/token.js'
import type { Account } from '../../src/sandbox/accounts.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { run, start, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  config: string
  /** The config's text now. */
  text: () => Promise<string>
  sync: (...words: string[]) => Promise<Ended>
}

/** A home whose config has the session and nothing else, and a valid token. */
async function sceneFor(t: TestContext, accounts?: readonly Account[]): Promise<Scene> {
  const instances = [{ startUrl: '/start', ...(accounts ? { accounts } : {}) }]
  const sandbox = await sandboxFor(t, { instances, settings: { callsPerSecond: 20 } })
  const home = await homeFor(t)
  const { 'sso-session sandbox': session } = sandboxSections(sandbox)
  const config = await home.writeConfig({ 'sso-session sandbox': session! })
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  await home.write(file, JSON.stringify(sandbox.issueToken()))
  const env = home.env(endpointsOf(sandbox))
  return {
    sandbox,
    home,
    env,
    config,
    text: () => readFile(config, 'utf8'),
    sync: (...words) => run(['profiles', 'sync', ...words], { env }),
  }
}

const account = (accountId: string, accountName: string, ...roles: string[]): Account => ({
  accountId,
  accountName,
  roles,
})

it('makes profiles, keeps a backup, and has nothing to do the second time', async (t) => {
  const { config, text, sync } = await sceneFor(t)
  const before = await text()
  const first = await sync('--region', 'eu-central-1', '--json')
  assert.equal(first.status, 0, first.stderr)
  const done = JSON.parse(first.stdout) as {
    added: { profile: string }[]
    backup: string
    dryRun: boolean
  }
  assert.equal(done.dryRun, false)
  assert.deepEqual(
    done.added.map(({ profile }) => profile),
    [
      '444455556666-ReadOnly',
      'acme-billing-Audit+Export@2026',
      'acme-billing-Billing',
      'acme-dev-AdministratorAccess',
      'acme-dev-Developer',
      'acme-dev-ReadOnly',
      'acme-prod-AdministratorAccess',
      'acme-prod-ReadOnly',
      'acme-staging-Developer',
      'acme-staging-ReadOnly',
    ],
  )
  assert.equal(await readFile(done.backup, 'utf8'), before)
  assert.ok((await text()).startsWith(before))
  const after = await text()
  const second = await sync()
  assert.equal(second.status, 0, second.stderr)
  assert.equal(second.stdout, '0 profiles added, 0 removed, 10 there already.\n')
  assert.equal(await text(), after)
  assert.equal((await lstat(config)).mode & 0o777, 0o600)
})

it('--dry-run shows the difference and writes nothing', async (t) => {
  const { text, sync, home } = await sceneFor(t)
  const before = await text()
  const { status, stdout } = await sync('--dry-run', '--include', 'acme-dev/Dev*')
  assert.equal(status, 0)
  assert.match(stdout, /^--- .*\n\+\+\+ .*\n@@ .* @@\n/)
  assert.match(stdout, /\n\+\[profile acme-dev-Developer\]\n\+# Made by .*\n\+sso_session = sandbox\n/)
  assert.equal(await text(), before)
  assert.deepEqual(await readdir(path.join(home.path, '.local/share/ssoenv/backups')).catch(() => []), [])
})

it('--prune asks first, and without anybody to ask it removes nothing', async (t) => {
  const { sandbox, text, sync } = await sceneFor(t, [
    account('111111111111', 'dev', 'Admin'),
    account('222222222222', 'prod', 'ReadOnly'),
  ])
  await sync()
  const before = await text()
  sandbox.setAccounts([account('111111111111', 'dev', 'Admin')])
  const told = await sync()
  assert.match(
    told.stdout,
    /1 profile reaches a role that you no longer have: ssoenv profiles sync --prune\n$/,
  )
  const refused = await sync('--prune')
  assert.equal(refused.status, 2)
  assert.match(refused.stderr, /--prune would remove 1 profile, and nobody can be asked here/)
  assert.equal(await text(), before)
  const done = await sync('--prune', '--yes')
  assert.equal(done.status, 0, done.stderr)
  assert.match(done.stdout, /^- "prod-ReadOnly" {2}222222222222 ReadOnly\n/)
  assert.doesNotMatch(await text(), /prod-ReadOnly/)
})

it('a login that is needed and may not be asked for is exit status 4, and nothing is written', async (t) => {
  const { sandbox, text, sync, home } = await sceneFor(t)
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  await home.write(file, '{}')
  const before = await text()
  const { status, stderr } = await sync('--no-input')
  assert.equal(status, 4)
  assert.match(stderr, /ssoenv login/)
  assert.equal(await text(), before)
})

it('a wrong filter or template is told before the portal is asked', async (t) => {
  const { sandbox, sync } = await sceneFor(t)
  assert.equal((await sync('--include', '/x')).status, 2)
  assert.equal((await sync('--template', '{nobody}')).status, 2)
  assert.deepEqual(sandbox.counts(), {})
})

it('two at once: each profile is made once', async (t) => {
  const { env, text } = await sceneFor(t)
  const both = await Promise.all([1, 2].map(() => start(['profiles', 'sync', '--json'], { env }).ended))
  assert.deepEqual(
    both.map(({ status }) => status),
    [0, 0],
  )
  const headers = (await text()).match(/^\[profile .*\]$/gm) ?? []
  assert.equal(headers.length, 10)
  assert.equal(new Set(headers).size, 10)
})

it('a config that is a link into a dotfiles repository is written through, and the link stays', async (t) => {
  const { home, config, sync } = await sceneFor(t)
  await mkdir(path.join(home.path, 'dotfiles'))
  const target = path.join(home.path, 'dotfiles/aws-config')
  await rename(config, target)
  await symlink(target, config)
  assert.equal((await sync()).status, 0)
  assert.ok((await lstat(config)).isSymbolicLink())
  assert.match(await readFile(target, 'utf8'), /\[profile acme-dev-Developer\]/)
})

it('a config that does not parse: file and line, and nothing is written', async (t) => {
  const { config, text, sync } = await sceneFor(t)
  await writeFile(config, `${await text()}\nthis is no key\n`)
  const before = await text()
  const { status, stderr } = await sync()
  assert.equal(status, 3)
  assert.match(stderr, /config:\d+/)
  assert.equal(await text(), before)
})

it('a full disk: a clear error, the config as before, no other file left', async (t) => {
  const { env, config, text, home } = await sceneFor(t)
  await writeFile(config, `${await text()}${'# a long comment of somebody\n'.repeat(400)}`)
  const before = await text()
  // The limit is in blocks of 1024 bytes and takes the place of a disk that ends there.
  const { status, stderr } = await run(['profiles', 'sync'], {
    env,
    through: ['bash', '-c', 'trap "" XFSZ; ulimit -f 8; exec "$@"', '-'],
  })
  assert.equal(status, 3)
  assert.match(stderr, /cannot be written/)
  assert.equal(await text(), before)
  assert.deepEqual((await readdir(path.join(home.path, '.aws'))).sort(), ['config', 'sso'])
})

it('a read-only config is told with its path, and stays', async (t) => {
  const { config, text, sync } = await sceneFor(t)
  const before = await text()
  await chmod(config, 0o400)
  const { status, stderr } = await sync()
  assert.equal(status, 3)
  assert.match(stderr, /config/)
  assert.equal(await text(), before)
})

it('a region or an output format that no tool could use is refused before anything is asked', async (t) => {
  const { sandbox, text, sync } = await sceneFor(t)
  const before = await text()
  for (const [flag, value] of [
    ['--region', '../x'],
    ['--output', 'jsno'],
  ] as const) {
    const { status, stderr } = await sync(flag, value)
    assert.equal(status, 2)
    assert.match(stderr, new RegExp(`${flag}: "${value}" is `))
  }
  assert.equal(await text(), before)
  assert.deepEqual(sandbox.log(), [])
})

it('profiles that no AWS tool would take are not written: the session says another region', async (t) => {
  const { config, text, sync } = await sceneFor(t)
  await writeFile(config, `${await text()}region = eu-west-1\n`)
  const before = await text()
  const { status, stderr } = await sync('--region', 'us-east-1')
  assert.equal(status, 3, stderr)
  assert.match(stderr.replace(/\s+/g, ' '), /"us-east-1", and its SSO session says "eu-west-1" on line \d/)
  assert.equal(await text(), before)
  assert.equal((await sync('--region', 'eu-west-1')).status, 0)
})
