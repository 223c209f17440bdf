/** A `.ssoenv` that another process exchanges all the time: what is checked has to be what is used. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { RefusedError, SsoenvError } from '../../src/core/errors.js'
import { pathsFrom } from '../../src/core/paths.js'
import { settledHere } from '../../src/flows/for-shells/active-profile.js'
import { allow, link, unlink } from '../../src/flows/trust.js'
import { readTrust } from '../../src/world/for-shells/trust-store.js'
import type { World } from '../../src/world/world.js'
import { homeFor, type Home } from '../support/home.js'

/** Of what takes long fewer. */
const [ROUNDS, FEWER] = [150, 25]

const PROFILE = { sso_session: 'corp', sso_role_name: 'Developer' }

async function sceneFor(t: TestContext): Promise<{ home: Home; world: World; directory: string }> {
  const home = await homeFor(t)
  await home.writeConfig({
    'sso-session corp': { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-west-1' },
    'profile dev': { ...PROFILE, sso_account_id: '111111111111' },
    'profile prod': { ...PROFILE, sso_account_id: '222222222222' },
  })
  const directory = path.join(home.path, 'acme')
  await mkdir(directory)
  const env = home.env()
  const world: World = {
    env,
    paths: pathsFrom(env, home.path),
    now: () => new Date(),
    monotonic: () => performance.now(),
    sleep: () => Promise.resolve(),
    say: () => undefined,
    interactive: false,
  }
  return { home, world, directory }
}

/**
 * Does something while another process puts each of these in the place of the file in turn, by rename and with one date for all. That
 * process has ended before the home is removed: what is still being filled cannot be.
 */
async function whileSwapped(
  file: string,
  bodies: readonly string[],
  something: () => Promise<void>,
): Promise<void> {
  const script = `
import os, sys
file, bodies, step, parent = sys.argv[1], sys.argv[2:], 0, os.getppid()
while os.getppid() == parent:
    body = bodies[step % len(bodies)]
    new = file + ".new"
    if body == "fifo": os.mkfifo(new)
    elif body.startswith("link "): os.symlink(body[5:], new)
    else:
        with open(new, "w") as out: out.write(body)
        os.utime(new, (1e9, 1e9))
    os.rename(new, file)
    step += 1
    if step == 1: print("begun", flush=True)
`
  const child = spawn('/usr/bin/python3', ['-c', script, file, ...bodies], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  try {
    await Promise.race([once(child.stdout, 'data'), ended])
    await something()
    assert.equal(child.exitCode, null, 'It has not swapped to the end.')
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

test('a prompt never takes the profile of a text that was not allowed, whatever the file is exchanged for', async (t) => {
  const { home, world, directory } = await sceneFor(t)
  const file = path.join(directory, '.ssoenv')
  await link(world, directory, 'dev', false)
  const allowed = await readFile(file, 'utf8')
  const other = await home.write('elsewhere', allowed)
  const seen = new Set<string>()
  const bodies = [allowed, 'profile = prod\n', `link ${other}`, 'fifo', 'profile = prod\n#']
  await whileSwapped(file, bodies, async () => {
    for (let round = 0; round < FEWER * 2; round++) {
      const { verdict, fields } = await settledHere(world, directory)
      const profile = fields.find(([key]) => key === 'profile')?.[1]
      seen.add(`${verdict.state} ${profile}`)
    }
  })
  const possible = ['bound dev', 'refused ssoenv-refused']
  assert.deepEqual(
    [...seen].filter((each) => !possible.includes(each)),
    [],
  )
})

test('what allow trusts is what it says, whatever the file is exchanged for', async (t) => {
  const { world, directory } = await sceneFor(t)
  const texts: Record<string, string> = { dev: 'profile = dev\n', prod: 'profile = prod\n' }
  await whileSwapped(path.join(directory, '.ssoenv'), Object.values(texts), async () => {
    for (let round = 0; round < FEWER; round++) {
      const { profile = '', effect } = await allow(world, directory)
      const trust = await readTrust(world.paths, directory)
      assert.equal(Buffer.from(trust?.bytes ?? []).toString(), texts[profile])
      assert.ok(effect.includes(`"${profile}"`), effect)
    }
  })
})

test('link writes to no file that a link leads to, which somebody puts in the place of the .ssoenv', async (t) => {
  const { home, world, directory } = await sceneFor(t)
  const precious = await home.write('.bashrc', 'mine\n')
  await whileSwapped(path.join(directory, '.ssoenv'), [`link ${precious}`, 'profile = prod\n'], async () => {
    for (let round = 0; round < ROUNDS; round++) {
      // Refused where a link is seen, or where the file is another by the time it is read back.
      await link(world, directory, 'dev', false).catch((error: unknown) => {
        assert.ok(error instanceof RefusedError, String(error))
      })
      await unlink(world, directory).catch((error: unknown) => {
        assert.ok(error instanceof SsoenvError, String(error))
      })
      assert.equal(await readFile(precious, 'utf8'), 'mine\n')
    }
  })
})
